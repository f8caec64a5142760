"""How sure: the share of hypotheses of the same standing that were right, in cases of which the cause is known.

The numbers were fitted on 2026-11-30 by `python -m tests.benchmarks.confidence`, which prints them and how well they
hold for causes and applications that were left out: on 118 public snapshots and on made-up applications with one fault
and with two, as they are and without their events, logs or signals, each of these conditions counting alike. A share is
drawn towards a half by two causes more, one right and one wrong, and is 0.98 at most, for no made-up cluster is as odd
as a real one; it never falls with the grade and never rises with what was missing. Of causes left out the expected
error was 0.04, of applications 0.02, and over 0.10 in no condition.
"""

from collections.abc import Mapping, Sequence

from bot.diagnosis.standing import Grade, Standing

_DOUBT = 0.8
LEADS: Mapping[Grade, Sequence[float]] = {
    Grade.SHAPE: (0.89, 0.71, 0.49),
    Grade.WEAK: (0.91, 0.91, 0.91),
    Grade.LIKELY: (0.93, 0.93, 0.93),
    Grade.STRONG: (0.98, 0.98, 0.98),
}
"""Of the first hypothesis: by grade, with none, one, and two or three kinds of evidence missing."""
BESIDE: Mapping[Grade, Sequence[float]] = {
    Grade.EXPLAINED: (0.07, 0.06, 0.04),
    Grade.SHAPE: (0.56, 0.46, 0.08),
    Grade.WEAK: (0.60, 0.60, 0.51),
    Grade.LIKELY: (0.60, 0.60, 0.59),
    Grade.STRONG: (0.98, 0.98, 0.98),
}
"""Of the others: right too if there are several causes at once."""


def confidence(standing: Standing, *, against: int = 0) -> float:
    """A number in (0, 1): that of the standing, less a fifth for each observation against."""
    table = LEADS if standing.leads else BESIDE
    return round(table[standing.grade][standing.missing] * _DOUBT**against, 2)
