"""Restored: a record that came out of a backup does not know its last hours, so it must not act as if it did.

`settle` runs within the restore's own transaction, before anybody can work on the record. Nothing is sent that may have
been sent: what was open at the gate is ended, what was being executed is UNKNOWN, and changes are stopped until a human
resumes them, since a stop or a freeze of those hours is lost, too. A letter that was never posted counts as tried, so
the thread is searched for it first. Alerts and reminders go on. `tell` says all that in the threads, once Lookout runs.
"""

from datetime import datetime

from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.proposal import Execution, Outcome, Proposal, ProposalState
from bot.domain.stop import MITIGATION, Stop
from bot.render.escalation import UNKNOWN
from bot.render.restored import restored_message
from bot.triage import levers, ownership, thread
from bot.triage.escalate import escalate_attempt
from bot.triage.finding import show_outcome
from bot.triage.ports.store import Task, Transaction
from bot.triage.world import World

OVER = ("click", "question", "refine", "rehearse", "propose", "expire", "execute", "verify", "take back")
"""Kinds of tasks that are not done again: a click or a question of then has had its answer, or is asked anew."""
OPEN = (ProposalState.PENDING, ProposalState.ARMED)
SOURCE = "restore"


async def settle(tx: Transaction, taken_at: datetime) -> tuple[int, int]:
    """End what the hours since `taken_at` may have done; how many proposals were withdrawn, and are unknown now."""
    why = f"the record comes from a backup of {taken_at:%Y-%m-%d %H:%M} UTC"
    withdrawn: list[str] = []
    unknown: list[str] = []
    for proposal in await tx.proposals.unfinished():
        if await tx.proposals.move(proposal.id, OPEN, ProposalState.WITHDRAWN, why=why):
            detail = {"proposal": proposal.id, "number": proposal.number, "why": why}
            await _record(tx, proposal.incident_id, Act.WITHDRAWN, **detail)
            withdrawn.append(proposal.id)
        elif await _lose(tx, proposal, taken_at, why):
            unknown.append(proposal.id)
    opened = await tx.incidents.open()
    await tx.doubts.call_off(OVER)
    await tx.doubts.unposted()
    await tx.doubts.show_again([f"status:{one.id}" for one in opened])
    for incident in opened:
        await _record(tx, incident.id, Act.RESTORED, backup=taken_at.isoformat())
    await _record(tx, "", Act.RESTORED, backup=taken_at.isoformat(), withdrawn=withdrawn, unknown=unknown)
    stop = Stop(
        scope=MITIGATION, by=SOURCE, at=tx.now, why=f"{why}: later stops, freezes and decisions are lost"
    )
    await levers.pull(tx, stop, actor="", source=SOURCE)
    payload = {"backup": taken_at.isoformat(), "withdrawn": withdrawn, "unknown": unknown}
    await tx.tasks.add("restored", f"restored:{tx.now.isoformat()}", payload)
    return len(withdrawn), len(unknown)


async def tell(world: World, task: Task) -> None:
    """Say in every open incident what its record lacks, and show the ends of its proposals; one transaction each."""
    taken_at = datetime.fromisoformat(task.payload["backup"])
    unknown, withdrawn = set(task.payload["unknown"]), set(task.payload["withdrawn"])
    async with world.store.read() as tx:
        ended = [await tx.proposals.get(one) for one in sorted(unknown | withdrawn)]
        known = {one.id for one in await tx.incidents.open()} | {one.incident_id for one in ended}
    for incident_id in sorted(known):
        async with world.step() as tx:
            incident = await tx.incidents.get(incident_id)
            key = f"{task.key}:{incident.id}"
            if await tx.outbox.posted(key) is not None:
                continue
            await thread.say(tx, incident, key, restored_message(incident, taken_at=taken_at, now=tx.now))
            await ownership.show_offices(world, tx, incident)
            for one in ended:
                if one.incident_id == incident.id:
                    await _show(world, tx, incident, one)
    async with world.last_step(task):
        pass


async def _show(world: World, tx: Transaction, incident: Incident, proposal: Proposal) -> None:
    await thread.show_card(world, tx, incident, proposal)
    if proposal.state is ProposalState.UNKNOWN:
        await show_outcome(world, tx, incident, proposal)
        await escalate_attempt(world, tx, incident, proposal, why=UNKNOWN)


async def _lose(tx: Transaction, proposal: Proposal, taken_at: datetime, why: str) -> bool:
    """An attempt was under way when the backup was taken: nobody knows what came of it."""
    rows = await tx.ledger.of(proposal.incident_id)
    begun = [
        row
        for row in rows
        if row.act in (Act.CLAIMED, Act.INTENT) and row.detail.get("proposal") == proposal.id
    ]
    execution = Execution(
        proposal_id=proposal.id,
        epoch=int(begun[-1].detail["epoch"]) if begun else 1,
        begun_at=begun[-1].at if begun else taken_at,
        outcome=Outcome.UNKNOWN,
        request=f"{proposal.mitigation.action} {proposal.mitigation.subject}",
        answer=f"The attempt was under way, and {why}; whether anything was sent is not recorded.",
        seconds=0.0,
        ended_at=tx.now,
    )
    if not await tx.proposals.record(execution):
        return False
    detail = {**execution.model_dump(mode="json"), "number": proposal.number}
    await _record(tx, proposal.incident_id, Act.EXECUTED, **detail)
    return True


async def _record(tx: Transaction, incident_id: str, act: Act, **detail: object) -> None:
    row = LedgerEntry(incident_id=incident_id, at=tx.now, act=act, source=SOURCE, detail=dict(detail))
    await tx.ledger.append(row)
