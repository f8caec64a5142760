"""Execute: claim, ask every gate again, write the intent, send once, record what came of it.

The order of these steps is what makes it safe. A crash before the intent row means that nothing was sent; a crash
after it means that nobody knows, and the answer is UNKNOWN with what a read of the object shows, never a second send.
What comes next is `verify`.
"""

from collections.abc import Sequence

import structlog

from bot.domain.errors import OutsideError, TransientError
from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.proposal import DecisionRole, Execution, Outcome, Proposal, ProposalState
from bot.gates.case import Verdict
from bot.gates.clearance import Clearance, clear
from bot.render.escalation import UNKNOWN
from bot.render.outcome import reconciled
from bot.triage import thread
from bot.triage.court import gather_case
from bot.triage.escalate import escalate_attempt
from bot.triage.finding import show_outcome
from bot.triage.held import held_back
from bot.triage.ports.cluster import Answer
from bot.triage.ports.store import Task, Transaction
from bot.triage.world import World

log = structlog.get_logger()

EXECUTING = (ProposalState.EXECUTING,)
SEND_WINDOW = 1.0
"""Seconds from the last check of the stop to the first byte: what a paused process may not exceed."""
WHILE_UNKEPT = (0.5, 1.0, 2.0, 4.0)
"""Seconds between two tries to record an attempt's end: a database that fails over is back within them."""
NOTHING_SENT = "it was interrupted before anything was sent"


async def execute(world: World, task: Task) -> None:
    """Run one armed proposal, or finish what an interrupted run has left."""
    proposal_id = task.payload["proposal"]
    async with world.step() as tx:
        proposal = await tx.proposals.get(proposal_id)
        epoch = await tx.proposals.claim(proposal_id, world.worker, world.policy.write_lease)
        if epoch is not None:
            await _record(tx, proposal, Act.CLAIMED, epoch=epoch)
    if epoch is None:
        await _settle(world, task, proposal_id)
        return
    claimed = proposal.model_copy(update={"state": ProposalState.EXECUTING})
    case = await gather_case(world, claimed, at_send=True, epoch=epoch)
    cleared = clear(case)
    if not isinstance(cleared, Clearance):
        await _withdraw(world, task, claimed, _reasons(cleared))
        return
    intended = await _intend(world, claimed, epoch)
    if isinstance(intended, str):
        await _withdraw(world, task, claimed, intended)
        return
    await _keep(world, task, claimed, await _send(world, cleared, epoch, intended))


async def _send(world: World, cleared: Clearance, epoch: int, checked: float) -> Execution:
    """The one real write; not even that, if this process was held up since its last check.

    `checked` is when that began, in seconds of the clock that nothing puts right.
    """
    begun, gone = world.clock.now(), world.clock.elapsed() - checked
    if gone > SEND_WINDOW:
        late = f"nothing was sent: {gone:.0f} s had passed since the last check"
        answer = Answer(outcome=Outcome.FAILED, request="none", text=late, seconds=0.0)
    else:
        answer = await world.remediators[cleared.proposal.cluster].apply(cleared)
    return Execution(
        proposal_id=cleared.proposal.id,
        epoch=epoch,
        begun_at=begun,
        outcome=answer.outcome,
        request=answer.request,
        answer=answer.text,
        seconds=answer.seconds,
        ended_at=world.clock.now(),
    )


async def _intend(world: World, proposal: Proposal, epoch: int) -> float | str:
    """Write the attempt row, unless a stop, the expiry or another lease came first: the reason.

    Else when its check began, as `_send` takes it. The levers outside are asked once more before it, and the turn to
    write is waited for before it too.
    """
    await world.remote.ask(world.clock)
    async with world.store.begin() as tx:
        checked = world.clock.elapsed()
        if reason := await held_back(world, tx, proposal):
            return reason
        if tx.now >= proposal.expires_at:
            return "it expired before it was sent"
        if not _offices_stand(await tx.incidents.get(proposal.incident_id), proposal):
            return "the incident was closed or an office changed hands before it was sent"
        request = f"{proposal.mitigation.action} {proposal.mitigation.subject}"
        if not await tx.proposals.intend(proposal.id, world.worker, epoch, request):
            return "its lease was lost before it was sent"
        await _record(tx, proposal, Act.INTENT, request=request, epoch=epoch)
        return checked


def _offices_stand(incident: Incident, proposal: Proposal) -> bool:
    """Whether the incident is open and both keys are still of the present terms, as of this transaction."""
    offices = {DecisionRole.COMMANDER: incident.commander, DecisionRole.OWNER: incident.owner}
    held = {role: (holder.user_id, holder.term) for role, holder in offices.items() if holder is not None}
    return incident.is_open and held == {one.role: (one.user_id, one.term) for one in proposal.decisions}


