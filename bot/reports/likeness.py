"""Likeness: how much two diagnoses have in common, and what: causes, the service, the words of the evidence."""

from bot.domain.diagnosis import Diagnosis
from bot.domain.noun import Noun
from bot.domain.target import Target
from bot.facts.logs import template

FIRST_CAUSE, OTHER_CAUSE, SERVICE, NAMESPACE, EVIDENCE = 4.0, 2.0, 3.0, 1.0, 2.0
LEAST = 3.0
"""Below this two incidents are not alike: to share a namespace and a line is nothing."""


class Likeness(Noun):
    """How alike (0 is not at all) and why; `evidence` counts lines that say the same but for their numbers."""

    score: float = 0.0
    causes: tuple[str, ...] = ()
    service: str = ""
    namespace: str = ""
    evidence: int = 0

    @property
    def enough(self) -> bool:
        """Whether a reader would call them similar."""
        return self.score >= LEAST


def likeness(one: Diagnosis, here: Target | None, other: Diagnosis, there: Target | None) -> Likeness:
    """What two diagnoses, each of its target, have in common."""
    mine, theirs = _causes(one), _causes(other)
    shared = tuple(cause for cause in mine if cause in theirs)
    same_service = bool(here and there and here.service and here.service == there.service)
    same_namespace = bool(here and there and here.namespace == there.namespace)
    lines = len(_lines(one) & _lines(other))
    first = bool(shared) and mine[0] == theirs[0]
    weights = (
        (FIRST_CAUSE if first else OTHER_CAUSE, bool(shared)),
        (SERVICE, same_service),
        (NAMESPACE, same_namespace),
        (EVIDENCE, lines > 0),
    )
    return Likeness(
        score=sum(weight for weight, holds in weights if holds),
        causes=shared,
        service=here.service if here and same_service else "",
        namespace=here.namespace if here and same_namespace else "",
        evidence=lines,
    )


def _causes(diagnosis: Diagnosis) -> list[str]:
    return [one.cause for one in diagnosis.hypotheses]


def _lines(diagnosis: Diagnosis) -> set[str]:
    """The decisive lines without what changes from one pod and day to the next."""
    return {
        template(line.strip())
        for one in diagnosis.evidence
        for line in one.quote.splitlines()
        if line.strip()
    }
