"""Who held which office when, what was decided and sent, and what the record leaves open, as Markdown."""

from collections.abc import Iterator, Mapping, Sequence

from bot.domain.proposal import DecisionRole, Proposal
from bot.render.deed import deed
from bot.render.markdown import plain
from bot.render.picture import lasting
from bot.render.postmortem.pieces import bullets, table, titled
from bot.render.postmortem.telling import called, span
from bot.render.words import utc
from bot.reports.postmortem.nouns import Course, Postmortem, Term

_DID = {DecisionRole.COMMANDER: "approved", DecisionRole.OWNER: "confirmed"}


def offices(found: Postmortem, names: Mapping[str, str]) -> Iterator[str]:
    """Owners and commanders over time, with the times in which nobody owned it."""
    yield from titled(2, "Owners and command over time")
    yield from table(("Owner", "UTC", "For"), _terms(found, found.owners, names))
    if found.commanders:
        yield from table(("Commander", "UTC", "For"), _terms(found, found.commanders, names))
    else:
        yield from ("Nobody held command.", "")


def _terms(found: Postmortem, terms: Sequence[Term], names: Mapping[str, str]) -> list[tuple[str, str, str]]:
    return [
        (
            plain(called(one.who, names)) if one.who else "**nobody**",
            span(one.begins, one.ends or found.incident.closed_at, found.now),
            lasting(one.lasted(found.now)),
        )
        for one in terms
    ]


def courses(found: Postmortem, names: Mapping[str, str]) -> Iterator[str]:
    """Each proposal: who decided what and why, what was sent, what came back, what the check showed."""
    yield from titled(2, "Decisions and changes")
    if not found.courses:
        yield from ("Nothing was proposed, and nothing was changed through Lookout.", "")
    for course in found.courses:
        proposal = course.proposal
        yield from titled(3, f"P-{proposal.number}: {plain(deed(proposal.mitigation))}")
        yield from bullets([*_decided(proposal, names), *_sent(course, names)])


def _decided(proposal: Proposal, names: Mapping[str, str]) -> Iterator[str]:
    yield f"Proposed at {utc(proposal.opened_at):%H:%M}, tier {proposal.tier}: {plain(proposal.reason)}"
    for one in proposal.decisions:
        who, verb = plain(called(one.user_id, names)), _DID[one.role]
        yield f"{who} {verb} it as {one.role.value} at {utc(one.at):%H:%M}{_because(one.reason)}"
    if proposal.override is not None:
        scope = plain(proposal.override.scope)
        by = plain(called(proposal.override.by, names))
        yield f"The freeze of {scope} was overridden by {by}{_because(proposal.override.reason)}"
    if proposal.ended_why or proposal.ended_by:
        by = f" by {plain(called(proposal.ended_by, names))}" if proposal.ended_by else ""
        yield f"It ended as {proposal.state.value.lower()}{by}{_because(proposal.ended_why)}"


def _sent(course: Course, names: Mapping[str, str]) -> Iterator[str]:
    attempt, check = course.attempt, course.check
    if attempt is None:
        yield "Nothing was sent."
    else:
        yield f"Sent at {utc(attempt.begun_at):%H:%M}: {plain(attempt.request)}; outcome {attempt.outcome.value}"
        yield f"What came back: {plain(attempt.answer)}"
    if check is not None:
        shown = "shown" if check.ok else "not shown"
        yield f"The check at {utc(check.at):%H:%M}: expected state {shown}; seen: {plain(check.seen)}"
    for one in course.findings:
        verb = "is in" if one.is_in else "is not in"
        who, seen = plain(called(one.user_id, names)), f": {plain(one.seen)}" if one.seen else ""
        yield f"{who} recorded at {utc(one.at):%H:%M} that the change {verb}{seen}"


def open_ends(found: Postmortem, names: Mapping[str, str]) -> Iterator[str]:
    """The actions with their owners, and what the record does not know."""
    yield from titled(2, "Follow-ups")
    actions = found.inference.actions
    if actions:
        rows = [
            (plain(one.what), plain(called(one.owner, names)) if one.owner else "**nobody yet**")
            for one in actions
        ]
        yield from table(("Action", "Owner"), rows)
    else:
        yield from ("No action is recorded.", "")
    if found.open_ends:
        yield from ("What the record leaves open:", "")
        yield from bullets(
            [f"{one.what}{f': {plain(one.about)}' if one.about else ''}" for one in found.open_ends]
        )


def _because(reason: str) -> str:
    return f"; reason: {plain(reason)}" if reason.strip() else ""
