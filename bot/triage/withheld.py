"""Withheld: whatever the language guard kept back is a row, so that it is counted and can be looked into."""

from bot.domain.ledger import Act, LedgerEntry
from bot.triage.ports.store import Store
from bot.voice.payload import Screened


async def note_withheld(store: Store, method: str, judged: Screened) -> None:
    """Record what a screen withheld or refused, by rule and place, without the words themselves."""
    detail = {
        "method": method,
        "refused": judged.refused,
        "rules": [f"{one.rule} at {one.path}" for one in judged.withheld],
    }
    async with store.begin() as tx:
        await tx.ledger.append(LedgerEntry(incident_id="", at=tx.now, act=Act.WITHHELD, detail=detail))