async def _settle(world: World, task: Task, proposal_id: str) -> None:
    """Not claimed: closed already, expired, or left EXECUTING by a run that was interrupted."""
    async with world.store.read() as tx:
        proposal = await tx.proposals.get(proposal_id)
        intended = await tx.proposals.intended(proposal_id)
        entries = await tx.ledger.of(proposal.incident_id)
        lapsed = any(one.id == proposal_id for one in await tx.proposals.lapsed())
    if proposal.state is not ProposalState.EXECUTING:
        async with world.last_step(task):
            return
    if not lapsed:
        async with world.step() as tx:
            due = tx.now + world.policy.write_lease
            why = "the lease of the interrupted run has not lapsed"
            await tx.tasks.postpone(task, world.worker, due, why, failed=False)
        return
    if not intended:
        await _withdraw(world, task, proposal, NOTHING_SENT)
        return
    intent = next(row for row in reversed(entries) if _is_intent(row, proposal_id))
    await _conclude(world, task, proposal, await _unknown(world, proposal, intent))


async def _reconcile(world: World, proposal: Proposal) -> bool | None:
    try:
        return await world.remediators[proposal.cluster].reconcile(proposal)
    except (OutsideError, KeyError):
        return None


async def _unknown(world: World, proposal: Proposal, intent: LedgerEntry) -> Execution:
    mark = await _reconcile(world, proposal)
    return Execution(
        proposal_id=proposal.id,
        epoch=int(intent.detail["epoch"]),
        begun_at=intent.at,
        outcome=Outcome.UNKNOWN,
        request=str(intent.detail["request"]),
        answer=f"The run was interrupted between sending and recording. {reconciled(proposal.mitigation, mark)}",
        seconds=0.0,
        ended_at=world.clock.now(),
    )


async def _keep(world: World, task: Task, proposal: Proposal, execution: Execution) -> None:
    """As `_conclude`, tried again for some seconds: this process alone knows the answer; without it all is UNKNOWN."""
    for pause in WHILE_UNKEPT:
        try:
            await _conclude(world, task, proposal, execution)
        except TransientError as problem:
            log.warning("an attempt's end is not recorded yet", proposal=proposal.id, why=str(problem))
            await world.clock.sleep(pause)
        else:
            return
    await _conclude(world, task, proposal, execution)


async def _conclude(world: World, task: Task, proposal: Proposal, execution: Execution) -> None:
    async with world.last_step(task) as tx:
        if not await tx.proposals.record(execution):
            return
        incident = await tx.incidents.get(proposal.incident_id)
        detail = {**execution.model_dump(mode="json"), "number": proposal.number}
        await tx.ledger.append(
            LedgerEntry(incident_id=incident.id, at=tx.now, act=Act.EXECUTED, detail=detail)
        )
        closed = await tx.proposals.get(proposal.id)
        await thread.show_card(world, tx, incident, closed)
        await show_outcome(world, tx, incident, closed)
        if execution.outcome is Outcome.UNKNOWN:
            await escalate_attempt(world, tx, incident, closed, why=UNKNOWN)
        if execution.outcome is Outcome.DONE:
            payload = {"proposal": proposal.id, "until": _deadline(tx, proposal)}
            due = tx.now + world.policy.verify_every
            await tx.tasks.add("verify", f"verify:{proposal.id}", payload, due_at=due)


def _is_intent(row: LedgerEntry, proposal_id: str) -> bool:
    return row.act is Act.INTENT and row.detail.get("proposal") == proposal_id


def _deadline(tx: Transaction, proposal: Proposal) -> float:
    return tx.now.timestamp() + proposal.expect_within


async def _withdraw(world: World, task: Task, proposal: Proposal, why: str) -> None:
    async with world.last_step(task) as tx:
        if await tx.proposals.move(proposal.id, EXECUTING, ProposalState.WITHDRAWN, why=why):
            incident = await tx.incidents.get(proposal.incident_id)
            await _record(tx, proposal, Act.WITHDRAWN, why=why)
            await thread.show_card(world, tx, incident, await tx.proposals.get(proposal.id))


def _reasons(verdicts: Sequence[Verdict]) -> str:
    return "; ".join(f"{verdict.gate}: {verdict.reason}" for verdict in verdicts)


async def _record(tx: Transaction, proposal: Proposal, act: Act, **more: object) -> None:
    detail = {"proposal": proposal.id, "number": proposal.number, "digest": proposal.digest, **more}
    await tx.ledger.append(LedgerEntry(incident_id=proposal.incident_id, at=tx.now, act=act, detail=detail))
