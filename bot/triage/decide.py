"""Decide: a commander approves, the owner confirms, anyone of either group refuses; each in one transaction.

Roles are looked up at the click. The first approval takes command of the incident in the same transaction. Every
click that changes nothing is answered with what is true. What comes next, when both keys are there, is `execute`.
"""

from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.people import Holder, Person, Role
from bot.domain.proposal import Decision, DecisionRole, Proposal, ProposalState
from bot.domain.stop import MITIGATION
from bot.render import whispers
from bot.render.admission import owner_cannot_approve
from bot.render.rendered import Rendered
from bot.triage import thread
from bot.triage.inbox import Click
from bot.triage.override import overridden
from bot.triage.ports.store import Task, Transaction
from bot.triage.world import World

REASON_FROM_TIER = 2


async def approve(
    world: World, tx: Transaction, incident: Incident, person: Person, click: Click
) -> Rendered:
    """The commander's key."""
    proposal = await tx.proposals.get(click.proposal_id)
    if not person.holds(Role.COMMANDER):
        return whispers.not_entitled(Role.COMMANDER, f"approve P-{proposal.number}")
    if proposal.requester == person.user_id:
        return whispers.requester_cannot()
    if incident.owner is not None and incident.owner.user_id == person.user_id:
        return owner_cannot_approve(incident)
    held = incident.commander
    if held is not None and held.user_id != person.user_id:
        return whispers.other_commander(incident)
    if held is None:
        term = incident.command_term + 1
        held = Holder(user_id=person.user_id, since=tx.now, term=term)
        incident = incident.model_copy(update={"commander": held, "command_term": term})
    return await _approve(world, tx, incident, proposal, held, click)


async def _approve(
    world: World, tx: Transaction, incident: Incident, proposal: Proposal, held: Holder, click: Click
) -> Rendered:
    """With the freeze that this click overrides by name, if it counts in all else."""
    if problem := await _objection(world, tx, proposal, DecisionRole.COMMANDER, click):
        return problem
    counted = await overridden(world, tx, proposal, click)
    if isinstance(counted, Rendered):
        return counted
    return await _decide(world, tx, incident, counted[0], DecisionRole.COMMANDER, held, counted[1])


async def confirm(
    world: World, tx: Transaction, incident: Incident, person: Person, click: Click
) -> Rendered:
    """The owner's key: the explicit confirmation of this one action."""
    proposal = await tx.proposals.get(click.proposal_id)
    if incident.owner is None or incident.owner.user_id != person.user_id or not person.holds(Role.RESPONDER):
        return whispers.only_owner(incident, proposal)
    return await _decide(world, tx, incident, proposal, DecisionRole.OWNER, incident.owner, click)


async def refuse(world: World, tx: Transaction, incident: Incident, person: Person, click: Click) -> Rendered:
    """Deny or refuse: one is final, and anyone of either group may."""
    proposal = await tx.proposals.get(click.proposal_id)
    if not person.holds_any:
        return whispers.not_entitled(Role.COMMANDER, f"deny P-{proposal.number}")
    waiting = (ProposalState.PENDING, ProposalState.ARMED)
    why = click.fields.get("reason", "")
    if not await tx.proposals.move(proposal.id, waiting, ProposalState.REJECTED, by=person.user_id, why=why):
        return whispers.already_decided(proposal)
    waited = click.waited(tx.now)
    await _record(tx, incident, Act.REJECTED, person.user_id, proposal=proposal, reason=why, waited=waited)
    refused = await tx.proposals.get(proposal.id)
    await thread.show_card(world, tx, incident, refused)
    return whispers.recorded(refused)


async def expire(world: World, task: Task) -> None:
    """The time for decisions is over."""
    async with world.last_step(task) as tx:
        proposal = await tx.proposals.get(task.payload["proposal"])
        waiting = (ProposalState.PENDING, ProposalState.ARMED)
        if await tx.proposals.move(
            proposal.id, waiting, ProposalState.EXPIRED, why="no two decisions in time"
        ):
            incident = await tx.incidents.get(proposal.incident_id)
            await _record(tx, incident, Act.EXPIRED, "", proposal=proposal)
            await thread.show_card(world, tx, incident, await tx.proposals.get(proposal.id))


