"""Ephemeral answers: every click gets one that is true, above all a click that lost."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.incident import Incident
from bot.domain.people import Role
from bot.domain.proposal import Decision, DecisionRole, Proposal, ProposalState
from bot.domain.stop import Stop
from bot.render.actions import ActionId, pack
from bot.render.blocks import actions, button, message, section
from bot.render.owner import owner_line
from bot.render.proposal import decision_line
from bot.render.rendered import NoEffect, Rendered
from bot.render.stops import lever_words, lifted_where
from bot.render.words import clock, code, listed, mention, prose, typed
from bot.reports.verdicts import Verdicts

_UNCHANGED = "This click changed nothing"
_CAUSES = 3
_UNTIL = "The owner stays the same until"


def whisper(*lines: str) -> Rendered:
    """Lines to one person."""
    return message(lines, [section(*lines)])


def no_effect(*lines: str) -> NoEffect:
    """Lines to whoever clicked in vain."""
    return without_effect(whisper(*lines))


def without_effect(said: Rendered) -> NoEffect:
    """The same words, as the answer to a click that changed nothing."""
    return NoEffect(text=said.text, blocks=said.blocks)


def not_entitled(role: Role | DecisionRole | str, what: str) -> NoEffect:
    """The clicker lacks the role; `what` is a bare verb phrase of code, such as "approve P-3"."""
    holder = _HOLDERS.get(str(role), "a person with that role")
    return no_effect(f"{_UNCHANGED}. Only {holder} can {prose(what, 120)}.")


_HOLDERS = {
    Role.RESPONDER.value: "a member of the responders group",
    Role.COMMANDER.value: "a member of the commanders group",
    DecisionRole.OWNER.value: "the owner of this incident",
}


def already_decided(proposal: Proposal, decision: Decision | None = None) -> NoEffect:
    """Another click was first: that decision, or all that stands if it is not known which."""
    if decision is not None:
        return no_effect(f"{_UNCHANGED}: {decision_line(proposal, decision, decision.at)}.")
    return no_effect(f"{_UNCHANGED}.", *_standing(proposal))


def recorded(proposal: Proposal) -> Rendered:
    """This click counted; what stands now."""
    return whisper(f"Recorded for P-{proposal.number}.", *_standing(proposal))


def stale_message() -> NoEffect:
    """The button stands on an older copy of the proposal's message."""
    return no_effect(f"{_UNCHANGED}: this button stands on an older copy. The newest message counts.")


def reason_needed() -> NoEffect:
    """The tier asks for a typed reason and none was typed."""
    return no_effect(f"{_UNCHANGED}: this tier asks for a typed reason.")


def only_owner(incident: Incident, proposal: Proposal) -> NoEffect:
    """Somebody else pressed "Confirm as owner"."""
    return no_effect(
        f"{_UNCHANGED}. Only the owner of I-{incident.number} can confirm P-{proposal.number}.",
        _holder(incident),
    )


def not_owner(incident: Incident) -> NoEffect:
    """Somebody else pressed "Hand over" or "Release"."""
    return no_effect(f"{_UNCHANGED}. Only the owner of I-{incident.number} can do that.", _holder(incident))


def owned_by_other(incident: Incident) -> NoEffect:
    """Taken already, and not offered to the clicker."""
    return no_effect(
        f"{_UNCHANGED}: I-{incident.number} has an owner, who can hand it over.", _holder(incident)
    )


def cannot_receive(user_id: str) -> NoEffect:
    """A handover to oneself or to somebody who may not own incidents."""
    who = mention(user_id) if user_id else "Nobody chosen"
    return no_effect(
        f"{_UNCHANGED}. The new owner must be another member of the responders group, not: {who}."
    )


def offered(incident: Incident, user_id: str) -> Rendered:
    """A handover is an offer until the other has pressed the button."""
    who = mention(user_id)
    return whisper(
        f"Recorded: I-{incident.number} is offered to {who}.", f"{_UNTIL} {who} presses the button."
    )


def other_commander(incident: Incident) -> NoEffect:
    """Another commander holds command of the incident."""
    who = f": {mention(incident.commander.user_id)}" if incident.commander else ""
    return no_effect(f"{_UNCHANGED}. Only the commander of I-{incident.number} can decide{who}.")


def closed(incident: Incident) -> Rendered:
    """This click closed the incident."""
    return whisper(f"Recorded: {_closing(incident)}.")


def triage_queued(incident: Incident) -> Rendered:
    """Another triage is a row now."""
    return whisper(f"Recorded: another triage of I-{incident.number} is in the queue.")


def question_queued(incident: Incident) -> Rendered:
    """A question was put to the model."""
    return whisper(
        f"The question is in the queue of I-{incident.number}; the answer comes as a reply in its thread."
    )


def rated(verdicts: Verdicts) -> Rendered:
    """Feedback on a diagnosis is a row now; another press changes it."""
    return whisper(
        f"Recorded: this verdict on the diagnosis. {verdict_words(verdicts)}.",
        "Another press in place of this one changes it.",
    )


