"""The quality of a time, read from the ledger's rows of all incidents."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from bot.domain.ledger import LedgerEntry
from bot.reports.quality import ACTS, Quality, quality_of
from bot.triage.ports.store import Transaction

DEFAULT = timedelta(weeks=8)


class Reading(NamedTuple):
    """The quality, and the rows that it was made of."""

    quality: Quality
    rows: Sequence[LedgerEntry]


async def read_quality(tx: Transaction, back: timedelta = DEFAULT) -> Reading:
    """The quality from that long ago until now."""
    since = tx.now - back
    rows = await tx.ledger.since(ACTS, since)
    return Reading(quality_of(rows, since=since, until=tx.now), rows)
