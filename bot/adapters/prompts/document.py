"""One file as text, and one YAML mapping as plain values with the line of every field.

Only plain YAML is read: no aliases, no repeated fields. Texts are read with line feeds alone, so that a checkout that
writes other line ends changes no digest.
"""

from pathlib import Path
from typing import Any

import yaml

from bot.adapters.prompts.fault import Fault

MOST_BYTES = 60_000
Place = tuple[str | int, ...]


class Document:
    """The value of a mapping and the lines (1 is the first) that its fields and items stand on."""

    def __init__(self, file: str, value: dict[str, Any], lines: dict[Place, int]) -> None:
        self.file = file
        self.value = value
        self._lines = lines

    def fault(self, place: Place, text: str, mend: str = "") -> Fault:
        """What is wrong at a field or item; what is missing is placed at what should hold it."""
        return Fault(file=self.file, line=self.line(place), text=text, mend=mend)

    def line(self, place: Place) -> int:
        """The line of a field or item, or of the nearest thing around it that is in the file."""
        while place and place not in self._lines:
            place = place[:-1]
        return self._lines.get(place, 1)


def read_text(path: Path) -> str | Fault:
    """The file's text with line feeds alone, or why it is none."""
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as problem:
        return Fault(file=path.name, text=f"the file cannot be read ({problem.strerror})")
    if len(raw) > MOST_BYTES:
        return Fault(file=path.name, text=f"it is longer than {MOST_BYTES} bytes", mend="shorten it")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = raw.count(b"\n", 0, problem.start) + 1
        return Fault(file=path.name, line=line, text="a byte is not UTF-8", mend="save the file as UTF-8")
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def parse(file: str, text: str, first: int = 1) -> Document | Fault:
    """Read one mapping, whose first line is line `first` of the file; or why it is none."""
    try:
        if any(isinstance(one, yaml.AliasEvent) for one in yaml.parse(text, Loader=yaml.SafeLoader)):
            return Fault(file=file, line=first, text="YAML aliases are not read here", mend="write them out")
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if not isinstance(node, yaml.MappingNode):
            return Fault(file=file, line=first, text="a mapping of fields is expected, and this is none")
        lines: dict[Place, int] = {}
        if (twice := _walk(node, (), lines, first)) is not None:
            return Fault(file=file, line=twice, text="a field is given twice", mend="keep one of them")
        return Document(file, yaml.safe_load(text), lines)
    except yaml.MarkedYAMLError as problem:
        line = first + (problem.problem_mark.line if problem.problem_mark else 0)
        return Fault(file=file, line=line, text=f"this is not YAML ({problem.problem})")
    except (yaml.YAMLError, ValueError) as problem:
        return Fault(file=file, line=first, text=f"this is not YAML ({str(problem).splitlines()[0]})")


def _walk(node: yaml.Node, place: Place, lines: dict[Place, int], first: int) -> int | None:
    """Note the line of everything below; the line of a field that is there twice, None if none is."""
    inside: list[tuple[Place, yaml.Node, int]]
    if isinstance(node, yaml.MappingNode):
        inside = [((*place, str(key.value)), value, key.start_mark.line) for key, value in node.value]
    elif isinstance(node, yaml.SequenceNode):
        inside = [((*place, at), one, one.start_mark.line) for at, one in enumerate(node.value)]
    else:
        return None
    for here, value, line in inside:
        if here in lines:
            return first + line
        lines[here] = first + line
        if (twice := _walk(value, here, lines, first)) is not None:
            return twice
    return None
