"""A runbook's file as text: of bounded size, UTF-8, without a byte order mark, indented with spaces.

What an editor may have done to a file unseen is said here in the editor's words, before YAML complains in its own.
"""

import codecs
import re
from pathlib import Path

from bot.adapters.runbooks.fault import Fault

MOST_BYTES = 100_000

_MARKS = ((codecs.BOM_UTF8, "UTF-8"), (codecs.BOM_UTF16_LE, "UTF-16"), (codecs.BOM_UTF16_BE, "UTF-16"))
_TAB = re.compile(r"(?m)^ *\t")


def read_text(path: Path) -> str | Fault:
    """The file's text, or why it is none."""
    if path.suffix == ".yml":
        return _fault("a runbook's file is named *.yaml, so this one is not read: rename it")
    if not path.is_file():
        return _fault("a runbook is a plain file, and this is none")
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as problem:
        return _fault(f"the file cannot be read: {problem.strerror}")
    return _decoded(raw)


def line_at(text: str, index: int) -> int:
    """The line of a character, counted as editors do: by line feeds alone."""
    return text.count("\n", 0, index) + 1


def tabs_in(text: str) -> list[Fault]:
    """A fault for each line that is indented with a tab: YAML takes spaces only."""
    said = "a tab in the indentation: YAML takes spaces only, so indent with spaces"
    return [Fault(line=line_at(text, one.start()), text=said) for one in _TAB.finditer(text)]


def _decoded(raw: bytes) -> str | Fault:
    if len(raw) > MOST_BYTES:
        return _fault(f"longer than {MOST_BYTES} bytes: no person reads that in an incident, so split it")
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return _fault(f"begins with a byte order mark ({name}): save it as UTF-8 without one")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as problem:
        byte = raw[problem.start]
        line = raw.count(b"\n", 0, problem.start) + 1
        return Fault(line=line, text=f"byte 0x{byte:02x} is not UTF-8: save the file as UTF-8")


def _fault(text: str) -> Fault:
    return Fault(line=1, text=text)
