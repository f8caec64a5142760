"""The ledger's chain: each row's digest covers the row and the digest before it, so a changed row shows."""

import hashlib
from collections.abc import Mapping
from datetime import UTC
from typing import Any

from bot.adapters.store.columns import canonical
from bot.domain.ledger import LedgerEntry


def chained(entry: LedgerEntry, previous: str) -> LedgerEntry:
    """The entry as it is stored after the row with that digest ("" for the first of an incident)."""
    plain = LedgerEntry.model_validate(entry.model_dump(mode="json"))
    body = plain.model_dump(mode="json", exclude={"seq", "previous", "digest"})
    body["at"] = entry.at.astimezone(UTC).isoformat()
    return plain.model_copy(
        update={"at": entry.at.astimezone(UTC), "previous": previous, "digest": digest(body, previous)}
    )


def digest(body: Mapping[str, Any], previous: str) -> str:
    """SHA-256 (hex) over the previous digest and the row's canonical JSON.

    `body` has `incident_id`, `at` (ISO 8601 in UTC), `act`, `actor`, `source` and `detail`.
    """
    return hashlib.sha256((previous + canonical(body)).encode()).hexdigest()
