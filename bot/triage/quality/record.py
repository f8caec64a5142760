"""The row of a replay of the golden incidents."""

from bot.domain.ledger import Act, LedgerEntry
from bot.reports.replays import REPLAY, Replay
from bot.triage.ports.store import Transaction


async def record(tx: Transaction, replay: Replay) -> None:
    """Write a replay down."""
    detail = {REPLAY: replay.model_dump(mode="json")}
    await tx.ledger.append(LedgerEntry(incident_id="", at=tx.now, act=Act.CHECKED, detail=detail))
