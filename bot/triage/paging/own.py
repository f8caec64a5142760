"""Own: pages whoever is on call for Lookout itself, by the ways of `bot_oncall.page`.

For faults that Slack may be part of: nothing here needs Slack, the loops or the record. What was tried is a row if the
record can be written, and a line of the log in any case. As long as a fault has the same name it has the same key, so
telling it again is harmless.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from bot.domain.errors import OutsideError
from bot.domain.page import Fault, Page
from bot.triage.paging.call import Attempt, Came, call
from bot.triage.paging.order import entry
from bot.triage.world import World

WAITS = (2.0, 10.0)
"""Seconds before the second and the third attempt, if the way does not ask for more."""
LONGEST = 60.0
"""Seconds: whoever asks to wait longer is not waited for here; telling the fault again tries again."""

RECORD_WITHIN = 5.0
"""Seconds for the row: a server that stands still answers nothing, not even that it does."""


async def page_bot_oncall(world: World, fault: Fault) -> Sequence[Attempt]:
    """Page by every configured way; the last attempt of each, nothing without a way. Raises nothing of the outside."""
    return await _told(world, fault, over=False)


async def clear_bot_oncall(world: World, fault: Fault) -> Sequence[Attempt]:
    """Say by the same ways that a fault which was paged is gone."""
    return await _told(world, fault, over=True)


def key_of(world: World, name: str) -> str:
    """What makes two pages about the fault of that name one."""
    return f"lookout:{world.policy.deployment}:{name}"


async def _told(world: World, fault: Fault, *, over: bool) -> Sequence[Attempt]:
    page = Page(
        key=key_of(world, fault.name),
        headline=fault.headline,
        severity=fault.severity,
        source=world.policy.deployment,
        component="lookout",
        at=fault.at or world.clock.now(),
        facts=fault.facts,
    )
    return [await _by(world, way, page, over=over) for way in world.policy.bot_oncall_ways]


async def _by(world: World, way: str, page: Page, *, over: bool) -> Attempt:
    attempt = await _once(world, way, page, over=over)
    for usual in WAITS:
        wait = max(usual, attempt.retry_after or 0)
        if attempt.came is not Came.LATER or wait > LONGEST:
            break
        await world.clock.sleep(wait)
        attempt = await _once(world, way, page, over=over)
    return attempt


async def _once(world: World, way: str, page: Page, *, over: bool) -> Attempt:
    attempt = await call(world.pagers, way, page, over=over)
    with suppress(OutsideError, TimeoutError):  # the record may be the fault itself
        async with asyncio.timeout(RECORD_WITHIN), world.store.begin() as tx:
            await tx.ledger.append(entry(attempt, page.key, tx.now, over=over, began=page.at))
    return attempt
