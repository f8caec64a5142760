"""The rules' diagnosis: findings linked, ranked, calibrated; on every incident, first, without a model.

`diagnose` asks every detector, lets causes stand above what they explain (`ranking`), says how sure it is
(`confidence`), numbers the evidence (`evidence`), and answers with a verdict (`verdict`): fault, healthy, or
unsure. The same snapshot gives the same diagnosis, in whatever order its lists came.
"""

from bot.detectors.catalogue import DETECTORS
from bot.diagnosis.confidence import confidence
from bot.diagnosis.evidence import exhibits
from bot.diagnosis.ranking import Ranked, rank
from bot.diagnosis.verdict import unexplained, unread, verdict
from bot.domain.alert import Alert
from bot.domain.diagnosis import Diagnosis, Hypothesis, Observation
from bot.domain.snapshot import Snapshot
from bot.facts.view import View

MOST = 3
_LEFTOVERS = 5


def diagnose(snapshot: Snapshot, *, alert: Alert | None = None, version: str) -> Diagnosis:
    """The rules' diagnosis of a snapshot: at most three hypotheses, or an explicit healthy or unsure.

    `version` is that of the rules; `duration_ms` stays 0, for this room has no clock. Nothing is raised on
    odd objects.
    """
    view = View(snapshot)
    findings = [finding for detector in DETECTORS for finding in detector.detect(view)]
    ranked = rank(view, findings, alert)
    gaps = (*snapshot.gaps, *unread(view), *unexplained(view, ranked))
    evidence, ids = exhibits([one.finding for one in ranked[:MOST]])
    return Diagnosis(
        verdict=verdict(ranked, gaps),
        hypotheses=tuple(_hypothesis(place, one, ids) for place, one in enumerate(ranked[:MOST], start=1)),
        evidence=evidence,
        leftovers=tuple(sorted({one.statement for one in findings if one.leftover}))[:_LEFTOVERS],
        reads=snapshot.reads,
        gaps=gaps,
        findings=len(ranked),
        taken_at=snapshot.taken_at,
        made_by=f"rules {version}",
    )


def _hypothesis(place: int, ranked: Ranked, ids: dict[Observation, str]) -> Hypothesis:
    finding = ranked.finding
    return Hypothesis(
        rank=place,
        cause=finding.cause,
        subject=finding.subject,
        statement=finding.statement,
        mechanism=finding.mechanism,
        confidence=confidence(ranked.score, against=len(finding.against)),
        evidence=tuple(ids[one] for one in finding.cites),
        against=tuple(ids[one] for one in finding.against),
        refuted_by=finding.refuted_by,
        next_check=finding.next_check,
    )