def verdict_words(verdicts: Verdicts) -> str:
    """`Verdicts: 2 right, 1 wrong`, and what people said it was."""
    counts = {"right": verdicts.right, "partly": verdicts.partly, "wrong": verdicts.wrong}
    said = ", ".join(f"{number} {word}" for word, number in counts.items() if number) or "none"
    causes = ", ".join(typed(cause, 80) for cause in verdicts.causes[-_CAUSES:])
    return f"Verdicts: {said}{f'; the cause by them: {causes}' if causes else ''}"


def expired_click(proposal: Proposal, *, now: datetime | None = None) -> NoEffect:
    """The proposal expired before the click."""
    at = clock(proposal.expires_at, now or proposal.expires_at, zone=True)
    return no_effect(f"{_UNCHANGED}: P-{proposal.number} expired at {at}.")


def nothing_unknown(proposal: Proposal) -> NoEffect:
    """A finding on a proposal whose outcome is known."""
    return no_effect(
        f"{_UNCHANGED}: the outcome of P-{proposal.number} is not unknown.", *_standing(proposal)
    )


def found(proposal: Proposal) -> Rendered:
    """A finding is a row now; the attempt stays what it was."""
    return whisper(f"Recorded for P-{proposal.number}. Its state stays UNKNOWN, and nothing is sent again.")


def foreign_button() -> NoEffect:
    """The button belongs to another deployment on the same Slack app."""
    return no_effect(f"{_UNCHANGED}: this button belongs to another deployment of Lookout.")


def stale_digest() -> NoEffect:
    """The button carries another digest than the stored proposal."""
    return no_effect(
        f"{_UNCHANGED}: this button shows an older version of the proposal. The newest message counts."
    )


def same_human() -> NoEffect:
    """Approver and confirmer would be one human."""
    return no_effect(f"{_UNCHANGED}: approval and confirmation must come from two different humans.")


def requester_cannot() -> NoEffect:
    """The requester pressed Approve."""
    return no_effect(f"{_UNCHANGED}: the requester of a proposal cannot approve it.")


def stopped(stop: Stop, *, now: datetime | None = None) -> Rendered:
    """A pulled lever: which, since when, by whom and why."""
    why = f" Reason given: {typed(stop.why)}." if stop.why else ""
    at = clock(stop.at, now or stop.at, zone=True)
    said = f"A stop of {code(stop.scope, 80)} is in force since {at}, {lever_words(stop)}.{why}"
    return whisper(said, *([lifted] if (lifted := lifted_where(stop)) else []))


def unknown_incident() -> Rendered:
    """No incident is known for this message."""
    return whisper("No incident is known for this message.")


def incident_closed(incident: Incident) -> NoEffect:
    """The incident was closed before the click."""
    return no_effect(f"{_UNCHANGED}: {_closing(incident)}.")


def ownership_changed(incident: Incident, now: datetime) -> Rendered:
    """What the record says about the ownership after a click."""
    return whisper(f"Recorded for I-{incident.number}. {owner_line(incident, now)}.")


def hint_on_it(incident: Incident, deployment: str) -> Rendered:
    """To whoever typed "on it": words change nothing, the button does."""
    lines = (f"Words in the thread do not change the owner of I-{incident.number}; only the button does.",)
    take = button("Take ownership", ActionId.TAKE, pack(deployment, incident.id), "primary")
    return message(lines, [section(*lines)], tail=[actions(take)])


def error_whisper(sentence: str) -> Rendered:
    """Something did not work; `sentence` says what and what it means."""
    return whisper(prose(sentence, 600))


def target_stands(incident: Incident) -> NoEffect:
    """The menu's choice is the target that the incident has."""
    return no_effect(
        f"I-{incident.number} has the target {code(str(incident.target), 160)} already; this choice changed nothing."
    )


def no_target(services: Sequence[str]) -> Rendered:
    """A mention or command named no service that is mapped."""
    known = listed([code(one, 80) for one in services], 20, "service")
    return whisper("No target is mapped to that name.", f"Services with a target: {known or 'none'}.")


def _standing(proposal: Proposal) -> list[str]:
    lines = [decision_line(proposal, one, one.at) for one in proposal.decisions]
    if proposal.state is ProposalState.REJECTED:
        lines.append(f"{mention(proposal.ended_by)} rejected P-{proposal.number}")
    if proposal.state.is_open:
        expiry = clock(proposal.expires_at, proposal.expires_at, zone=True)
        return [*lines, f"P-{proposal.number} expires at {expiry}."]
    return [*lines, f"P-{proposal.number} takes no more decisions."]


def _holder(incident: Incident) -> str:
    return owner_line(incident, incident.owner.since) if incident.owner else "Nobody owns this incident"


def _closing(incident: Incident) -> str:
    when = f" at {clock(incident.closed_at, incident.closed_at, zone=True)}" if incident.closed_at else ""
    return f"{mention(incident.closed_by)} closed I-{incident.number}{when}"
