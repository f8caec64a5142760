"""The proposal: what would be done to what, every gate's verdict, and the keys of the two humans.

A key's button goes when its decision is there, and who decided what and when stands in its place. A terminal
state has no buttons.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.freeze import Freezes
from bot.domain.incident import Incident
from bot.domain.proposal import Decision, DecisionRole, Proposal, ProposalState
from bot.render.actions import ActionId, pack
from bot.render.blocks import Block, actions, button, context, message, preformatted, section
from bot.render.deed import blast_radius, caveat, deed, where
from bot.render.evidence import quoted_text
from bot.render.freeze import freeze_lines, override_line
from bot.render.owner import post_line
from bot.render.rendered import Rendered
from bot.render.words import clock, code, command, mention, prose, typed

_SMALL = 8
_PASSED = {True: "passes", False: "does not pass", None: "cannot be told"}
_DEEDS = {DecisionRole.COMMANDER: "approved", DecisionRole.OWNER: "confirmed"}


class GateVerdict(Protocol):
    """A gate's answer as this room needs it; `passed` None: it cannot be told."""

    @property
    def gate(self) -> str:
        """The gate's name."""
        ...

    @property
    def passed(self) -> bool | None:
        """Its answer."""
        ...

    @property
    def reason(self) -> str:
        """Why, as a sentence."""
        ...


def proposal_message(
    proposal: Proposal,
    verdicts: Sequence[GateVerdict],
    incident: Incident,
    *,
    now: datetime,
    deployment: str,
    ended_at: datetime | None = None,
    freezes: Freezes | None = None,
    by_hand: str = "",
) -> Rendered:
    """The proposal as it stands. `ended_at`: when it was rejected or withdrawn, where the caller knows.

    `freezes` are those in force for the target as of `now`, None where nothing is decided any more.
    `by_hand` says who of those on call can do the same by hand, "" where nothing is known of it.
    """
    first, second = post_line(incident, now), headline(proposal)
    facts = [
        f"Target: {where(proposal)}",
        f"Why: {prose(proposal.reason)}",
        f"Tier {proposal.tier}; {_step(proposal)}",
        f"Blast radius: {blast_radius(proposal)}",
        *([f"Mind: {aside}"] if (aside := caveat(proposal.mitigation)) else []),
        f"Undo: {prose(proposal.undo, 300)}",
        f"Expected afterwards, within {proposal.expect_within} s: {prose(proposal.expect, 300)}",
        *([f"Requester: {mention(proposal.requester)}"] if proposal.requester else []),
        *([override_line(proposal.override)] if proposal.override else []),
        *(freeze_lines(freezes, now, nothing="No freeze of this target is known") if freezes else []),
    ]
    state = list(_state(proposal, now, ended_at, zone="UTC" not in first))
    body = [
        section(*facts),
        quoted_text("The server's answer to the dry run", _dry_run(proposal)),
        preformatted("The same by hand", [*([f"# {by_hand}"] if by_hand else []), command(proposal.kubectl)]),
        *_gates(verdicts, clock(proposal.opened_at, now)),
        context(f"Digest {code(proposal.digest[:12], 20)}: both keys are for exactly this."),
    ]
    tail = [section(*state), *_keys(proposal, pack(deployment, incident.id, proposal.id, proposal.digest))]
    return message([first, second, *state], [section(first, f"*{second}*")], body, tail)


def headline(proposal: Proposal) -> str:
    """`P-3 proposed, not executed: ...`; once an attempt was made, only what the proposal was."""
    what = deed(proposal.mitigation)
    match proposal.state:
        case ProposalState.EXECUTING | ProposalState.DONE | ProposalState.FAILED | ProposalState.UNKNOWN:
            return f"Proposal P-{proposal.number}: {what}"
        case _:
            return f"Proposed, not executed: {what} (P-{proposal.number})"


