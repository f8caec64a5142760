"""Logs on their way in: of each the newest part only, so that a huge one costs no more than a long one.

A plain dump writes all containers of a pod into one `logs.txt`, and all pods of the cluster into its one stream,
between lines that say whose log begins and ends.
"""

import re
from collections import deque
from collections.abc import Iterator
from typing import IO, NamedTuple

IN_ALL, MOST, FEWEST = 64_000_000, 1_000_000, 16_000
BEGINS, ENDS = "==== START logs for container ", "==== END logs for container "
_BEGIN = re.compile(r"==== START logs for container (\S+) of pod (\S*?)/?([^/\s]+) ====\s*$")
_LONGEST_LINE = 1 << 16


class Part(NamedTuple):
    """One container's log: its newest part, and how many bytes (of a dump: characters) there are in all."""

    namespace: str
    pod: str
    container: str
    previous: bool
    text: str
    size: int

    @property
    def cut(self) -> bool:
        """Whether older lines were left out."""
        return len(self.text) < self.size and len(self.text.encode()) < self.size


def share(logs: int) -> int:
    """How many bytes of each of so many logs are kept, so that all of them stay within bounds."""
    return max(FEWEST, min(MOST, IN_ALL // max(1, logs)))


def whole(file: IO[bytes], size: int, parts: tuple[str, ...], most: int) -> Part:
    """`<namespace>/<pod>/<container>[.previous].log`."""
    name = parts[-1].removesuffix(".log")
    if size > most:
        file.seek(size - most)
    data = file.read(most)
    if size > most:
        _, newline, rest = data.partition(b"\n")
        data = rest if newline and rest else data
    text = data.decode(errors="replace")
    container = name.removesuffix(".previous")
    return Part(parts[0], parts[1], container, name.endswith(".previous"), text, size)


def dumped(lines: Iterator[str], most: int) -> Iterator[Part]:
    """The logs of a dump, from lines that begin with the first "START"."""
    whose: tuple[str, str, str] | None = None
    kept: deque[str] = deque()
    size = held = 0
    for line in lines:
        if begin := _BEGIN.match(line):
            whose, size, held = (begin[2], begin[3], begin[1]), 0, 0
            kept.clear()
        elif whose and line.startswith(ENDS):
            yield _part(whose, kept, size)
            whose = None
        elif whose:
            kept.append(line)
            size, held = size + len(line), held + len(line)
            while held > most:
                held -= len(kept.popleft())
    if whose:
        yield _part(whose, kept, size)


def _part(whose: tuple[str, str, str], kept: deque[str], size: int) -> Part:
    text = "".join(kept)
    return Part(*whose, previous=False, text=text.strip("\n"), size=size if len(text) < size else 0)


def lines_of(file: IO[bytes]) -> Iterator[str]:
    """The lines of a file as text; one without an end comes in portions."""
    while line := file.readline(_LONGEST_LINE):
        yield line.decode(errors="replace")
