"""JSON merge patch (RFC 7386): maps merge, null deletes, everything else replaces."""

from typing import Any


def merge(base: Any, patch: Any) -> Any:
    """The merged value; `base` is changed in place where it is a map."""
    if not isinstance(patch, dict):
        return patch
    result: dict[str, Any] = base if isinstance(base, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge(result.get(key), value)
    return result
