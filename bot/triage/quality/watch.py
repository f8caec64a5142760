"""Watch: what drifted in the answers is told to Lookout's own on-call, once for each finding."""

from datetime import timedelta

import structlog

from bot.domain.ledger import Act, LedgerEntry
from bot.render.quality import drift_message
from bot.reports.drift import drifts
from bot.triage.oncall.duty import to_tell
from bot.triage.ports.store import Transaction
from bot.triage.quality.read import read_quality
from bot.triage.world import World

log = structlog.get_logger()

COMPARED = timedelta(weeks=5)
"""The newest week and four before it."""


async def tell_drift(world: World, tx: Transaction) -> int:
    """Record what is new and write to those who answer for Lookout; how many findings were new."""
    quality, rows = await read_quality(tx, COMPARED)
    told = {str(row.detail.get("drift")) for row in rows if row.act is Act.CHECKED}
    new = [one for one in drifts(quality, rows) if one.key not in told]
    for found in new:
        detail = {"drift": found.key, "what": found.what}
        await tx.ledger.append(LedgerEntry(incident_id="", at=tx.now, act=Act.CHECKED, detail=detail))
        log.warning("drift in the answers", key=found.key, what=found.what)
        for user in await to_tell(world, tx):
            key = f"drift:{found.key}:{tx.now.date().isoformat()}:{user}"
            await tx.outbox.put(key, drift_message(found), incident_id="", channel=user)
    return len(new)
