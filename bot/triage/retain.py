"""Retain: what has been kept for long enough is let go, kind by kind, in steps that keep nobody from writing.

What people did, what was concluded and what was shown in open incidents is kept for ever. How much went is a row, so
that whoever misses a snapshot can see where it is.
"""

from collections.abc import Sequence

import structlog

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.retention import Kind
from bot.triage.ports.store import Task
from bot.triage.world import World

log = structlog.get_logger()

FOUND = 5_000
"""Rows that one look finds: a look may read a whole table, so there are few of them."""
AT_ONCE = {Kind.SNAPSHOTS: 2, Kind.MODEL_RUNS: 50, Kind.TASKS: 200, Kind.MESSAGES: 100}
"""Rows that one step deletes: a snapshot may have megabytes."""
PAUSE = 0.02
"""Seconds between two steps, in which whoever waits to write does so."""


async def let_go(world: World, task: Task) -> None:
    """Let go of all whose time has passed, and give the room back."""
    gone = {kind: await _all_of(world, kind) for kind in Kind}
    while any(gone.values()) and await _give_back(world):
        await world.clock.sleep(PAUSE)
    async with world.last_step(task) as tx:
        if any(gone.values()):
            detail = {kind.value: number for kind, number in gone.items() if number}
            await tx.ledger.append(LedgerEntry(incident_id="", at=tx.now, act=Act.LET_GO, detail=detail))
            log.info("retention", **{kind.name.lower(): number for kind, number in gone.items() if number})


async def _all_of(world: World, kind: Kind) -> int:
    gone = 0
    while True:
        async with world.store.read() as tx:
            found = await tx.expired.of(kind, FOUND)
        for first in range(0, len(found), AT_ONCE[kind]):
            gone += await _some_of(world, kind, found[first : first + AT_ONCE[kind]])
            await world.clock.sleep(PAUSE)
        if len(found) < FOUND:
            return gone


async def _some_of(world: World, kind: Kind, numbers: Sequence[int]) -> int:
    async with world.store.begin() as tx:
        return await tx.expired.let_go(kind, numbers)


async def _give_back(world: World) -> bool:
    async with world.store.begin() as tx:
        return await tx.expired.give_back()
