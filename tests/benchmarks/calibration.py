"""What was said against what was right: reliability by band of confidence, and the expected calibration error."""

from collections.abc import Sequence
from itertools import pairwise

Pair = tuple[float, bool]
BANDS = (0.0, 0.1, 0.2, 0.35, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.01)


def error(pairs: Sequence[Pair]) -> float:
    """Expected calibration error over the bands; 0 for no pairs."""
    total = sum(
        abs(sum(said for said, _ in mine) - sum(right for _, right in mine)) for _, _, mine in _bands(pairs)
    )
    return total / len(pairs) if pairs else 0.0


def reliability(what: str, pairs: Sequence[Pair]) -> str:
    """A table: of what was said with a confidence, how much was right."""
    lines = [f"calibration, {what}: confidence said, share right"]
    for low, high, mine in _bands(pairs):
        said = sum(one for one, _ in mine) / len(mine)
        share = sum(right for _, right in mine) / len(mine)
        lines.append(f"  {low:.2f} to {min(high, 1.0):.2f}: {len(mine):5} said {said:.2f} right {share:.2f}")
    return "\n".join([*lines, f"  expected error {error(pairs):.3f}"])


def _bands(pairs: Sequence[Pair]) -> list[tuple[float, float, list[Pair]]]:
    found = [(low, high, [one for one in pairs if low <= one[0] < high]) for low, high in pairwise(BANDS)]
    return [one for one in found if one[2]]
