"""What drills need of the outside: a record to throw away, and a backup that is restored beside the one in use."""

import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import structlog

from bot.adapters.store.archive.drill import restore_drill
from bot.adapters.store.store import SqlStore
from bot.domain.drill import DrillName, unfit
from bot.triage.drills.made import last_made
from bot.triage.ports.clock import Clock
from bot.triage.ports.store import Store
from bot.triage.world import Restore

log = structlog.get_logger()


@asynccontextmanager
async def scratch(clock: Clock) -> AsyncIterator[Store]:
    """A record of its own in a file that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="lookout-drill-") as folder:
        store = await SqlStore.open(f"sqlite:///{Path(folder) / 'drill.sqlite3'}", clock)
        try:
            yield store
        finally:
            await store.close()


def restoring(url: str, clock: Clock, version: str) -> Restore:
    """The drill of a backup of that record."""
    return partial(restore_drill, url, clock, version=version)


async def warn_of_drills(store: Store) -> None:
    """Say in the log which drill failed, or is too long ago to rely on."""
    async with store.read() as tx:
        last, now, since = await last_made(tx), tx.now, await tx.tasks.first_at()
    for name in DrillName:
        if why := unfit(last.get(name), now, since):
            log.warning("a drill is not to be relied on", drill=name.value, why=f"it {why}")
