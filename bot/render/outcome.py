"""The outcome: what was sent, what the API answered, whether the symptom went; of an executed call only."""

from collections.abc import Iterator
from datetime import datetime

from bot.domain.incident import Incident
from bot.domain.proposal import Execution, Outcome, Proposal
from bot.render.blocks import message, preformatted, section
from bot.render.deed import deed
from bot.render.evidence import quoted_text
from bot.render.owner import post_line
from bot.render.proposal import decision_lines
from bot.render.rendered import Rendered
from bot.render.words import clock, code, command, prose


def outcome_message(
    proposal: Proposal,
    execution: Execution,
    incident: Incident,
    *,
    now: datetime,
) -> Rendered:
    """What came of one attempt; the check afterwards has a message of its own (`verification`)."""
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
    return message([first, second, *after], [section(first, f"*{second}*")], body)


def headline(proposal: Proposal, execution: Execution) -> str:
    """The attempt in one line."""
    label, what = f"P-{proposal.number}", deed(proposal.mitigation)
    return {
        Outcome.DONE: f"Sent: {what} ({label}); the API server accepted the change.",
        Outcome.FAILED: f"Failed: {what} ({label}); what came back is quoted below.",
        Outcome.UNKNOWN: f"Unknown: {what} ({label}) may or may not have happened; it is not sent again.",
    }[execution.outcome]


def check(proposal: Proposal) -> str:
    """The kubectl command that shows the target as it is now."""
    subject = proposal.mitigation.subject
    space = f"-n {subject.namespace} " if subject.namespace else ""
    return f"kubectl {space}get {subject.kind.lower()} {subject.name} -o yaml --show-managed-fields"


def _afterwards(proposal: Proposal, execution: Execution) -> Iterator[str]:
    expected = prose(proposal.expect, 300)
    if execution.outcome is Outcome.DONE:
        yield f"Expected within {proposal.expect_within} s: {expected}. Not checked yet."
    elif execution.outcome is Outcome.FAILED:
        yield "Nothing is sent again by itself. A new attempt takes a new proposal."
    else:
        yield "No answer came after the request was written. A human must look at the target."
