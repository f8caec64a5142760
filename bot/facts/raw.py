"""Safe steps into raw JSON: whatever is absent, null or of another shape reads as empty.

A snapshot is other people's data: one odd object must not end a diagnosis.
"""

from collections.abc import Mapping
from typing import Any


def dig(raw: Any, *path: str) -> Any:
    """What stands at the path, or None."""
    for key in path:
        # Nearly everything is a dict, and asking for that is twenty times as fast as asking for a Mapping.
        if raw.__class__ is not dict and not isinstance(raw, Mapping):
            return None
        raw = raw.get(key)
    return raw


def text(raw: Any, *path: str) -> str:
    """The string at the path; a number is written out; anything else is ""."""
    found = raw
    for key in path:  # as `dig`, without the call: a large cluster is asked for a million texts
        if found.__class__ is not dict and not isinstance(found, Mapping):
            return ""
        found = found.get(key)
    if found.__class__ is str or found is None:
        return found or ""
    if isinstance(found, str):
        return found
    return str(found) if isinstance(found, int | float) and not isinstance(found, bool) else ""


def number(raw: Any, *path: str, default: int = 0) -> int:
    """The whole number at the path, or the default."""
    found = dig(raw, *path)
    return found if isinstance(found, int) and not isinstance(found, bool) else default


def mapping(raw: Any, *path: str) -> dict[str, Any]:
    """The object at the path, or {}."""
    found = dig(raw, *path)
    return dict(found) if found.__class__ is dict or isinstance(found, Mapping) else {}


def labels(raw: Any, *path: str) -> dict[str, str]:
    """The string-to-string map at the path; other values are left out."""
    return {str(key): value for key, value in mapping(raw, *path).items() if isinstance(value, str)}


def items(raw: Any, *path: str) -> tuple[dict[str, Any], ...]:
    """The objects of the list at the path; what is no object is left out."""
    found = dig(raw, *path)
    if not found or not isinstance(found, list | tuple):
        return ()
    return tuple([one for one in found if isinstance(one, dict)])


def name_of(raw: Any) -> str:
    """`metadata.name`, or ""."""
    return text(raw, "metadata", "name")


def namespace_of(raw: Any) -> str:
    """`metadata.namespace`, or "" for cluster-wide objects."""
    return text(raw, "metadata", "namespace")
