"""Paid: what the attempts of this month cost, kept up to date by reading only the rows that are new.

The budgets are asked before every attempt, and a month has many thousands of them: to read them all each time would
hold up everybody else. So a process remembers how far it has read, and their sums. What it remembers can be counted
anew from the month's first row.
"""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime

from bot.domain.ledger import Act, LedgerEntry
from bot.reports.costs import cost_of
from bot.reports.quota import ACTS, last_word
from bot.triage.ports.store import Store

PAGE = 200
"""Rows that are read at a time: reading one holds up the process for some hundredths of a second."""


class Paid:
    """The attempts since `month`, in so many rows as there are days, incidents and purposes."""

    def __init__(self) -> None:
        self._month: datetime | None = None
        self._seq = 0
        self._sums: dict[tuple[date, str, str], LedgerEntry] = {}
        self._last: LedgerEntry | None = None
        self._turn = asyncio.Lock()

    async def since(self, store: Store, month: datetime) -> Sequence[LedgerEntry]:
        """Rows that cost the same as all attempts since then together, by day, incident and purpose, the oldest first.

        The last is the newest that says whether the provider's quota is open; it costs nothing.

        Raises:
            OutsideError: the record cannot be read.
        """
        async with self._turn:
            if month != self._month:
                self._month, self._seq, self._last = month, 0, None
                self._sums.clear()
            while True:
                async with store.read() as tx:
                    rows = await tx.ledger.after(ACTS, self._seq, limit=PAGE, since=month)
                for row in rows:
                    self._count(row)
                if len(rows) < PAGE:
                    return (*self._sums.values(), *((self._last,) if self._last is not None else ()))

    def _count(self, row: LedgerEntry) -> None:
        self._seq = row.seq
        word = last_word(self._last, row)
        self._last = word.model_copy(update={"detail": word.detail | {"cost": 0}}) if word is row else word
        if row.act is not Act.ATTEMPTED:
            return
        purpose = str(row.detail.get("purpose", ""))
        place = row.at.date(), row.incident_id, purpose
        known = self._sums.get(place, row)
        before = cost_of(known) if known is not row else 0
        told = {"cost": before + cost_of(row), "purpose": purpose}
        self._sums[place] = known.model_copy(update={"detail": told})
