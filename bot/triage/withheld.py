"""Withheld: whatever the language guard kept back is a row, so that it is counted and can be looked into.

When it becomes many, Lookout's own on-call is told, once an hour: a guard that fires often is a fault of ours, or
somebody who tries.
"""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.ledger import Act, LedgerEntry
from bot.render.withheld import many_withheld_message
from bot.triage.oncall.shift import told
from bot.triage.ports.store import Store
from bot.voice.payload import Screened

MANY, HOURS = 5, 1


async def note_withheld(
    store: Store, method: str, judged: Screened, oncall: Sequence[str] = (), rota: str = ""
) -> None:
    """Record what a screen withheld or refused, by rule and place, without the words themselves.

    `oncall` are the Slack accounts that answer for Lookout itself, `rota` the name of the rota of those who do.
    """
    detail = {
        "method": method,
        "refused": judged.refused,
        "rules": [f"{one.rule} at {one.path}" for one in judged.withheld],
    }
    async with store.begin() as tx:
        await tx.ledger.append(LedgerEntry(incident_id="", at=tx.now, act=Act.WITHHELD, detail=detail))
        if await tx.ledger.count(Act.WITHHELD, tx.now - timedelta(hours=HOURS)) < MANY:
            return
        for user in told(oncall, rota, await tx.preflights.duties(), tx.now):
            key = f"withheld:{user}:{tx.now:%Y-%m-%dT%H}"
            await tx.outbox.put(key, many_withheld_message(MANY, HOURS), incident_id="", channel=user)
