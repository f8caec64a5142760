"""Calibration: what a model's "0.9" is worth, by how it stands to the rules.

The table has the share of hypotheses that were right, by accord and by how sure the model said it was. It begins as a
prior that doubts: the rules are right in nine of ten cases, so a model that contradicts them is believed less than they
are. Each verdict of people moves it (`fitted`), a few by little. Nothing is ever said surer than the model said it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from bot.domain.agreement import Accord, Judged

MOST = 0.98
STEPS = (0.5, 0.7, 0.9)
"""Where the columns of a table part: under a half, under 0.7, under 0.9, and from there on."""
Table = Mapping[Accord, Sequence[float]]
PRIOR: Table = {
    Accord.SAME: (0.45, 0.65, 0.86, 0.93),
    Accord.SUBJECT: (0.30, 0.45, 0.55, 0.62),
    Accord.OTHER: (0.20, 0.32, 0.44, 0.52),
    Accord.RULES_UNSURE: (0.25, 0.42, 0.58, 0.68),
    Accord.RULES_HEALTHY: (0.15, 0.28, 0.40, 0.48),
}

WEIGHT = 12
"""How many verdicts the prior of one cell is worth."""


def fitted(judged: Iterable[Judged], prior: Table = PRIOR) -> Table:
    """The table as verdicts have moved it: of each cell the posterior mean.

    A cell that came out below one for which less was stated is pooled with it, as isotonic regression does.
    """
    found = {
        accord: [[share * WEIGHT, float(WEIGHT)] for share in shares] for accord, shares in prior.items()
    }
    for one in judged:
        if one.accord in found:
            cell = found[one.accord][bisect_right(STEPS, one.stated)]
            cell[0] += one.right
            cell[1] += 1
    return {accord: _rising(cells) for accord, cells in found.items()}


def _rising(cells: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """The mean of each cell of (sum, count); neighbours that fall are pooled until none does."""
    pools: list[tuple[float, float, int]] = []
    for total, count in cells:
        pools.append((total, count, 1))
        while len(pools) > 1 and pools[-2][0] / pools[-2][1] > pools[-1][0] / pools[-1][1]:
            last, before = pools.pop(), pools.pop()
            pools.append((before[0] + last[0], before[1] + last[1], before[2] + last[2]))
    return tuple(round(total / count, 4) for total, count, width in pools for _ in range(width))


def calibrated(stated: float, accord: Accord, backed: float, table: Table = PRIOR) -> float:
    """A number in [0, 0.98]: what the table says of that accord, less for each citation that was not there.

    `stated` is the model's own number, `backed` the share of its citations that were found in what was read.
    """
    shares = table.get(accord, table[Accord.RULES_UNSURE])
    share = shares[bisect_right(STEPS, stated)]
    sure = min(stated, share) * (1 + max(0.0, min(1.0, backed))) / 2
    return round(max(0.0, min(sure, MOST)), 2)
