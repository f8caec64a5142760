"""Escalate: an incident that nobody owns is reminded of, by severity, in its thread and then to the group.

A reminder is a row with a due time that depends on nothing but ownership: not on a diagnosis, not on a model, not on
what has been posted meanwhile.
"""

from datetime import datetime, timedelta

from bot.domain.incident import Incident, IncidentStatus
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.proposal import Proposal
from bot.render.escalation import escalation_message
from bot.render.reminder import reminder_message
from bot.triage import thread
from bot.triage.paging.chain import page_for_attempt
from bot.triage.ports.store import Task, Transaction
from bot.triage.world import World

LOOK_WHILE_QUIET = timedelta(minutes=1)
"""How late a reminder may be of an incident that fires again."""


async def remind(world: World, task: Task) -> None:
    """Say that nobody owns the incident, if so; the group is told from the second time on."""
    since = datetime.fromisoformat(task.payload["since"])
    count, term = int(task.payload["count"]), int(task.payload["term"])
    incident_id = task.key.split(":")[1]
    if await _quiet(world, task, incident_id):
        return
    async with world.last_step(task) as tx:
        incident = await tx.incidents.get(incident_id)
        if not incident.is_open or incident.owner is not None or incident.owner_term != term:
            return
        if _severity(task, incident) != incident.severity.value:
            return
        if incident.status is IncidentStatus.FIRING:
            await _say(world, tx, incident, since, count, late=tx.now - task.due_at)
            await _schedule_next(world, tx, incident, task, count)


def _severity(task: Task, incident: Incident) -> str:
    """The severity that this reminder is of: once it rose, a chain of its own reminds of it."""
    return str(task.payload.get("severity", incident.severity.value))


async def _quiet(world: World, task: Task, incident_id: str) -> bool:
    """While its source reports recovery the same reminder waits on, uncounted: it may fire again at any time."""
    async with world.step() as tx:
        incident = await tx.incidents.get(incident_id)
        if incident.status is not IncidentStatus.QUIET:
            return False
        await tx.tasks.postpone(task, world.worker, tx.now + LOOK_WHILE_QUIET, "quiet", failed=False)
        return True


async def _say(
    world: World, tx: Transaction, incident: Incident, since: datetime, count: int, *, late: timedelta
) -> None:
    minutes = round((tx.now - since).total_seconds() / 60)
    group = world.policy.escalation_group if count > 1 else ""
    content = reminder_message(
        incident,
        now=tx.now,
        group=group,
        minutes_unowned=minutes,
        final=count >= world.policy.reminders_at_most,
        deployment=world.policy.deployment,
    )
    act = Act.ESCALATED if group else Act.REMINDED
    detail = {"count": count, "minutes": minutes, "group": group, "late": late.total_seconds()}
    await tx.ledger.append(LedgerEntry(incident_id=incident.id, at=tx.now, act=act, detail=detail))
    await thread.say(
        tx, incident, f"remind:{incident.id}:{incident.owner_term}:{incident.severity.value}:{count}", content
    )
    await thread.show_status(world, tx, incident)


async def escalate_attempt(
    world: World, tx: Transaction, incident: Incident, proposal: Proposal, *, why: str
) -> None:
    """Tell the group, and by severity whoever a page wakes, about an attempt, whoever owns the incident.

    Its effect is unknown or did not show.
    """
    group = world.policy.escalation_group
    content = escalation_message(incident, proposal, why=why, group=group, now=tx.now)
    detail = {"proposal": proposal.id, "number": proposal.number, "why": why, "group": group}
    await tx.ledger.append(LedgerEntry(incident_id=incident.id, at=tx.now, act=Act.ESCALATED, detail=detail))
    await thread.say(tx, incident, f"escalation:{proposal.id}", content)
    await page_for_attempt(world, tx, incident, proposal, why)


async def _schedule_next(world: World, tx: Transaction, incident: Incident, task: Task, count: int) -> None:
    wait = world.policy.reminders.get(incident.severity)
    if wait is None or count >= world.policy.reminders_at_most:
        return
    payload = {**task.payload, "count": count + 1}
    key = f"remind:{incident.id}:{task.payload['term']}:{incident.severity.value}:{count + 1}"
    await tx.tasks.add("remind", key, payload, due_at=tx.now + wait)
