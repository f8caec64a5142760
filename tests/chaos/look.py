"""A look at what a day left behind: the record, the workspace and the cluster's own account of what was written."""

import time
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from bot.adapters.clock import SystemClock
from bot.adapters.store.engine import database_of
from bot.adapters.store.incidents import AlertMessageRow
from bot.adapters.store.store import SqlStore
from bot.adapters.store.turns import Turns
from bot.domain.retention import Retention
from bot.sandbox.workspace import seed
from tests.chaos.invariants import Seen
from tests.chaos.place import LEASE, REMINDER, TICK, Place

MARGIN = 6.0
"""Seconds by which a machine that does nothing else may be late with everything; one that is loaded, the more."""
SPIN = 0.05
BUSY = 10.0
MANAGER = "lookout/"


async def look(place: Place, *, outage: float = 0.0) -> Seen:
    """What there is now; `outage` is for how many seconds nothing could be done."""
    stage = place.stage
    url = place.database_url or stage.variables()["LOOKOUT_DATABASE_URL"]
    # As it is, of whichever version: nothing is migrated by looking.
    store = SqlStore(database_of(url, BUSY), SystemClock(), Turns(BUSY), Retention())
    try:
        async with store.read() as tx:
            incidents = list(await tx.incidents.open())
            session: Any = tx.tasks._session  # type: ignore[attr-defined]
            rows = await session.all(select(AlertMessageRow).order_by(col(AlertMessageRow.at)))
            return Seen(
                alerts=list(stage.fired.values()),
                attached={(row.channel, row.ts): row.incident_id for row in rows},
                incidents=incidents,
                ledger={one.id: await tx.ledger.of(one.id) for one in incidents},
                messages=_messages(place),
                writes=_writes(place),
                faults=[fault async for fault in tx.ledger.faults()],
                waiting=await tx.outbox.waiting(),
                every=timedelta(seconds=REMINDER),
                late=timedelta(seconds=TICK + LEASE + MARGIN * load() + outage),
                until=tx.now,
            )
    finally:
        await store.close()


def load() -> float:
    """How many times as long as it should something takes now: 1 on a machine that does nothing else, 4 at most."""
    began, worked = time.monotonic(), time.process_time()
    while time.process_time() - worked < SPIN:
        pass
    return min(4.0, max(1.0, (time.monotonic() - began) / SPIN))


def _messages(place: Place) -> list[tuple[tuple[str, str], dict[str, Any]]]:
    """Lookout's own, with the thread that each stands in."""
    return [
        ((channel.id, str(message.get("thread_ts") or message["ts"])), message)
        for channel in place.stage.workspace.state.channels.values()
        for message in channel.messages.values()
        if message.get("bot_id") == seed.BOT
    ]


def _writes(place: Place) -> list[str]:
    """The proposal of each change that the API server carried out."""
    made = (one for one in place.stage.cluster.writes if one.status < 300)
    return [one.query.get("fieldManager", "").removeprefix(MANAGER) for one in made]
