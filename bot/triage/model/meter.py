"""The meter of one run: what of its time, tokens and money is left.

The bounds hold before they are hit: how many tokens the next answer may have follows from what is left after reading
what it is asked, so an attempt that could cost more than is left is not made, or is given less room.
"""

from dataclasses import dataclass, field

from bot.domain.model import Reply
from bot.domain.spending import DOLLAR, Bounds, Price, Usage
from bot.triage.ports.clock import Clock

LEAST_SECONDS, LEAST_OUT = 1.0, 256
BYTES_A_TOKEN = 2
"""Few, so that what is read is rather over-estimated."""


@dataclass(slots=True)
class Meter:
    """Counts attempts; `began` is in seconds of the clock that nothing puts right."""

    bounds: Bounds
    price: Price
    clock: Clock
    began: float = field(init=False)
    attempts: int = 0
    usage: Usage = field(default_factory=Usage)
    cost: int = 0
    served: str = ""
    _last: int = 0
    _new: int = 0

    def __post_init__(self) -> None:
        self.began = self.clock.elapsed()

    @property
    def elapsed(self) -> float:
        """Seconds since the run began."""
        return self.clock.elapsed() - self.began

    @property
    def left(self) -> float:
        """Seconds that it still has; below zero once they are over."""
        return self.bounds.seconds - self.elapsed

    @property
    def late(self) -> str:
        """The phrase for a run that took too long."""
        return f"no answer in {self.bounds.seconds:g} s"

    def more(self, size: int) -> None:
        """So many bytes were added to the conversation."""
        self._new += size

    def count(self, reply: Reply) -> int:
        """Count what an attempt took; its cost in micro-dollars."""
        cost = self.price.of(reply.usage)
        self.attempts += 1
        self.usage, self.cost = self.usage + reply.usage, self.cost + cost
        self.served = reply.served or self.served
        if reply.usage.read:
            self._last, self._new = reply.usage.read + reply.usage.out, 0
        return cost

    def room(self) -> int:
        """How many tokens the next answer may have by what is left of tokens and of money."""
        return min(self._room())

    def spent(self) -> str:
        """Which bound another attempt would pass, as a phrase; "" if none."""
        if self.left < LEAST_SECONDS:
            return self.late
        tokens, money = self._room()
        if tokens < LEAST_OUT:
            return f"no answer within {self.bounds.tokens} tokens"
        return f"no answer within ${self.bounds.dollars:.2f}" if money < LEAST_OUT else ""

    def for_reads(self) -> int:
        """Bytes that the results of one turn may have together: a third of what is left to be read."""
        return max(0, self.bounds.tokens - self.usage.total - self._last) // 3 * BYTES_A_TOKEN

    def _room(self) -> tuple[int, int]:
        reads = self._last + self._new // BYTES_A_TOKEN
        tokens = self.bounds.tokens - self.usage.total - reads
        dearest = max(self.price.fresh, self.price.written, self.price.cached)
        money = self.bounds.dollars * DOLLAR - self.cost - reads * dearest
        return tokens, int(money / self.price.out) if self.price.out else max(0, int(money))
