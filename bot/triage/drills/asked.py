"""Asked: a shell asks whichever Lookout works on the record for a drill, and waits for what comes of it."""

import secrets
from datetime import timedelta

from bot.domain.drill import Drilled, DrillName
from bot.domain.ledger import Act
from bot.reports.drills import drilled
from bot.triage.drills.made import NotNowError
from bot.triage.ports.clock import Clock
from bot.triage.ports.store import Store

LOOK = 0.1
"""Seconds between two looks at what came of it."""
NOTHING_CAME = (
    "no running Lookout made the drill within {:g} s: "
    "is one connected to this database, and idle enough to work?"
)


async def ask_for(store: Store, clock: Clock, name: DrillName, *, within: float) -> Drilled:
    """What came of it, `within` so many seconds.

    Raises:
        NotNowError: it could not be made, or nobody made it; what was asked for is then made later, or never.
    """
    asked = secrets.token_hex(6)
    async with store.begin() as tx:
        await tx.tasks.add("drill", f"drill:{name}:asked:{asked}", {"name": name.value, "asked": asked})
    end = clock.now() + timedelta(seconds=within)
    while clock.now() <= end:
        async with store.read() as tx:
            rows = await tx.ledger.latest(Act.DRILLED, 50)
        for row in rows:
            if row.detail.get("asked") == asked:
                raise NotNowError(str(row.detail.get("not_now")))
            if (one := drilled(row)) is not None and one.asked == asked:
                return one
        await clock.sleep(LOOK)
    raise NotNowError(NOTHING_CAME.format(within))
