"""A YAML file as plain values, with the line of every field and item, so that a problem can name its place."""

from typing import Any

import yaml

from bot.settings.error import SettingsError

Place = tuple[str | int, ...]
"""The way to a value: field names and positions, as pydantic's `loc`."""


class Document:
    """The value of a file and the lines it stands on; `file` is the name that problems begin with."""

    def __init__(self, file: str, value: dict[str, Any], lines: dict[Place, int]) -> None:
        self.file = file
        self.value = value
        self._lines = lines

    def problem(self, place: Place, said: str) -> str:
        """`lookout.yaml:12: channels.0.cluster: said`; what is missing is placed at what should hold it."""
        return f"{self.file}:{self.line(place)}: {'.'.join(str(part) for part in place)}: {said}"

    def line(self, place: Place) -> int:
        """The line of a field or item, or of the nearest thing around it that is in the file."""
        while place and place not in self._lines:
            place = place[:-1]
        return self._lines.get(place, 1)


def parse(file: str, text: str) -> Document:
    """Read one YAML mapping.

    Raises:
        SettingsError: it is not YAML, not a mapping, or uses what is not read here (aliases, repeated fields).
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
            raise SettingsError([f"{file}:1: YAML aliases (*name) are not read here; write the value out"])
        if not isinstance(node, yaml.MappingNode):
            raise SettingsError([f"{file}:1: a configuration is a mapping of fields, and this is none"])
        reading = _Reading(file)
        value = reading.mapping(node, ())
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise SettingsError([f"{file}:{line}: this is not YAML: {error.problem}"]) from error
    except (yaml.YAMLError, ValueError) as error:
        raise SettingsError([f"{file}:1: this is not YAML: {str(error).splitlines()[0]}"]) from error
    if reading.repeated:
        raise SettingsError(reading.repeated)
    return Document(file, value, reading.lines)


class _Reading:
    """One walk over the nodes of a file."""

    def __init__(self, file: str) -> None:
        self.lines: dict[Place, int] = {}
        self.repeated: list[str] = []
        self._file = file
        self._scalars: Any = yaml.SafeLoader("")  # its constructors are not typed

    def mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        """The fields of a mapping; a repeated one is noted, since YAML would silently take the last."""
        values: dict[str, Any] = {}
        for key, value in node.value:
            name = str(key.value)
            line = key.start_mark.line + 1
            if name in values:
                self.repeated.append(
                    f"{self._file}:{line}: {'.'.join(map(str, (*place, name)))}: is given twice"
                )
            self.lines[*place, name] = line
            values[name] = self._value(value, (*place, name))
        return values

    def _value(self, node: yaml.Node, place: Place) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return [self._item(item, (*place, index)) for index, item in enumerate(node.value)]
        return self._scalars.construct_object(node)

    def _item(self, node: yaml.Node, place: Place) -> Any:
        self.lines[place] = node.start_mark.line + 1
        return self._value(node, place)
