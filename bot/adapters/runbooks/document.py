"""One YAML document as plain values, with the line of every value and key.

Only plain YAML is read: no tags, no anchors or aliases, no repeated keys, no second document. A date stays a
string. What can be read past (a repeated key, a hidden character) is a fault among others; what cannot ends the
reading.
"""

import unicodedata
from bisect import bisect_left
from typing import Any

import yaml

from bot.adapters.runbooks.fault import Fault, Path
from bot.adapters.runbooks.source import line_at, tabs_in

DEEPEST, MOST_VALUES = 12, 2_000
_QUICK = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""LibYAML, where PyYAML was built with it, reads fifty files in a quarter of the time."""


class DocumentError(Exception):
    """The file cannot be read as one plain YAML mapping; `faults` say where and why."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(faults[0].text)
        self.faults = faults


class Document:
    """The values of one file, where they stand, and what was wrong with how they are written."""

    def __init__(self, text: str, root: yaml.MappingNode) -> None:
        self.faults: list[Fault] = []
        self._ends = [index for index, one in enumerate(text) if one == "\n"]
        self._lines: dict[Path, int] = {}
        self.value: dict[str, Any] = self._mapping(root, ())

    def line(self, *path: str | int) -> int:
        """The line of a key or list item, or of the nearest thing around it that is in the file."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def _plain(self, node: yaml.Node, path: Path) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self._lines[*path, index] = self._at(item)
            return [self._plain(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._fault(key, "a field's name is a word")
                continue
            name = self._written(key)
            if name in values:
                first = self._lines[*path, name]
                self._fault(key, f'the field "{name}" is given twice (first in line {first}): keep one')
                continue
            self._lines[*path, name] = self._at(key)
            values[name] = self._plain(value, (*path, name))
        return values

    def _scalar(self, node: yaml.Node) -> Any:
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
        return None if kind == "null" else self._written(node)

    def _written(self, node: yaml.Node) -> str:
        """The text of a scalar without characters that a terminal or a reader would not see as such."""
        hidden = [one for one in node.value if _hidden(one)]
        if not hidden:
            return str(node.value)
        said = f"a hidden character (U+{ord(hidden[0]):04X}): it shows otherwise than it pastes, so remove it"
        self._fault(node, said)
        return "".join(one for one in node.value if one not in hidden)

    def _at(self, node: yaml.Node) -> int:
        return bisect_left(self._ends, node.start_mark.index) + 1

    def _fault(self, node: yaml.Node, text: str) -> None:
        self.faults.append(Fault(line=self._at(node), text=text))


def parse(text: str) -> Document:
    """Read one document.

    Raises:
        DocumentError: with the line.
    """
    try:
        root = _root(text)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark
        raise DocumentError(*_broken(text, mark.index if mark else 0, problem.problem)) from problem
    except yaml.reader.ReaderError as problem:
        code = f"U+{int(problem.character):04X}"
        said = f"a character that YAML does not take ({code}): remove it"
        raise DocumentError(Fault(line=line_at(text, problem.position), text=said)) from problem
    if not isinstance(root, yaml.MappingNode):
        said = 'a runbook is a mapping of fields such as "id: disk-full", and this file is none'
        raise DocumentError(Fault(line=1, text=said))
    return Document(text, root)


def _root(text: str) -> yaml.Node | None:
    """The quick reader's; what it does not take, the one in Python takes or says better what is wrong with it."""
    try:
        return _composed(text, _QUICK)
    except (DocumentError, yaml.YAMLError):
        return _composed(text, yaml.SafeLoader)


def _composed(text: str, loader: type[yaml.SafeLoader]) -> yaml.Node | None:
    _refuse_the_fancy(text, loader)
    root: yaml.Node | None = yaml.compose(text, Loader=loader)
    return root


def _broken(text: str, index: int, why: str | None) -> list[Fault]:
    """What YAML cannot read; tabs are said for themselves, since YAML's words for them tell nobody."""
    end = len(text.rstrip())
    line = line_at(text, min(index, end))
    return tabs_in(text) or [Fault(line=line, text=f"not YAML: {why or 'no reason is told'}")]


def _refuse_the_fancy(text: str, loader: type[yaml.SafeLoader]) -> None:
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=loader)):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        said = ""
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            said = "anchors and aliases are not allowed in a runbook: write the text out"
        elif getattr(event, "tag", None):
            said = "tags are not allowed in a runbook: write the plain value"
        elif depth > DEEPEST:
            said = f"nested deeper than {DEEPEST} levels: a runbook has four"
        elif number > MOST_VALUES:
            said = f"more than {MOST_VALUES} values: no person reads that in an incident, so split it"
        if said:
            raise DocumentError(
                Fault(line=line_at(text, event.start_mark.index if event.start_mark else 0), text=said)
            )


def _hidden(one: str) -> bool:
    """Control characters, halves of surrogate pairs, and marks of no width or that turn the direction of writing."""
    return one != "\n" and unicodedata.category(one) in {"Cc", "Cf", "Cs"}
