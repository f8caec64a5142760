"""What became of each mutant, written down as it is found, so that a run that was ended goes on where it was."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

KEPT = Path("build/mutants")


@dataclass(frozen=True)
class Found:
    """`by` is the test that found it, "load", "time", or "" if it lives.

    `source` is the digest of the file and `tests` has, if it lives, those that it was tried against, each with the
    digest of its file; `seconds` is what that took.
    """

    by: str
    source: str
    tests: Mapping[str, str]
    seconds: float


class Findings:
    """Those of one file; the newest of a mutant counts."""

    def __init__(self, file: str) -> None:
        self._kept = KEPT / f"{file.removesuffix('.py').replace('/', '.')}.jsonl"
        self._source = digest(file)
        lines = self._kept.read_text().splitlines() if self._kept.exists() else []
        rows: Iterator[dict[str, Any]] = map(json.loads, lines)
        found = {row.pop("name"): Found(**row) for row in rows}
        self._found = {name: one for name, one in found.items() if one.source == self._source}

    def of(self, name: str) -> Found | None:
        """What is known of a mutant of the file as it is now."""
        return self._found.get(name)

    def untried(self, name: str, tests: Sequence[str]) -> list[str]:
        """Those of `tests` whose file is another one than when the mutant was tried last."""
        tried = found.tests if (found := self.of(name)) else {}
        return [one for one in tests if tried.get(one) != digest(file_of(one))]

    def add(self, name: str, by: str, tests: Sequence[str], seconds: float) -> Found:
        """Write down what became of a mutant."""
        before = {} if (last := self.of(name)) is None else last.tests
        kept = {one: mark for one, mark in before.items() if mark == digest(file_of(one))}
        tried = {} if by else kept | {one: digest(file_of(one)) for one in tests}
        found = self._found[name] = Found(by, self._source, tried, round(seconds, 2))
        with self._kept.open("a") as out:
            out.write(json.dumps({"name": name, **vars(found)}) + "\n")
        return found


def file_of(test: str) -> str:
    """The file that a test's id begins with."""
    return test.partition("::")[0]


@cache
def digest(file: str) -> str:
    """Of a file's bytes, short."""
    return hashlib.sha256(Path(file).read_bytes()).hexdigest()[:12]
