"""Half characters: JSON can say one, and no text can hold it, so nothing that has one could be written down."""

from typing import Any


def cleaned(told: Any) -> Any:
    """The same JSON value with "?" for each half of a character."""
    if isinstance(told, str):
        return told.encode("utf-8", "replace").decode()
    if isinstance(told, dict):
        return {cleaned(name): cleaned(one) for name, one in told.items()}
    return [cleaned(one) for one in told] if isinstance(told, list) else told
