"""Spread: values in a few buckets, as Prometheus' histograms have them; it does not grow with what is counted."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

ATTEMPT = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 300.0, 600.0)
"""Upper bounds in seconds: a model's answer takes seconds to minutes."""
REPLY = (0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 30.0, 60.0, 300.0)
DIAGNOSIS = (1.0, 2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 120.0, 300.0, 900.0)
DELIVERY = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0)
DECISION = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
REMINDER = (1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0)
LAG = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


@dataclass(slots=True)
class Spread:
    """How many values are in each bucket by upper bound (the last count is for all above), and their sum."""

    bounds: Sequence[float] = ATTEMPT
    counts: list[int] = field(default_factory=list)
    total: float = 0.0

    def __post_init__(self) -> None:
        """All buckets are there from the beginning."""
        self.counts = self.counts or [0] * (len(self.bounds) + 1)

    def add(self, value: float) -> None:
        """One more value; a clock that was put back makes none less than nothing."""
        value = max(0.0, value)
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value
