"""Score: diagnoses held against labels. One case at a time, then all of them together.

Right is a hypothesis whose cause is one of the label's and, where the label knows the object, whose object is that one.
Of a healthy place right is only "nothing wrong found".
"""

from collections.abc import Sequence

from bot.domain.diagnosis import Diagnosis, Hypothesis, VerdictKind
from bot.domain.label import Label
from bot.domain.noun import Noun
from bot.reports.calibration import expected_error
from bot.reports.spread import percentile

WITHIN = 3
SURE = 0.8
"""From this confidence on a wrong first hypothesis is "wrong and sure": it leads people astray."""


class Scored(Noun):
    """One case: what was wanted, what was said first, and how right that is.

    `object_right` is None where the label knows no object. `failed` says why there is no diagnosis, "" if there is
    one. `cost` is in micro-dollars.
    """

    name: str
    wanted: str
    said: str
    confidence: float = 0.0
    first: bool = False
    within: bool = False
    object_right: bool | None = None
    unsure: bool = False
    seconds: float = 0.0
    cost: int = 0
    failed: str = ""

    @property
    def wrong_and_sure(self) -> bool:
        """Whether something wrong was said with much confidence."""
        return not self.first and self.confidence >= SURE


class Score(Noun):
    """All cases. Shares are from 0 to 1; `objects` counts those whose object is known.

    `error` is the expected calibration error of first hypotheses; `p50` and `p95` are seconds, `cost` micro-dollars.
    """

    cases: int
    first: int
    within: int
    objects: int
    objects_right: int
    unsure: int
    wrong_and_sure: int
    failed: int
    error: float
    p50: float
    p95: float
    cost: int


def scored(name: str, label: Label, diagnosis: Diagnosis, *, seconds: float = 0.0, cost: int = 0) -> Scored:
    """One diagnosis held against its label."""
    top = diagnosis.hypotheses[:WITHIN]
    best = top[0] if top else None
    if label.verdict is VerdictKind.FAULT:
        held = [_is_right(one, label) for one in top]
    else:
        held = [diagnosis.verdict is label.verdict and not top]
    return Scored(
        name=name,
        wanted=str(label),
        said=f"{best.cause} of {best.subject}" if best else diagnosis.verdict.value,
        confidence=best.confidence if best else 0.0,
        first=bool(held) and held[0],
        within=any(held),
        object_right=None if label.subject is None else bool(best and best.subject == label.subject),
        unsure=diagnosis.verdict is VerdictKind.UNSURE,
        seconds=seconds,
        cost=cost,
    )


def not_scored(name: str, label: Label, why: str, *, seconds: float = 0.0, cost: int = 0) -> Scored:
    """A case that came to no diagnosis; it counts as not right."""
    known = None if label.subject is None else False
    return Scored(
        name=name, wanted=str(label), said="", object_right=known, seconds=seconds, cost=cost, failed=why
    )


def score_of(cases: Sequence[Scored]) -> Score:
    """All of them."""
    objects = [one.object_right for one in cases if one.object_right is not None]
    times = [one.seconds for one in cases]
    return Score(
        cases=len(cases),
        first=sum(one.first for one in cases),
        within=sum(one.within for one in cases),
        objects=len(objects),
        objects_right=sum(objects),
        unsure=sum(one.unsure for one in cases),
        wrong_and_sure=sum(one.wrong_and_sure for one in cases),
        failed=sum(bool(one.failed) for one in cases),
        error=expected_error([(one.confidence, one.first) for one in cases if one.confidence]),
        p50=percentile(times, 50),
        p95=percentile(times, 95),
        cost=sum(one.cost for one in cases),
    )


def _is_right(one: Hypothesis, label: Label) -> bool:
    return one.cause in label.causes and (label.subject is None or one.subject == label.subject)
