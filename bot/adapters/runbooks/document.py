"""One YAML document as plain values, with the line of every value and key.

Only plain YAML is read: no tags, no anchors or aliases, no repeated keys, no second document. A date stays a
string.
"""

from typing import Any

import yaml

from bot.domain.noun import Noun

Path = tuple[str | int, ...]

MOST_CHARACTERS, DEEPEST = 100_000, 12


class Fault(Noun):
    """What is wrong at a line (1 is the first) of one file."""

    line: int
    text: str


class DocumentError(Exception):
    """The file cannot be read as one plain YAML mapping; `fault` says where and why."""

    def __init__(self, line: int, text: str) -> None:
        super().__init__(text)
        self.fault = Fault(line=line, text=text)


class Document:
    """The values of one file, and where they stand."""

    def __init__(self, value: dict[str, Any], lines: dict[Path, int]) -> None:
        self.value = value
        self._lines = lines

    def line(self, *path: str | int) -> int:
        """The line of a key or list item, or of the nearest thing around it that is in the file."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)


def parse(text: str) -> Document:
    """Read one document.

    Raises:
        DocumentError: with the line.
    """
    if len(text) > MOST_CHARACTERS:
        raise DocumentError(1, f"longer than {MOST_CHARACTERS} characters")
    try:
        _refuse_the_fancy(text)
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as problem:
        raise DocumentError(_line(problem.problem_mark), f"not YAML: {problem.problem}") from problem
    except yaml.YAMLError as problem:
        raise DocumentError(1, f"not YAML: {str(problem).splitlines()[0]}") from problem
    if not isinstance(root, yaml.MappingNode):
        raise DocumentError(1, "a runbook is a mapping of fields, and this file is none")
    lines: dict[Path, int] = {}
    return Document(_plain(root, (), lines), lines)


def _refuse_the_fancy(text: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        line = _line(event.start_mark)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise DocumentError(line, "anchors and aliases are not allowed in a runbook")
        if getattr(event, "tag", None):
            raise DocumentError(line, "tags are not allowed in a runbook")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise DocumentError(line, f"nested deeper than {DEEPEST} levels")


def _line(mark: Any) -> int:
    """The line of a mark of YAML's; 1 if there is none."""
    return mark.line + 1 if mark else 1


def _plain(node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, lines)
    if isinstance(node, yaml.SequenceNode):
        values = []
        for index, item in enumerate(node.value):
            lines[*path, index] = _line(item.start_mark)
            values.append(_plain(item, (*path, index), lines))
        return values
    return _scalar(node)


def _mapping(node: yaml.MappingNode, path: Path, lines: dict[Path, int]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for key, value in node.value:
        line = _line(key.start_mark)
        if not isinstance(key, yaml.ScalarNode):
            raise DocumentError(line, "a field's name is a word")
        if key.value in values:
            raise DocumentError(line, f'the field "{key.value}" is given twice')
        lines[*path, key.value] = line
        values[key.value] = _plain(value, (*path, key.value), lines)
    return values


def _scalar(node: yaml.Node) -> Any:
    """A number, true, false or null where YAML says so, else the text as it is written."""
    kind, text = node.tag.rpartition(":")[2], node.value
    try:
        if kind == "int":
            return int(text)
        if kind == "float":
            return float(text)
    except ValueError:  # YAML knows more spellings of numbers (0x1F, 1:30) than a runbook needs
        return text
    if kind == "bool":
        return text.lower() in {"true", "yes", "on"}
    return None if kind == "null" else text
