"""How much of a payload is read: so much that no alert loses anything, and so little that no post keeps Slack waiting.

A copy of that size goes to the parsers, so that none of them need think of a payload that is deep, long or no JSON.
"""

from collections.abc import Mapping
from typing import Any

from bot.listeners.sources.slack_text import clean

MOST_CHARACTERS, MOST_ITEMS, MOST_KEYS, DEEPEST = 40_000, 100, 100, 12


class _Budget:
    """The characters that are left."""

    def __init__(self) -> None:
        self.left = MOST_CHARACTERS

    def take(self, text: str) -> str:
        kept = clean(text)[: self.left]
        self.left -= len(kept)
        return kept


def bounded(message: Mapping[str, Any]) -> dict[str, Any]:
    """The message, cut to the bounds; what is neither text, number, list nor object becomes None."""
    return _mapping(message, _Budget(), DEEPEST)


def _mapping(value: Mapping[Any, Any], budget: _Budget, depth: int) -> dict[str, Any]:
    kept = ((key, one) for key, one in list(value.items())[:MOST_KEYS] if isinstance(key, str))
    return {key: _copy(one, budget, depth - 1) for key, one in kept}


def _copy(value: Any, budget: _Budget, depth: int) -> Any:
    if isinstance(value, str):
        return budget.take(value)
    if isinstance(value, bool | int):
        return value
    if depth > 0 and isinstance(value, Mapping):
        return _mapping(value, budget, depth)
    if depth > 0 and isinstance(value, list):
        return [_copy(one, budget, depth - 1) for one in value[:MOST_ITEMS]]
    return None
