"""The rules' diagnosis: findings linked, ranked, calibrated; on every incident, first, without a model.

`diagnose` asks every detector, lets causes stand above what they explain (`ranking`), says how sure it is
(`confidence`), numbers the evidence (`evidence`), and answers with a verdict (`verdict`): fault, healthy, or
unsure. The same snapshot gives the same diagnosis, in whatever order its lists came.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.detectors.catalogue import DETECTORS
from bot.diagnosis.confidence import confidence
from bot.diagnosis.evidence import exhibits
from bot.diagnosis.lately import lately
from bot.diagnosis.ranking import Ranked, rank
from bot.diagnosis.standing import standings
from bot.diagnosis.verdict import unexplained, unread, verdict
from bot.domain.alert import Alert
from bot.domain.diagnosis import Diagnosis, Finding, Hypothesis, Observation
from bot.domain.snapshot import Gap, Snapshot
from bot.facts.meters import meters_of
from bot.facts.view import View

MOST = 3
RULE_FAILED = "a rule failed"
"""The `reason` of a gap that a detector left which raised; what counts them counts defects of ours."""
_LEFTOVERS = 5


def diagnose(snapshot: Snapshot, *, alert: Alert | None = None, version: str) -> Diagnosis:
    """The rules' diagnosis of a snapshot: at most three hypotheses, or an explicit healthy or unsure.

    `version` is that of the rules; `duration_ms` stays 0, for this room has no clock. Nothing is raised on
    odd objects.
    """
    view = View(snapshot)
    findings, failed = _asked(view)
    ranked = rank(view, findings, alert)
    told = [replace(one, finding=_with_changes(view, one.finding, failed)) for one in ranked[:MOST]]
    gaps = (*snapshot.gaps, *unread(view), *dict.fromkeys(failed), *unexplained(view, ranked))
    evidence, ids = exhibits([one.finding for one in told])
    return Diagnosis(
        verdict=verdict(ranked, gaps, view.once(meters_of)),
        hypotheses=tuple(
            _hypothesis(place, one, sure, ids)
            for place, (one, sure) in enumerate(
                zip(told, _confidences(view, ranked[:MOST]), strict=True), start=1
            )
        ),
        evidence=evidence,
        leftovers=tuple(sorted({one.statement for one in findings if one.leftover}))[:_LEFTOVERS],
        reads=snapshot.reads,
        gaps=gaps,
        findings=len(ranked),
        taken_at=snapshot.taken_at,
        made_by=f"rules {version}",
    )


def _asked(view: View) -> tuple[list[Finding], list[Gap]]:
    """What all detectors found, and a gap for each that some odd object brought down: the others still speak."""
    findings: list[Finding] = []
    failed: list[Gap] = []
    for detector in DETECTORS:
        try:
            findings += list(detector.detect(view))
        except Exception as error:  # noqa: BLE001 - a snapshot is other people's data: no rule may end a diagnosis
            failed.append(_failure(f"rule {detector.code}", error))
    return findings, failed


def _with_changes(view: View, finding: Finding, failed: list[Gap]) -> Finding:
    """The finding with what was changed just before cited beside it; an odd object among that is a gap, added here."""
    try:
        changes = lately(view, finding)
    except Exception as error:  # noqa: BLE001 - as in `_asked`
        failed.append(_failure("what was changed before", error))
        return finding
    return finding.model_copy(update={"cites": (*finding.cites, *changes)})


def _failure(what: str, error: Exception) -> Gap:
    why = f"the rule failed on what was read ({type(error).__name__})"
    return Gap(what=what, why=why, reason=RULE_FAILED)


def _confidences(view: View, ranked: Sequence[Ranked]) -> Iterator[float]:
    """How sure of each, in order of rank; none is surer than the one above it."""
    most = 1.0
    for one, standing in zip(ranked, standings(view, ranked), strict=True):
        most = min(most, confidence(standing, against=len(one.finding.against)))
        yield most


def _hypothesis(place: int, ranked: Ranked, sure: float, ids: dict[Observation, str]) -> Hypothesis:
    finding = ranked.finding
    return Hypothesis(
        rank=place,
        cause=finding.cause,
        subject=finding.subject,
        statement=finding.statement,
        mechanism=finding.mechanism,
        confidence=sure,
        evidence=tuple(ids[one] for one in finding.cites),
        against=tuple(ids[one] for one in finding.against),
        refuted_by=finding.refuted_by,
        next_check=finding.next_check,
    )
