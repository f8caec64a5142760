"""Escalation: a test event by each way to page, marked as a drill, of the least severity, and resolved at once.

It proves that the way takes what Lookout sends: address, key, signature, network. Whether a person is reached, that
system alone may know; the event says that it asks nothing of whoever sees it.
"""

from bot.domain.alert import Severity
from bot.domain.drill import Drilled, DrillName
from bot.domain.page import Page
from bot.triage.drills.made import DrillError, NotNowError
from bot.triage.oncall.alarm import TEST
from bot.triage.paging.call import Attempt, Came, call
from bot.triage.paging.order import entry
from bot.triage.world import World

HEADLINE = "Drill: a test of this way to page, nothing is wrong"
NO_WAYS = "no way to page is configured: see paging in the configuration"


async def drill_escalation(world: World) -> Drilled:
    """Try every way of `drills.ways`, all if none is named there.

    Raises:
        DrillError: a way did not accept the event; the others were tried all the same.
    """
    if not world.policy.drill_ways:
        raise NotNowError(NO_WAYS)
    begun = world.clock.elapsed()
    attempts = [await _tried(world, way) for way in world.policy.drill_ways]
    said = "; ".join(f"{one.way}: {one.said or f'accepted by {one.by}'}" for one in attempts)
    if any(one.came is not Came.ACCEPTED for one in attempts):
        raise DrillError(said)
    return Drilled(
        name=DrillName.ESCALATION,
        at=world.clock.now(),
        passed=True,
        said=said,
        seconds=world.clock.elapsed() - begun,
    )


async def _tried(world: World, way: str) -> Attempt:
    """The attempt, and the row of it; an event that was accepted is resolved, so that it pages nobody on."""
    page = Page(
        key=f"lookout:{world.policy.deployment}:{TEST}{way}",
        headline=HEADLINE,
        severity=Severity.INFO,
        source=world.policy.deployment,
        component="lookout",
        at=world.clock.now(),
        facts={"kind": "drill", "to do": "nothing"},
    )
    attempt = await call(world.pagers, way, page)
    if attempt.came is Came.ACCEPTED:
        over = await call(world.pagers, way, page, over=True)
        attempt = attempt if over.came is Came.ACCEPTED else over
    async with world.store.begin() as tx:
        await tx.ledger.append(entry(attempt, page.key, tx.now))
    return attempt
