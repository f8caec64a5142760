"""A JSON value against its JSON Schema: the part of it that answers and arguments are written in.

The provider is asked for values of a schema; whether they are is looked at again here, since a model's words are not
to be believed. Keywords that are not known here are passed over.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from bot.domain.whole import cleaned

_DEEPEST, _SHOWN = 20, 3
_LONGEST = 200_000


def parsed(text: str, schema: Mapping[str, Any]) -> tuple[dict[str, Any] | None, str]:
    """The JSON object in a text and "", or None and what is wrong with it, as a phrase."""
    if len(text) > _LONGEST:
        return None, "it is longer than any answer may be"
    try:
        value = cleaned(json.loads(text))
    except (ValueError, RecursionError):
        return None, "it is not JSON"
    if not isinstance(value, dict):
        return None, "it is not a JSON object"
    wrong = faults(value, schema)
    return (None, "; ".join(wrong)) if wrong else (value, "")


def faults(value: Any, schema: Mapping[str, Any]) -> list[str]:
    """The first few places where a value is not of a schema; none if it is."""
    found: list[str] = []
    for fault in _faults(value, schema, "", 0):
        found.append(fault)
        if len(found) == _SHOWN:
            break
    return found


def _faults(value: Any, schema: Mapping[str, Any], at: str, depth: int) -> Iterator[str]:
    place = at or "the answer"
    if depth > _DEEPEST:
        yield f"{place} is too deep"
    elif "anyOf" in schema:
        if not any(next(_faults(value, one, at, depth + 1), None) is None for one in schema["anyOf"]):
            yield f"{place} is of no shape that is allowed"
    elif not _is(value, schema.get("type")):
        yield f"{place} is not of type {_named(schema['type'])}"
    elif "enum" in schema and value not in schema["enum"]:
        yield f"{place} is none of the values allowed"
    elif isinstance(value, dict):
        yield from _object(value, schema, at, depth)
    elif isinstance(value, list) and isinstance(schema.get("items"), Mapping):
        for number, one in enumerate(value):
            yield from _faults(one, schema["items"], f"{at}[{number}]", depth + 1)


def _object(value: dict[str, Any], schema: Mapping[str, Any], at: str, depth: int) -> Iterator[str]:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value:
            yield f"{_under(at, name)} is missing"
    for name, one in value.items():
        if name in known:
            yield from _faults(one, known[name], _under(at, name), depth + 1)
        elif schema.get("additionalProperties") is False:
            # Not by its name: a phrase of this may stand in the thread, and the name is the model's.
            yield f"{at or 'the answer'} has a field that is not known"


def _under(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name


def _named(kind: Any) -> str:
    return " or ".join(kind) if isinstance(kind, list) else str(kind)


_KINDS: Mapping[str, tuple[type, ...]] = {
    "integer": (int,),
    "number": (int, float),
    "string": (str,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
    "boolean": (bool,),
}


def _is(value: Any, kind: Any) -> bool:
    """Whether a value is of a type, or of one of several; Python's true and false are no numbers here."""
    if kind is None:
        return True
    if isinstance(kind, list):
        return any(_is(value, one) for one in kind)
    if isinstance(value, bool):
        return bool(kind == "boolean")
    return isinstance(value, _KINDS.get(kind, ()))
