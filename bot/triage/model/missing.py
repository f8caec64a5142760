"""Missing: a release that a person chose and that this version has not keeps the model out; who can mend it is told.

At the start and at the first triage that would have asked it, once for each choice and version of Lookout.
"""

from datetime import timedelta

import structlog

from bot.domain.ledger import Act, LedgerEntry
from bot.render.release import missing_message
from bot.triage.model.choice import chosen
from bot.triage.oncall.duty import to_tell
from bot.triage.ports.store import Transaction
from bot.triage.world import World

log = structlog.get_logger()

AGAIN = timedelta(days=35)
"""After so long it is told once more, if nobody chose another."""


async def tell_missing(world: World, tx: Transaction) -> bool:
    """Write to those who answer for Lookout and record that; False where nothing is missing, or it was told."""
    name = await chosen(tx)
    if world.model is None or not name or world.releases.named(name) is not None:
        return False
    key = f"missing:{name}:{world.policy.version}"
    made = [row.at for row in await tx.ledger.latest(Act.CHOSE, 1)]
    since = max(tx.now - AGAIN, *made)
    told = await tx.ledger.since((Act.CHECKED,), since)
    if any(row.detail.get("drift") == key for row in told):
        return False
    content = missing_message(name, [one.name for one in world.releases.known])
    detail = {"drift": key, "what": content.text}
    await tx.ledger.append(LedgerEntry(incident_id="", at=tx.now, act=Act.CHECKED, detail=detail))
    log.warning("the release that was chosen is not one of this version", release=name)
    for user in await to_tell(world, tx):
        await tx.outbox.put(f"{key}:{tx.now.isoformat()}:{user}", content, incident_id="", channel=user)
    return True


async def look_at_start(world: World) -> None:
    """Look whether the release in use is there. Raises `OutsideError` if the record cannot be read."""
    async with world.step() as tx:
        await tell_missing(world, tx)
