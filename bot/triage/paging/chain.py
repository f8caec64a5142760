"""Chain: the third stage of an escalation. An incident that nobody owns is paged for outside Slack.

A page is a row with a due time of its own, one for each way, so that a way that fails holds up no other. It depends on
ownership alone: on no diagnosis, no model, no post, no outbox and no kill switch. What each attempt came to is a row of
the ledger; after a crash between the call and its row it is made again under the same key. What comes next is `over`.
"""

from datetime import datetime, timedelta

from bot.domain.incident import Incident, IncidentStatus
from bot.domain.page import Fault, Page
from bot.domain.proposal import Proposal
from bot.render.page import (
    PageWords,
    attempt_words,
    page_fault_message,
    page_fault_notice,
    page_line,
    refused_words,
)
from bot.triage import thread
from bot.triage.oncall.duty import to_tell
from bot.triage.paging.call import Attempt, Came, call
from bot.triage.paging.order import Order, entry
from bot.triage.paging.over import schedule_over
from bot.triage.paging.own import page_bot_oncall
from bot.triage.ports.store import Task, Transaction
from bot.triage.world import World

WAITS = (5.0, 15.0, 30.0, 60.0, 120.0, 300.0)
"""Seconds before each further attempt, if the way does not ask for more; the last one for all that follow."""
ATTEMPTS = 10
LOOK_WHILE_QUIET = timedelta(minutes=1)


async def schedule_page(world: World, tx: Transaction, incident: Incident, *, since: datetime) -> None:
    """Queue the pages for an incident that is unowned `since` then, if its severity is paged for.

    As with reminders the key is new for each ownership that ended, and for each severity it rose to.
    """
    wait = world.policy.page.waits.get(incident.severity)
    if wait is None:
        return
    for way in world.policy.page.ways:
        order = Order(
            incident_id=incident.id,
            way=way,
            since=since,
            term=incident.owner_term,
            severity=incident.severity,
        )
        await tx.tasks.add("page", order.task_key, order.payload, due_at=tx.now + wait)


async def page_for_attempt(
    world: World, tx: Transaction, incident: Incident, proposal: Proposal, why: str
) -> None:
    """Page at once, whoever owns the incident, for an attempt whose effect is unknown or did not show."""
    about = f"attempt:{proposal.id}"
    await _force(world, tx, incident, about, attempt_words(proposal, why), due=tx.now)


async def page_for_refusal(
    world: World, tx: Transaction, incident: Incident, proposal: Proposal, gate: str
) -> None:
    """Page for a remedy that no two humans can have Lookout send, if the incident fires on until then.

    Its owner has as long for it as there is for finding an owner; while there is none the other page is due.
    """
    wait = world.policy.page.waits.get(incident.severity)
    if wait is not None:
        why = attempt_words(proposal, refused_words(gate))
        await _force(world, tx, incident, f"gate:{gate}", why, due=tx.now + wait, patient=True)


async def _force(
    world: World,
    tx: Transaction,
    incident: Incident,
    about: str,
    why: str,
    *,
    due: datetime,
    patient: bool = False,
) -> None:
    """Once for each matter, if the severity is one that is paged for."""
    if incident.severity not in world.policy.page.waits:
        return
    for way in world.policy.page.ways:
        order = Order(
            incident_id=incident.id,
            way=way,
            since=tx.now,
            term=incident.owner_term,
            severity=incident.severity,
            about=about,
            why=why,
            patient=patient,
        )
        await tx.tasks.add("page", order.task_key, order.payload, due_at=due)


async def page(world: World, task: Task) -> None:
    """Send the page, if what it is about still stands."""
    order = Order.model_validate(task.payload)
    incident, now = await _standing(world, task, order)
    if incident is None:
        return
    attempt = await call(world.pagers, order.way, _page(world, order, incident, now))
    if await _record(world, task, order, attempt):
        said = f"The way {order.way} did not take the page for I-{incident.number}: {attempt.said}."
        await page_bot_oncall(world, Fault(name=f"paging:{order.way}", headline=said[:500]))


async def _standing(world: World, task: Task, order: Order) -> tuple[Incident | None, datetime]:
    """The incident if it is to be paged for now, and the time; else the task ends, or waits while it is quiet."""
    async with world.store.read() as tx:
        incident, now = await tx.incidents.get(order.incident_id), tx.now
    if not order.stands(incident):
        async with world.last_step(task):
            return None, now
    if incident.status is IncidentStatus.QUIET and (order.patient or not order.about):
        # It may fire again at any time: then this page is due at once.
        async with world.step() as tx:
            later = tx.now + LOOK_WHILE_QUIET
            await tx.tasks.postpone(task, world.worker, later, "quiet", failed=False)
        return None, now
    return incident, now


def _page(world: World, order: Order, incident: Incident, now: datetime) -> Page:
    words = PageWords(world.policy.deployment, world.policy.workspace, world.policy.people)
    if order.about:
        return words.forced(incident, key=order.page_key, now=now, why=order.why, repetition=order.count)
    return words.unowned(incident, key=order.page_key, now=now, since=order.since, repetition=order.count)


async def _record(world: World, task: Task, order: Order, attempt: Attempt) -> bool:
    """Write down what came of it and what comes next; whether nothing more is tried for this page.

    The row is written also where the lease was lost meanwhile: the attempt was made.
    """
    async with world.step() as tx:
        incident = await tx.incidents.get(order.incident_id)
        again_at = None
        if attempt.came is Came.LATER and task.attempts < ATTEMPTS:
            again_at = tx.now + timedelta(seconds=_wait(task, attempt))
        row = entry(attempt, order.page_key, tx.now, incident_id=incident.id, again_at=again_at)
        await tx.ledger.append(row)
        if again_at is not None:
            await tx.tasks.postpone(task, world.worker, again_at, attempt.said)
        elif await tx.tasks.finish(task, world.worker):
            await _next(world, tx, order, incident)
        failed = again_at is None and attempt.came is not Came.ACCEPTED
        if failed:
            await _tell(world, tx, order, incident, page_line(row.detail, tx.now, tx.now))
        if incident.is_open:
            await thread.show_status(world, tx, incident)
        elif attempt.came is not Came.REFUSED:
            await schedule_over(tx, incident)
    return failed


def _wait(task: Task, attempt: Attempt) -> float:
    return max(WAITS[min(task.attempts, len(WAITS)) - 1], attempt.retry_after or 0)


async def _next(world: World, tx: Transaction, order: Order, incident: Incident) -> None:
    """The same page again later, for as long as nobody owns the incident; bounded."""
    if order.about or order.count >= world.policy.page.at_most or not order.stands(incident):
        return
    more = order.model_copy(update={"count": order.count + 1})
    await tx.tasks.add("page", more.task_key, more.payload, due_at=tx.now + world.policy.page.again)


async def _tell(world: World, tx: Transaction, order: Order, incident: Incident, line: str) -> None:
    """A page that did not go out is said where people are, and to whoever is on call for Lookout."""
    if incident.is_open:
        content = page_fault_message(incident, [line], order.way, now=tx.now)
        await thread.say(tx, incident, f"escalation:page:{incident.id}:{order.term}:{order.way}", content)
    for user in await to_tell(world, tx):
        key = f"page fault:{user}:{order.way}:{tx.now:%Y-%m-%dT%H}"
        await tx.outbox.put(key, page_fault_notice(line, order.way), incident_id="", channel=user)
