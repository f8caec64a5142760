"""Spread: percentiles of a few numbers."""

from collections.abc import Sequence
from math import ceil


def percentile(numbers: Sequence[float], percent: float) -> float:
    """The smallest of the numbers that so many percent of them do not exceed (nearest rank); 0 for none."""
    ordered = sorted(numbers)
    return ordered[max(0, ceil(len(ordered) * percent / 100) - 1)] if ordered else 0.0
