"""What was put into a world: the object that a person must change, and the causes that name it rightly."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.worlds.world import World


@dataclass(frozen=True)
class Truth:
    """Right is a hypothesis of one of these causes about an object of that name."""

    name: str
    causes: frozenset[str]


def truth(name: str, *causes: str) -> Truth:
    """The truth about one fault."""
    return Truth(name, frozenset(causes))


Fault = Callable[[World], Truth]
