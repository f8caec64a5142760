"""Measure: all that `/metrics` tells, in one look: the tally of the record, and what waits and is open now."""

from datetime import datetime

from bot.domain.noun import Noun
from bot.reports.forecast import spent
from bot.triage.world import World


class Gauges(Noun):
    """What is so now: tasks that wait or run, letters that Slack does not show, open incidents, and those unowned.

    `today` and `month` are micro-dollars spent on the model.
    """

    now: datetime
    pending: int
    waiting: int
    open: int
    unowned: int
    today: int
    month: int


async def measure(world: World) -> Gauges:
    """Bring the world's tally up to date, and read the rest.

    Raises:
        OutsideError: the record cannot be read.
    """
    await world.tally.read(world.store)
    async with world.store.read() as tx:
        incidents = await tx.incidents.open()
        today, month = spent(world.tally.hours, tx.now)
        return Gauges(
            now=tx.now,
            pending=await tx.tasks.pending(),
            waiting=await tx.outbox.waiting(),
            open=len(incidents),
            unowned=sum(one.owner is None for one in incidents),
            today=today,
            month=month,
        )
