"""Bad days by name, and which of them are ordered for the next requests."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import groupby

from bot.sandbox.provider import refusals, ways
from bot.sandbox.provider.mind import Mind, good
from bot.sandbox.provider.minds import MINDS
from bot.sandbox.provider.refusals import Play
from bot.sandbox.provider.scene import Scene


@dataclass(frozen=True)
class Day:
    """`happens` is a sentence, `play` how the answer is sent, `mind` what it is."""

    name: str
    happens: str
    play: Play = Scene.whole
    mind: Mind = good


GOOD = Day("good", "All is well.")
DAYS: Mapping[str, Day] = {
    **{
        name: Day(name, said, play=play)
        for name, (said, play) in (*refusals.PLAYS.items(), *ways.PLAYS.items())
    },
    **{name: Day(name, said, mind=mind) for name, (said, mind) in MINDS.items()},
}


@dataclass(frozen=True)
class Order:
    """A day as ordered, with its knobs."""

    day: Day
    knobs: Mapping[str, float] = field(default_factory=dict)


class Calendar:
    """The days of the next requests, used up in order; then those that stay until cleared; else a good one."""

    def __init__(self) -> None:
        self._next: deque[Order] = deque()
        self._staying: Order | None = None

    def order(self, name: str, times: int = 1, **knobs: float) -> None:
        """So many bad days from the next request on; 0 is until `clear`. Raises KeyError for a name there is not."""
        order = Order(DAYS[name], knobs)
        if times:
            self._next.extend([order] * times)
        else:
            self._staying = order

    def clear(self) -> None:
        """All is well again, for what is asked from now on."""
        self._next.clear()
        self._staying = None

    def take(self) -> Order:
        """The day of this request."""
        return self._next.popleft() if self._next else self._staying or Order(GOOD)

    def armed(self) -> list[tuple[str, int]]:
        """What waits: names, and how often each in a row strikes; 0 is until cleared."""
        waiting = [(name, len(list(same))) for name, same in groupby(one.day.name for one in self._next)]
        return [*waiting, *([(self._staying.day.name, 0)] if self._staying else [])]
