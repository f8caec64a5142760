"""Reading what Slack sent: whoever can reach the socket may send anything, so nothing here trusts a shape.

A missing part and one of the wrong kind read alike, as empty; text comes without lone surrogates, which no database
takes, and cut to what such a field can hold.
"""

from collections.abc import Mapping
from typing import Any

LONGEST = 4_000

Payload = Mapping[str, Any]


def part(value: Any, *path: str) -> Payload:
    """The object at that path, or an empty one."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def text(value: Any, *path: str, longest: int = LONGEST) -> str:
    """The text at that path, or ""; a number is no text."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    if not isinstance(value, str):
        return ""
    return value[:longest].encode("utf-8", "replace").decode("utf-8")
