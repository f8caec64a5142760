"""Calibration: how far what was said with a confidence is from how often it was right, by bands of confidence."""

from collections.abc import Sequence
from itertools import pairwise

Pair = tuple[float, bool]
BANDS = (0.0, 0.1, 0.2, 0.35, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.01)


def expected_error(pairs: Sequence[Pair]) -> float:
    """Expected calibration error over the bands, from 0 (as often right as said) to 1; 0 for no pairs."""
    total = sum(
        abs(sum(said for said, _ in mine) - sum(right for _, right in mine)) for _, _, mine in banded(pairs)
    )
    return total / len(pairs) if pairs else 0.0


def banded(pairs: Sequence[Pair]) -> list[tuple[float, float, list[Pair]]]:
    """The bands that have pairs: from, to, and which."""
    found = [(low, high, [one for one in pairs if low <= one[0] < high]) for low, high in pairwise(BANDS)]
    return [one for one in found if one[2]]
