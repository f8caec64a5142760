"""What the month's attempts cost is read once, row by row as they come, and never by holding up who writes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.spending import DOLLAR, Budgets
from bot.reports.costs import cost_of
from bot.triage.model.allowance import allowance, month_of
from bot.triage.paid import PAGE, Paid
from bot.triage.ports.store import Store, Transaction
from tests.adapters.store.store_cases import incident
from tests.fakes_clock import START
from tests.triage.worlds import night

MONTH = month_of(START)


class ReadOnly:
    """A store that cannot be written, and counts how often it was read."""

    def __init__(self, inner: Store) -> None:
        self.inner = inner
        self.reads = 0

    def begin(self, *, urgent: bool = False) -> Any:
        """Nobody may write here."""
        raise AssertionError(urgent)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Transaction]:
        """A reading transaction."""
        self.reads += 1
        async with self.inner.read() as tx:
            yield tx


async def put(store: Store, number: int, **detail: Any) -> None:
    """So many attempts of a cent each, of two incidents by turns."""
    async with store.begin() as tx:
        for one in range(number):
            row = LedgerEntry(
                incident_id=f"inc-{one % 2 + 1}",
                at=START - timedelta(hours=one % 30),
                act=Act.ATTEMPTED,
                detail={"cost": DOLLAR // 100, "ended": "answer", "purpose": "investigate"} | detail,
            )
            await tx.ledger.append(row)


async def test_the_budgets_come_out_as_by_all_rows_and_only_new_rows_are_read(tmp_path: Path) -> None:
    async with night(tmp_path) as made:
        store, paid = ReadOnly(made.store), Paid()
        await put(made.store, PAGE + 60)
        await put(made.store, 1, at="earlier")
        async with made.store.begin() as tx:
            old = LedgerEntry(incident_id="inc-1", at=MONTH - timedelta(hours=1), act=Act.ATTEMPTED)
            await tx.ledger.append(old.model_copy(update={"detail": {"cost": 70 * DOLLAR}}))
        first = await paid.since(store, MONTH)
        assert (store.reads, len(first)) == (2, 7)  # three days of two incidents, and the last one
        await put(made.store, 1, cost=5, ended="quota used up", back_at=None)
        again = await paid.since(store, MONTH)
        assert store.reads == 3
        async with made.store.read() as tx:
            every = await tx.ledger.since((Act.ATTEMPTED,), MONTH)
        assert sum(map(cost_of, again)) == sum(map(cost_of, every))
        for budgets in (Budgets(), Budgets(incident=1.5, day=2, month=3)):
            for rows, summed in ((every, again), (every[:-1], first)):
                told = allowance(summed, incident(), START, budgets)
                assert told == allowance(rows, incident(), START, budgets)
        assert "quota" in allowance(again, incident(), START, Budgets()).why
        async with made.store.begin() as tx:
            chose = LedgerEntry(incident_id="", at=START, act=Act.CHOSE, detail={"release": "x"})
            await tx.ledger.append(chose)
        opened = await paid.since(store, MONTH)
        assert allowance(opened, incident(), START, Budgets()).micro
        assert sum(map(cost_of, opened)) == sum(map(cost_of, every))


async def test_another_month_begins_with_nothing(tmp_path: Path) -> None:
    async with night(tmp_path) as made:
        paid = Paid()
        await put(made.store, 3)
        assert await paid.since(made.store, MONTH)
        assert not await paid.since(made.store, MONTH + timedelta(days=31))
