"""Catch me up: for whoever joins late, all that the record says of an incident, on one screen.

Who owns it, what is known, what was decided and attempted, what is open, since when. It goes to the asker alone: an
owner's name in a post of the thread would go stale there.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.domain.diagnosis import Diagnosis
from bot.domain.incident import Incident, IncidentStatus
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.proposal import DecisionRole, Proposal, ProposalState
from bot.domain.stop import Switch
from bot.render.blocks import message, section
from bot.render.deed import deed
from bot.render.diagnosis import headline
from bot.render.owner import owner_line
from bot.render.rendered import Rendered
from bot.render.status import closed_line, stop_lines
from bot.render.words import clock, code, count, listed, prose, system
from bot.reports.timeline import timeline

DECIDED = frozenset(
    {
        *(
            Act.TOOK,
            Act.HANDED_OVER,
            Act.RELEASED,
            Act.KEPT,
            Act.LAPSED,
            Act.ROLE,
            Act.STOPPED,
            Act.RESUMED,
            Act.CLOSED,
        ),
        *(Act.APPROVED, Act.CONFIRMED, Act.REJECTED),
    }
)
ATTEMPTED = frozenset({Act.EXECUTED, Act.VERIFIED, Act.FOUND, Act.EXPIRED, Act.WITHDRAWN})
MISSING = {
    DecisionRole.COMMANDER: "the commander's approval",
    DecisionRole.OWNER: "the owner's confirmation",
}
_KNOWN, _EVIDENCE, _ROWS, _GAPS = 3, 8, 12, 12


def catch_up_message(
    incident: Incident,
    rows: Sequence[LedgerEntry],
    *,
    diagnosis: Diagnosis | None,
    diagnosis_id: int,
    proposals: Sequence[Proposal],
    switch: Switch,
    reminder_at: datetime | None,
    now: datetime,
) -> Rendered:
    """The incident as of `now`. `diagnosis` is the newest one, `reminder_at` when the next reminder is due."""
    first = owner_line(incident, now)
    facts = list(_facts(incident, now))
    parts = (
        _known(diagnosis, diagnosis_id, now),
        _told("What was decided, by the record (UTC):", rows, DECIDED, "Nothing is decided on the record."),
        _told("What was attempted, by the record (UTC):", rows, ATTEMPTED, "No attempt is on the record."),
        [
            "What is open:",
            *(_open(incident, diagnosis, proposals, switch, reminder_at, now) or ["Nothing is listed."]),
        ],
    )
    body = [section(f"*{title}*", *lines) for title, *lines in parts]
    flat = [line for part in parts for line in part]
    return message([first, *facts, *flat], [section(first, *facts)], body)


def _facts(incident: Incident, now: datetime) -> Iterator[str]:
    where = code(str(incident.target), 160) if incident.target else "no target mapped"
    yield f"I-{incident.number} {code(incident.title, 120)}, severity {incident.severity.value}, target {where}"
    minutes = round(((incident.closed_at or now) - incident.opened_at).total_seconds() / 60)
    yield f"On the record since {clock(incident.opened_at, now)}, {count(minutes, 'minute')} in all"
    if not incident.is_open:
        yield closed_line(incident, now)
    elif incident.status is IncidentStatus.QUIET and incident.quiet_since:
        yield f"{system(incident.source)} reported resolved at {clock(incident.quiet_since, now)}"


def _known(diagnosis: Diagnosis | None, number: int, now: datetime) -> list[str]:
    if diagnosis is None:
        return ["What is known, by the record:", "No diagnosis is on the record."]
    title = f"What is known, by diagnosis {number} of {clock(diagnosis.taken_at, now)}:"
    if not diagnosis.hypotheses:
        return [title, headline(diagnosis)]
    return [
        title,
        *(
            f"Hypothesis {one.rank} ({one.confidence:.2f}): {prose(one.statement, 300)} "
            f"Cause code {code(one.cause, 60)}, evidence {', '.join(one.evidence[:_EVIDENCE]) or 'none'}."
            for one in diagnosis.hypotheses[:_KNOWN]
        ),
    ]


def _told(title: str, rows: Sequence[LedgerEntry], acts: frozenset[Act], nothing: str) -> list[str]:
    lines = timeline([row for row in rows if row.act in acts])
    left = len(lines) - _ROWS
    earlier = [f"{count(left, 'earlier line')} not shown"] if left > 0 else []
    return [title, *earlier, *lines[-_ROWS:]] if lines else [title, nothing]


def _open(
    incident: Incident,
    diagnosis: Diagnosis | None,
    proposals: Sequence[Proposal],
    switch: Switch,
    reminder_at: datetime | None,
    now: datetime,
) -> list[str]:
    lines = [line for one in proposals if (line := waiting_line(one, now))]
    if diagnosis is not None and diagnosis.gaps:
        gaps = [code(gap.what, 60) for gap in diagnosis.gaps]
        lines.append(f"Not read in the newest triage: {listed(gaps, _GAPS, 'read')}.")
    if incident.is_open and incident.target is None:
        lines.append("No target is mapped, so there is no triage before one is chosen.")
    if incident.is_open and reminder_at is not None:
        lines.append(f"Next reminder of the missing owner at {clock(reminder_at, now)}.")
    return [*lines, *stop_lines(incident, switch, now)]


def waiting_line(proposal: Proposal, now: datetime) -> str:
    """What a proposal waits for, "" if for nothing."""
    label = f"P-{proposal.number}: {deed(proposal.mitigation)}"
    if proposal.state is ProposalState.UNKNOWN:
        return f"{label}. The outcome is unknown; a human must look at the target."
    missing = [said for role, said in MISSING.items() if proposal.decision(role) is None]
    if not proposal.state.is_open or not missing:
        return ""
    return f"{label}. Missing: {', '.join(missing)}. It expires at {clock(proposal.expires_at, now)}."