async def _decide(
    world: World,
    tx: Transaction,
    incident: Incident,
    proposal: Proposal,
    role: DecisionRole,
    held: Holder,
    click: Click,
) -> Rendered:
    problem = await _objection(world, tx, proposal, role, click)
    if problem is not None:
        return problem
    decision = Decision(
        role=role,
        user_id=click.user_id,
        at=tx.now,
        term=held.term,
        digest=click.digest,
        reason=click.fields.get("reason", "").strip(),
    )
    if not await tx.proposals.decide(proposal.id, decision):
        return whispers.already_decided(await tx.proposals.get(proposal.id))
    if role is DecisionRole.COMMANDER and held.since == tx.now:
        incident = await tx.incidents.save(incident)
        await _record(tx, incident, Act.ROLE, click.user_id, role="commander")
    act = Act.APPROVED if role is DecisionRole.COMMANDER else Act.CONFIRMED
    freeze = (
        {"override": f"{proposal.override.scope}: {proposal.override.reason}"} if proposal.override else {}
    )
    said: dict[str, str | float] = {"reason": decision.reason, "waited": click.waited(tx.now), **freeze}
    await _record(tx, incident, act, click.user_id, proposal=proposal, **said)
    decided = await tx.proposals.get(proposal.id)
    await thread.show_card(world, tx, incident, decided)
    if decided.state is ProposalState.ARMED:
        await tx.tasks.add("execute", _arming(decided), {"proposal": decided.id})
    return whispers.recorded(decided)


async def _objection(
    world: World, tx: Transaction, proposal: Proposal, role: DecisionRole, click: Click
) -> Rendered | None:
    """Why this click cannot count, or None. The store checks the same again in its conditional UPDATE."""
    letter = await tx.outbox.posted(thread.card_key(proposal.id))
    from_card = letter is not None and letter.ts == click.message_ts and letter.channel == click.channel
    unreasoned = proposal.tier >= REASON_FROM_TIER and not click.fields.get("reason", "").strip()
    objections = (
        (not from_card, whispers.stale_message),
        (click.digest != proposal.digest, whispers.stale_digest),
        (
            not proposal.state.is_open or proposal.decision(role) is not None,
            lambda: whispers.already_decided(proposal),
        ),
        (tx.now >= proposal.expires_at, lambda: whispers.expired_click(proposal)),
        (any(one.user_id == click.user_id for one in proposal.decisions), whispers.same_human),
        (unreasoned, whispers.reason_needed),
    )
    objection = next((said() for holds, said in objections if holds), None)
    scopes = (MITIGATION, f"service:{proposal.service}", f"incident:{proposal.incident_id}")
    stop = (await world.switch(tx)).halts(*scopes)
    if objection is None and stop is not None:
        return whispers.without_effect(whispers.stopped(stop, now=tx.now))
    return objection


def _arming(proposal: Proposal) -> str:
    """A key that is new for each pair of decisions: a dropped and repeated key arms anew."""
    terms = "-".join(
        f"{decision.role}{decision.term}@{decision.at.isoformat()}" for decision in proposal.decisions
    )
    return f"execute:{proposal.id}:{terms}"


async def _record(
    tx: Transaction,
    incident: Incident,
    act: Act,
    actor: str,
    *,
    proposal: Proposal | None = None,
    **more: str | float,
) -> None:
    detail: dict[str, object] = dict(more)
    if proposal is not None:
        detail |= {"proposal": proposal.id, "number": proposal.number, "digest": proposal.digest}
    source = "button" if actor else "timer"
    await tx.ledger.append(
        LedgerEntry(incident_id=incident.id, at=tx.now, act=act, actor=actor, source=source, detail=detail)
    )
