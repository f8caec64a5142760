"""Court: gathers the case that the gates judge. Everything in it is read now, not remembered."""

from bot.domain.cluster_user import ClusterUser
from bot.domain.errors import OutsideError
from bot.domain.people import Person
from bot.domain.proposal import Decision, DecisionRole, LiveTarget, Proposal, Rehearsal
from bot.gates.case import Case, Moment
from bot.gates.rate import WINDOW as RATE_WINDOW
from bot.triage.freezes import recorded
from bot.triage.target_now import look
from bot.triage.world import World


async def gather_case(world: World, proposal: Proposal, *, at_send: bool, epoch: int | None = None) -> Case:
    """The case of a proposal as things stand; `epoch` is that of the lease under which it is to be sent.

    What cannot be read is None, which no gate takes for a yes.

    The live target is read last of what is outside, since a crash-looping workload moves its resourceVersion every few
    seconds; the levers outside after it and the store last, so that stops and time are the freshest of all.
    """
    acting_as = _acting_as(world, proposal)
    rehearsal = await _rehearsal(world, proposal, acting_as)
    approver = await _person(world, proposal.decision(DecisionRole.COMMANDER))
    confirmer = await _person(world, proposal.decision(DecisionRole.OWNER))
    pair = await _pair(world, proposal)
    frozen = await world.board.read(world.clock.now(), proposal.place)
    live = await _live(world, proposal)
    await world.remote.ask(world.clock)
    async with world.store.read() as tx:
        incident = await tx.incidents.get(proposal.incident_id)
        return Case(
            moment=Moment(at_send=at_send, now=tx.now),
            proposal=proposal,
            incident=incident,
            approver=approver,
            confirmer=confirmer,
            live=live,
            rehearsal=rehearsal,
            switch=await world.switch(tx),
            freezes=frozen.beside(await recorded(world.policy, tx, proposal.incident_id, proposal.place)),
            changes_last_hour=await tx.proposals.changes(proposal.service, tx.now - RATE_WINDOW),
            pair_exists=pair,
            lease_held=epoch is not None and await tx.proposals.holds(proposal.id, world.worker, epoch),
            impersonates=world.policy.impersonate_approver,
            acting_as=acting_as,
        )


async def _pair(world: World, proposal: Proposal) -> bool | None:
    """Whether there are two people for the two keys; once both keys are turned, those who turned them."""
    if len(proposal.decisions) == len(DecisionRole):
        return len({one.user_id for one in proposal.decisions}) == len(DecisionRole)
    if not world.policy.pair_exists:
        return False
    return await world.directory.pair_exists(proposal.requester)


async def _live(world: World, proposal: Proposal) -> LiveTarget | None:
    try:
        return await look(world.clusters[proposal.cluster], proposal.mitigation)
    except (OutsideError, KeyError):
        return None


def _acting_as(world: World, proposal: Proposal) -> ClusterUser | None:
    """The approver as the cluster knows them, where changes are sent under the approver's name."""
    approval = proposal.decision(DecisionRole.COMMANDER)
    if approval is None or not world.policy.impersonate_approver:
        return None
    return world.policy.cluster_users.get(approval.user_id)


async def _rehearsal(world: World, proposal: Proposal, acting_as: ClusterUser | None) -> Rehearsal | None:
    """The dry run, under the identity that would send the change as far as it is known."""
    try:
        return await world.remediators[proposal.cluster].rehearse(proposal.mitigation, acting_as)
    except (OutsideError, KeyError):
        return None


async def _person(world: World, decision: Decision | None) -> Person | None:
    if decision is None:
        return None
    try:
        return await world.directory.person(decision.user_id)
    except OutsideError:
        return None
