"""Redacting JSON values: what is under a secret's name goes whole, every other string is read as text."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.redaction.line import kind_of_name
from bot.redaction.mark import is_placeholder, is_word, mark
from bot.redaction.text import redact

_PIN = 4


def redact_value(value: Any, key: bytes) -> Any:
    """A copy of a JSON value (mappings, lists, strings, numbers) without secrets; other values stay as they are."""
    if isinstance(value, str):
        return redact(value, key)
    if isinstance(value, Mapping):
        return _mapping(value, key)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray):
        kept = [redact_value(item, key) for item in value]
        return tuple(kept) if isinstance(value, tuple) else kept
    return value


def _mapping(tree: Mapping[Any, Any], key: bytes) -> dict[Any, Any]:
    secret = tree.get("kind") == "Secret"
    named = tree.get("name")
    kind = kind_of_name(named) if isinstance(named, str) else ""
    safe: dict[Any, Any] = {}
    for name, value in tree.items():
        if secret and name in {"data", "stringData"} and isinstance(value, Mapping):
            safe[name] = {inner: _hidden("secret", item, key) for inner, item in value.items()}
        elif name == "value" and kind and isinstance(value, str):
            safe[name] = _hidden(kind, value, key)
        elif isinstance(value, str) and isinstance(name, str) and kind_of_name(name) not in {"", "auth"}:
            safe[name] = _hidden(kind_of_name(name), value, key)
        else:
            safe[name] = redact_value(value, key)
    return safe


def _hidden(kind: str, value: Any, key: bytes) -> Any:
    if not isinstance(value, str) or is_placeholder(value) or is_word(value):
        return value
    if value.isdigit() and len(value) < _PIN:
        return value
    return mark(kind, value, key)
