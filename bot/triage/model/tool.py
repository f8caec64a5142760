"""A tool of the model: what it is told of it, the arguments as a noun, and the read itself."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from bot.domain.model import ToolSchema
from bot.domain.noun import Noun
from bot.triage.model.sources import Found, Sources

_TYPES = {str: "string", int: "integer", bool: "boolean"}


@dataclass(frozen=True, slots=True)
class Tool:
    """One tool. `read` raises `CannotReadError` where nothing can be read.

    `arguments` has fields of texts, whole numbers, yes-or-no and choices only, each with a description; all of them
    are always given, since a strict schema knows no optional ones: "" and 0 stand for "not said".
    """

    name: str
    description: str
    arguments: type[Noun]
    read: Callable[[Sources, Any], Awaitable[Found]]

    @property
    def schema(self) -> ToolSchema:
        """What the model is told. Made here, so that a library's new version changes no release."""
        fields = self.arguments.model_fields
        properties = {
            name: {**_kind(one.annotation), "description": one.description or ""}
            for name, one in fields.items()
        }
        parameters = {
            "type": "object",
            "properties": properties,
            "required": list(fields),
            "additionalProperties": False,
        }
        return ToolSchema(name=self.name, description=self.description, parameters=parameters)


def _kind(annotation: Any) -> dict[str, Any]:
    if get_origin(annotation) is Literal:
        return {"type": "string", "enum": list(get_args(annotation))}
    return {"type": _TYPES[annotation]}
