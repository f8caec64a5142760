"""The outcome: what was sent, what the API answered, whether the symptom went; of an executed call only."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.domain.incident import Incident
from bot.domain.mitigation import DeletePod, EvictPod, Mitigation, RecreateJob
from bot.domain.proposal import Execution, Finding, Outcome, Proposal
from bot.render.actions import ActionId, pack
from bot.render.blocks import Block, actions, button, message, preformatted, section
from bot.render.deed import deed
from bot.render.evidence import quoted_text
from bot.render.owner import post_line
from bot.render.proposal import decision_lines
from bot.render.rendered import Rendered
from bot.render.words import clock, code, command, mention, prose, typed

MOST = 5
"""Findings that are shown; all are in the record."""


def outcome_message(
    proposal: Proposal,
    execution: Execution,
    incident: Incident,
    *,
    now: datetime,
    deployment: str,
    findings: Sequence[Finding] = (),
) -> Rendered:
    """What came of one attempt; the check afterwards has a message of its own (`verification`).

    `findings` are what humans saw of an unknown one, oldest first.
    """
    first, second = post_line(incident, now), headline(proposal, execution)
    zone = "UTC" not in first
    when = clock(execution.begun_at, now, zone=zone and not proposal.decisions)
    sent = [
        *decision_lines(proposal, now, zone=zone),
        f"Attempt at {when}: {code(execution.request, 400)}",
        f"The call took {execution.seconds:.1f} s.",
    ]
    after = list(_afterwards(proposal, execution))
    body = [
        section(*sent),
        quoted_text("What came back", execution.answer, max_lines=6),
        section(*after),
    ]
    if execution.outcome is Outcome.UNKNOWN:
        body.append(preformatted("To check by hand", [command(check(proposal))]))
        body += _found(proposal, findings, pack(deployment, incident.id, proposal.id, proposal.digest), now)
    return message([first, second, *after], [section(first, f"*{second}*")], body)


def headline(proposal: Proposal, execution: Execution) -> str:
    """The attempt in one line."""
    label, what = f"P-{proposal.number}", deed(proposal.mitigation)
    return {
        Outcome.DONE: f"Sent: {what} ({label}); the API server accepted the change.",
        Outcome.FAILED: f"Failed: {what} ({label}); what came back is quoted below.",
        Outcome.UNKNOWN: f"Unknown: {what} ({label}) may or may not have happened; it is not sent again.",
    }[execution.outcome]


def reconciled(mitigation: Mitigation, mark: bool | None) -> str:
    """What a look at the cluster tells of a change that nobody answered: `mark` as the writer reconciled it."""
    if mark is None:
        return "Whether the change is in could not be read."
    match mitigation:
        case DeletePod() | EvictPod():
            gone = "A read shows that very pod gone or going, by this change or another."
            return gone if mark else "A read shows that very pod still there, and not going."
        case RecreateJob():
            there = "A read shows the new Job with this proposal's mark: the change is in."
            return there if mark else "A read shows no new Job with this proposal's mark."
        case _:
            borne = "A read of the object shows this proposal's mark on it: the change is in."
            return borne if mark else "A read of the object shows no mark of this proposal on it."


def check(proposal: Proposal) -> str:
    """The kubectl command that shows the target as it is now."""
    mitigation = proposal.mitigation
    subject = mitigation.made if isinstance(mitigation, RecreateJob) else mitigation.subject
    space = f"-n {subject.namespace} " if subject.namespace else ""
    return f"kubectl {space}get {subject.kind.lower()} {subject.name} -o yaml --show-managed-fields"


def _found(proposal: Proposal, findings: Sequence[Finding], value: str, now: datetime) -> Iterator[Block]:
    """What humans saw of it, the newest of them, and the buttons by which another one says so."""
    shown = findings[-MOST:]
    if shown:
        yield section(*(finding_line(proposal, one, now) for one in shown))
    yield actions(
        button("The change is in", ActionId.IS_IN, value),
        button("The change is not in", ActionId.IS_NOT_IN, value),
    )


def finding_line(proposal: Proposal, finding: Finding, now: datetime) -> str:
    """`<@U0IVY> recorded at 02:41 UTC: the change of P-3 is in; seen: ...`."""
    seen = f"; seen: {typed(finding.seen)}" if finding.seen else ""
    verb = "is in" if finding.is_in else "is not in"
    when = clock(finding.at, now, zone=True)
    return f"{mention(finding.user_id)} recorded at {when}: the change of P-{proposal.number} {verb}{seen}"


def _afterwards(proposal: Proposal, execution: Execution) -> Iterator[str]:
    expected = prose(proposal.expect, 300)
    if execution.outcome is Outcome.DONE:
        yield f"Expected within {proposal.expect_within} s: {expected}. Not checked yet."
    elif execution.outcome is Outcome.FAILED:
        yield "Nothing is sent again by itself. A new attempt takes a new proposal."
    else:
        yield "No answer came after the request was written. A human must look at the target."
