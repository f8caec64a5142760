"""Calibration: what a model's "0.9" is worth, by how it stands to the rules.

The table has the share of hypotheses that were right, by accord and by how sure the model said it was. Until verdicts
of people are enough to fit one, it is a prior that doubts: the rules are right in nine of ten cases, so a model that
contradicts them is believed less than they are. Nothing is ever said surer than the model said it itself.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from bot.domain.agreement import Accord

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


def calibrated(stated: float, accord: Accord, backed: float, table: Table = PRIOR) -> float:
    """A number in [0, 0.98]: what the table says of that accord, less for each citation that was not there.

    `stated` is the model's own number, `backed` the share of its citations that were found in what was read.
    """
    shares = table.get(accord, table[Accord.RULES_UNSURE])
    share = shares[bisect_right(STEPS, stated)]
    sure = min(stated, share) * (1 + max(0.0, min(1.0, backed))) / 2
    return round(max(0.0, min(sure, MOST)), 2)
