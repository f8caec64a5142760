"""Quota: what `/lookout status` and App Home say of the model's budget, by the reader's own clock."""

import structlog

from bot.domain.errors import OutsideError
from bot.domain.people import Person
from bot.render.quota import quota_line
from bot.reports.forecast import quota_of
from bot.triage.until import zone_of
from bot.triage.world import World

log = structlog.get_logger()


async def quota_for(world: World, person: Person) -> str:
    """The line; "" where no model is configured, for guests, or while the record cannot be counted."""
    if world.model is None or not person.is_insider:
        return ""
    try:
        await world.tally.read(world.store)
    except OutsideError as problem:
        log.warning("the model's budget line could not be made", why=str(problem))
        return ""
    tally, now, zone = world.tally, world.clock.now(), zone_of(person.tz)
    found = quota_of(tally.hours, world.policy.model.budgets, now, zone=zone, closed_until=tally.closed_until)
    return quota_line(found, now, zone, person.tz)
