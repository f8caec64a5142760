"""Courses: each proposal with its attempt, the check after it and what people saw; and what all of it leaves open."""

from collections.abc import Iterator, Sequence

from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.proposal import Execution, Outcome, Proposal, Verification
from bot.domain.snapshot import Gap
from bot.reports.findings import findings_of
from bot.reports.postmortem.nouns import Course, OpenEnd, Signal


def courses_of(rows: Sequence[LedgerEntry], proposals: Sequence[Proposal]) -> tuple[Course, ...]:
    """In the order of the proposals' numbers."""
    return tuple(
        Course(
            proposal=proposal,
            attempt=_attempt(rows, proposal.id),
            check=_check(rows, proposal.id),
            findings=findings_of(rows, proposal.id),
        )
        for proposal in sorted(proposals, key=lambda one: one.number)
    )


def open_ends(
    incident: Incident, signals: Sequence[Signal], courses: Sequence[Course], gaps: Sequence[Gap]
) -> tuple[OpenEnd, ...]:
    """What the record knows that it does not know: for people to follow up, or to leave as it is."""
    return tuple(_open(incident, signals, courses, gaps))


def _open(
    incident: Incident, signals: Sequence[Signal], courses: Sequence[Course], gaps: Sequence[Gap]
) -> Iterator[OpenEnd]:
    for course in courses:
        label = f"P-{course.proposal.number}"
        unknown = course.attempt is not None and course.attempt.outcome is Outcome.UNKNOWN
        if unknown and not course.findings:
            yield OpenEnd(what=f"Whether the change of {label} is in was never recorded")
        if course.check is not None and not course.check.ok:
            yield OpenEnd(what=f"After {label} the expected state was not shown", about=course.check.seen)
    for name in dict.fromkeys(one.name for one in signals if one.until is None):
        yield OpenEnd(what="No recovery was reported by the source of the alert", about=name)
    if not incident.is_open and not incident.cause:
        yield OpenEnd(what="The incident was closed without a cause")
    for gap in gaps:
        yield OpenEnd(what="This could not be read", about=f"{gap.what} ({gap.reason or gap.why})")


def _attempt(rows: Sequence[LedgerEntry], proposal_id: str) -> Execution | None:
    told = _last(rows, Act.EXECUTED, proposal_id)
    return Execution.model_validate({name: told[name] for name in Execution.model_fields}) if told else None


def _check(rows: Sequence[LedgerEntry], proposal_id: str) -> Verification | None:
    told = _last(rows, Act.VERIFIED, proposal_id)
    return (
        Verification.model_validate({name: told[name] for name in Verification.model_fields})
        if told
        else None
    )


def _last(rows: Sequence[LedgerEntry], act: Act, proposal_id: str) -> dict[str, object]:
    found = (row.detail for row in reversed(rows) if row.act is act)
    return next((one for one in found if one.get("proposal_id") == proposal_id), {})
