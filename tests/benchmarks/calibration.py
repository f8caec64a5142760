"""What was said against what was right: reliability by band of confidence, and the expected calibration error."""

from collections.abc import Sequence

from bot.reports.calibration import Pair, banded
from bot.reports.calibration import expected_error as error

__all__ = ["Pair", "error", "reliability"]


def reliability(what: str, pairs: Sequence[Pair]) -> str:
    """A table: of what was said with a confidence, how much was right."""
    lines = [f"calibration, {what}: confidence said, share right"]
    for low, high, mine in banded(pairs):
        said = sum(one for one, _ in mine) / len(mine)
        share = sum(right for _, right in mine) / len(mine)
        lines.append(f"  {low:.2f} to {min(high, 1.0):.2f}: {len(mine):5} said {said:.2f} right {share:.2f}")
    return "\n".join([*lines, f"  expected error {error(pairs):.3f}"])
