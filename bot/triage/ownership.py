"""Ownership: taken, offered, released and an incident closed, by a human's own button and modal and by nothing else.

A handover is an offer: the one who offers stays the owner until the other has pressed "Take ownership", so nobody owns
an incident without having said so. Whenever the owner changes, the owner's keys on open proposals are taken back.
"""

from collections.abc import Sequence
from typing import Any

from bot.domain.incident import Incident, IncidentStatus
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.people import Holder, Person, Role
from bot.domain.proposal import DecisionRole, ProposalState
from bot.render import whispers
from bot.render.admission import command_ended, only_owner_releases
from bot.render.reminder import offer_message
from bot.render.rendered import Rendered
from bot.triage import thread
from bot.triage.inbox import Click
from bot.triage.intake import schedule_reminder
from bot.triage.paging.over import schedule_over
from bot.triage.ports.store import Transaction
from bot.triage.word import schedule_question, settle
from bot.triage.world import World


async def take(world: World, tx: Transaction, incident: Incident, person: Person, click: Click) -> Rendered:
    """The clicker becomes the owner, if nobody is or the owner has offered it to them."""
    if not person.holds(Role.RESPONDER):
        return whispers.not_entitled(Role.RESPONDER, "take ownership")
    if incident.owner is not None:
        if incident.owner.user_id == person.user_id:
            return whispers.ownership_changed(incident, tx.now)
        if not await _offered(tx, incident, to=person.user_id):
            return whispers.owned_by_other(incident)
        await drop_keys(world, tx, incident, DecisionRole.OWNER)
    term = incident.owner_term + 1
    holder = Holder(user_id=person.user_id, since=tx.now, term=term)
    change: dict[str, object] = {"owner": holder, "owner_term": term}
    commanded = incident.commander is not None and incident.commander.user_id == person.user_id
    if commanded:
        # One human cannot turn both keys: whoever owns it leaves command to another, or nobody could approve.
        await drop_keys(world, tx, incident, DecisionRole.COMMANDER)
        change["commander"] = None
    saved = await tx.incidents.save(incident.model_copy(update=change))
    for act in (Act.ACKNOWLEDGED, Act.TOOK):
        note = {"note": click.fields.get("note", ""), "waited": click.waited(tx.now)}
        await _record(tx, saved, act, person.user_id, **note)
    if commanded:
        await _record(tx, saved, Act.ROLE, person.user_id, role="no commander")
    await settle(tx, saved, incident.owner)
    await schedule_question(world, tx, saved, since=tx.now)
    await show_offices(world, tx, saved)
    return command_ended(saved, tx.now) if commanded else whispers.ownership_changed(saved, tx.now)


async def hand_over(
    world: World, tx: Transaction, incident: Incident, person: Person, click: Click
) -> Rendered:
    """The owner offers the incident to another responder."""
    if incident.owner is None or incident.owner.user_id != person.user_id:
        return whispers.not_owner(incident)
    receiver = click.chosen
    if receiver is None or receiver.user_id == person.user_id or not receiver.holds(Role.RESPONDER):
        return whispers.cannot_receive(receiver.user_id if receiver else "")
    await _record(tx, incident, Act.HANDED_OVER, person.user_id, to=receiver.user_id)
    content = offer_message(incident, to=receiver.user_id, now=tx.now, deployment=world.policy.deployment)
    await thread.say(tx, incident, f"offer:{incident.id}:{tx.now.isoformat()}", content)
    return whispers.offered(incident, receiver.user_id)


async def release(
    world: World, tx: Transaction, incident: Incident, person: Person, _click: Click
) -> Rendered:
    """The owner lets go, or a commander of an owner who is silent: nobody owns it, and the reminders begin anew."""
    if incident.owner is None:
        return whispers.not_owner(incident)
    if incident.owner.user_id != person.user_id and not person.holds(Role.COMMANDER):
        return only_owner_releases(incident)
    await drop_keys(world, tx, incident, DecisionRole.OWNER)
    saved = await tx.incidents.save(incident.model_copy(update={"owner": None}))
    await _record(tx, saved, Act.RELEASED, person.user_id, owner=incident.owner.user_id)
    await schedule_reminder(world, tx, saved, since=tx.now)
    await settle(tx, saved, incident.owner)
    await show_offices(world, tx, saved)
    return whispers.ownership_changed(saved, tx.now)


async def close(world: World, tx: Transaction, incident: Incident, person: Person, click: Click) -> Rendered:
    """A named responder or commander closes the incident and says what it was; open proposals are withdrawn."""
    if not person.holds_any:
        return whispers.not_entitled(Role.RESPONDER, "close the incident")
    cause = click.fields.get("cause", "").strip()
    change = {
        "status": IncidentStatus.CLOSED,
        "closed_at": tx.now,
        "closed_by": person.user_id,
        "cause": cause,
    }
    saved = await tx.incidents.save(incident.model_copy(update=change))
    await _record(tx, saved, Act.CLOSED, person.user_id, cause=cause)
    for kind in ("triage", "propose"):
        await tx.tasks.cancel(kind, saved.id)
    await withdraw_open(world, tx, saved, "its incident does not stand open any more")
    await schedule_over(tx, saved)
    await settle(tx, saved, incident.owner)
    await thread.show_status(world, tx, saved)
    return whispers.closed(saved)


async def withdraw_open(world: World, tx: Transaction, incident: Incident, why: str) -> None:
    """Withdraw what is still waiting for a decision or its execution, and say so on its card."""
    for proposal in await tx.proposals.of(incident.id):
        waiting = (ProposalState.PENDING, ProposalState.ARMED)
        if await tx.proposals.move(proposal.id, waiting, ProposalState.WITHDRAWN, why=why):
            await _record(
                tx, incident, Act.WITHDRAWN, "", proposal=proposal.id, number=proposal.number, why=why
            )
            await thread.show_card(world, tx, incident, await tx.proposals.get(proposal.id))


async def _offered(tx: Transaction, incident: Incident, *, to: str) -> bool:
    """Whether the newest offer of the present owner's term names that person."""
    rows = await tx.ledger.of(incident.id)
    ends = (Act.TOOK, Act.RELEASED, Act.LAPSED)
    for row in reversed(rows):
        if row.act is Act.HANDED_OVER:
            return bool(row.detail.get("to") == to)
        if row.act in ends:
            return False
    return False


async def drop_keys(world: World, tx: Transaction, incident: Incident, role: DecisionRole) -> None:
    """Take an office's keys on open proposals back, and say so on their cards."""
    for proposal in await tx.proposals.of(incident.id):
        if await tx.proposals.drop(proposal.id, role):
            await thread.show_card(world, tx, incident, await tx.proposals.get(proposal.id))


async def show_offices(
    world: World, tx: Transaction, incident: Incident, sev1s: Sequence[Incident] | None = None
) -> None:
    """An office changed hands: bring the status message and the cards of open proposals to it.

    `sev1s` are the open incidents of critical severity, where they were read for many at once.
    """
    await thread.show_status(world, tx, incident, sev1s)
    for proposal in await tx.proposals.of(incident.id):
        if proposal.state.is_open:
            await thread.show_card(world, tx, incident, proposal, sev1s=sev1s)


async def _record(tx: Transaction, incident: Incident, act: Act, actor: str, **detail: Any) -> None:
    entry = LedgerEntry(
        incident_id=incident.id,
        at=tx.now,
        act=act,
        actor=actor,
        source="button" if actor else "",
        detail=detail,
    )
    await tx.ledger.append(entry)
