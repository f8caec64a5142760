"""The ledger's chain: each row's digest covers the row and the digest before it, so a changed row shows."""

import hashlib
from collections.abc import Sequence
from datetime import UTC

from bot.adapters.store.columns import canonical
from bot.domain.ledger import LedgerEntry


def chained(entry: LedgerEntry, previous: str) -> LedgerEntry:
    """The entry as it is stored after the row with that digest ("" for the first of an incident)."""
    plain = LedgerEntry.model_validate(entry.model_dump(mode="json"))
    return plain.model_copy(
        update={"at": entry.at.astimezone(UTC), "previous": previous, "digest": digest(plain, previous)}
    )


def digest(entry: LedgerEntry, previous: str) -> str:
    """SHA-256 (hex) over the previous digest and the entry's canonical JSON, without its number."""
    body = entry.model_dump(mode="json", exclude={"seq", "previous", "digest"})
    body["at"] = entry.at.astimezone(UTC).isoformat()
    return hashlib.sha256((previous + canonical(body)).encode()).hexdigest()


def broken(entries: Sequence[LedgerEntry]) -> LedgerEntry | None:
    """The first of an incident's rows (oldest first) that does not fit the one before it; None if all fit."""
    previous = ""
    for entry in entries:
        if entry.previous != previous or entry.digest != digest(entry, previous):
            return entry
        previous = entry.digest
    return None
