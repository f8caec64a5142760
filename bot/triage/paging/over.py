"""Over: once a named human closed an incident, the systems that took pages for it are told so.

Never before: nobody but a human ends an incident, and taking ownership in Slack leaves the page as it is over there.
"""

from collections import Counter
from datetime import timedelta

from bot.domain.incident import Incident
from bot.domain.ledger import Act
from bot.domain.noun import Noun
from bot.domain.page import Page
from bot.render.page import over_headline
from bot.triage.paging.call import Came, call
from bot.triage.paging.order import entry
from bot.triage.ports.store import Task, Transaction
from bot.triage.world import World

WAITS = (5.0, 30.0, 120.0, 600.0)
ATTEMPTS = 8


class Ending(Noun):
    """The page to end: its key, and the way it was sent by."""

    incident_id: str
    way: str
    key: str


async def schedule_over(tx: Transaction, incident: Incident) -> None:
    """Queue the end of each page that was accepted, or may have been without our hearing of it.

    One that left while the incident was being closed opened anew what may have been ended before: it is ended again.
    """
    sent: Counter[tuple[str, str]] = Counter()
    for row in await tx.ledger.of(incident.id):
        paged = row.act in (Act.PAGED, Act.NOT_PAGED) and row.detail.get("came") != Came.REFUSED
        if paged and not row.detail.get("over"):
            sent[str(row.detail["way"]), str(row.detail["key"])] += 1
    for (way, key), times in sent.items():
        ending = Ending(incident_id=incident.id, way=way, key=key)
        await tx.tasks.add("page over", f"page over:{key}:{way}:{times}", ending.model_dump(mode="json"))


async def end_page(world: World, task: Task) -> None:
    """Say of a page that it is over; tried for some minutes, and then left to the people over there."""
    ending = Ending.model_validate(task.payload)
    async with world.store.read() as tx:
        incident = await tx.incidents.get(ending.incident_id)
    page = Page(
        key=ending.key,
        headline=over_headline(incident),
        severity=incident.severity,
        source=world.policy.deployment,
    )
    attempt = await call(world.pagers, ending.way, page, over=True)
    async with world.step() as tx:
        row = entry(attempt, ending.key, tx.now, incident_id=incident.id, over=True)
        await tx.ledger.append(row)
        if attempt.came is Came.LATER and task.attempts < ATTEMPTS:
            usual = WAITS[min(task.attempts, len(WAITS)) - 1]
            due = tx.now + timedelta(seconds=max(usual, attempt.retry_after or 0))
            await tx.tasks.postpone(task, world.worker, due, attempt.said)
        else:
            await tx.tasks.finish(task, world.worker)
