"""Posted: a message that Slack shows for the first time is a row of the record, with how long Slack lacked it."""

from bot.domain.ledger import Act, LedgerEntry
from bot.triage.ports.slack import Letter
from bot.triage.ports.store import Transaction
from bot.triage.world import World


async def note_post(world: World, tx: Transaction, letter: Letter) -> None:
    """Note it, if it was the letter's first; `waited` is in seconds, `held` says that a stop kept it back meanwhile."""
    if letter.sent:
        return
    wanted_at, silenced_at = letter.wanted_at or tx.now, world.glance.silenced_at
    held = silenced_at is not None and wanted_at <= silenced_at
    detail = {"key": letter.key, "waited": (tx.now - wanted_at).total_seconds(), "held": held}
    entry = LedgerEntry(incident_id=letter.incident_id, at=tx.now, act=Act.POSTED, detail=detail)
    await tx.ledger.append(entry)