def decision_line(proposal: Proposal, decision: Decision, now: datetime, *, zone: bool = True) -> str:
    """`<@U0IVY> approved P-3 at 02:31`, with the typed reason if there is one."""
    reason = f"; reason given: {typed(decision.reason)}" if decision.reason else ""
    when = clock(decision.at, now, zone=zone)
    return f"{mention(decision.user_id)} {_DEEDS[decision.role]} P-{proposal.number} at {when}{reason}"


def decision_lines(proposal: Proposal, now: datetime, *, zone: bool) -> list[str]:
    """A line for each decision that stands; with `zone` the first time says UTC."""
    standing = enumerate(proposal.decisions)
    return [decision_line(proposal, one, now, zone=zone and not index) for index, one in standing]


def _state(proposal: Proposal, now: datetime, ended_at: datetime | None, *, zone: bool) -> Iterator[str]:
    yield from decision_lines(proposal, now, zone=zone)
    yield from _standing(proposal, now, ended_at, zone=zone and not proposal.decisions)


def _standing(proposal: Proposal, now: datetime, ended_at: datetime | None, *, zone: bool) -> Iterator[str]:
    label, when = f"P-{proposal.number}", f" at {clock(ended_at, now, zone=zone)}" if ended_at else ""
    expiry = clock(proposal.expires_at, now, zone=zone)
    match proposal.state:
        case ProposalState.PENDING:
            keys = [role for role in DecisionRole if proposal.decision(role) is None]
            missing = " and ".join(_MISSING[role] for role in keys)
            yield f"Missing: {missing}. {label} expires at {expiry}."
        case ProposalState.ARMED:
            yield f"Both keys are present. {label} expires at {expiry}."
        case ProposalState.REJECTED:
            reason = typed(proposal.ended_why)
            yield f"{mention(proposal.ended_by)} rejected {label}{when}; reason given: {reason}."
            yield "Nothing was changed."
        case ProposalState.EXPIRED:
            yield f"{label} expired at {expiry}. Nothing was changed."
        case ProposalState.WITHDRAWN:
            yield f"{label} is withdrawn{when}. Nothing was changed."
            yield f"Reason: {prose(proposal.ended_why, 900) or 'none given'}"
        case _:
            yield f"{label} takes no more decisions; the outcome has a message of its own."


_MISSING = {DecisionRole.COMMANDER: "a commander's decision", DecisionRole.OWNER: "the owner's confirmation"}


def _step(proposal: Proposal) -> str:
    book, step = code(proposal.runbook, 60), code(proposal.step, 60)
    return f"runbook {book} version {proposal.runbook_version}, step {step}"


def _dry_run(proposal: Proposal) -> str:
    answer = proposal.rehearsal
    return answer.diff or ("no field would change" if answer.ok else answer.reason or "no answer")


def _gates(verdicts: Sequence[GateVerdict], at: str) -> list[Block]:
    """The gates that object first and at full size; those that pass in small print, each with its reason."""
    lines = {
        one.gate: f"Gate `{one.gate}` {_PASSED[one.passed]}: {prose(one.reason, 250)}" for one in verdicts
    }
    objecting = [lines[one.gate] for one in verdicts if one.passed is not True]
    passing = [lines[one.gate] for one in verdicts if one.passed is True]
    asked = (
        f"Gates asked at {at}, as it was opened: {len(verdicts)}. Not passing: {len(objecting)}. "
        "The write asks every gate again."
    )
    small = [context(*passing[at : at + _SMALL]) for at in range(0, len(passing), _SMALL)]
    return [section(asked, *objecting), *small]


def _keys(proposal: Proposal, value: str) -> list[Block]:
    if not proposal.state.is_open:
        return []
    buttons: list[Block] = []
    if proposal.decision(DecisionRole.COMMANDER) is None:
        buttons.append(button("Approve", ActionId.APPROVE, value, "primary"))
    buttons.append(button("Deny", ActionId.DENY, value, "danger"))
    if proposal.decision(DecisionRole.OWNER) is None:
        buttons.append(button("Confirm as owner", ActionId.CONFIRM, value, "primary"))
    return [actions(*buttons, button("Refuse", ActionId.REFUSE, value, "danger"))]
