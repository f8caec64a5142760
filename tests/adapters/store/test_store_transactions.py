import asyncio
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from bot.adapters.store.columns import UtcTime
from bot.adapters.store.store import SqlStore
from bot.domain.errors import PermanentError, TransientError
from bot.domain.ledger import Act
from bot.triage.ports.store import Store
from tests.adapters.store.store_cases import APPROVAL, armed, entry, message
from tests.fakes_clock import START, FakeClock


async def test_what_was_committed_is_there_after_reopening(url: str, clock: FakeClock) -> None:
    first = await SqlStore.open(url, clock, server_time=False)
    await armed(first)
    async with first.begin() as tx:
        await tx.ledger.append(entry(Act.APPROVED, actor="U-IVY"))
        await tx.outbox.put("status", message("one"), incident_id="inc-1", channel="C1")
    await first.close()
    second = await SqlStore.open(url, clock, server_time=False)
    async with second.read() as tx:
        assert (await tx.incidents.get("inc-1")).title == "CatalogErrors"
        assert (await tx.proposals.get("prop-1")).decisions[0] == APPROVAL
        assert len(await tx.ledger.of("inc-1")) == 1
        assert await tx.outbox.waiting() == 1
    await second.close()


async def test_a_reader_sees_the_last_commit_while_a_writer_is_at_work(store: Store) -> None:
    async with store.begin() as writing:
        await writing.tasks.add("triage", "k1")
        async with store.read() as reading:
            assert await reading.tasks.pending() == 0
    async with store.read() as reading:
        assert await reading.tasks.pending() == 1


async def test_a_reading_transaction_cannot_write(store: Store) -> None:
    with pytest.raises(PermanentError, match="may not be written here"):
        async with store.read() as tx:
            await tx.tasks.add("triage", "k1")


async def test_now_is_read_once_the_lock_is_held_and_stands_still(store: Store, clock: FakeClock) -> None:
    seen: list[datetime] = []

    async def second() -> None:
        async with store.begin() as tx:
            seen.append(tx.now)

    async with store.begin() as tx:
        waiting = asyncio.create_task(second())
        await asyncio.sleep(0)
        clock.advance(7)
        assert tx.now == START
    await waiting
    assert seen == [clock.now()]


async def test_a_writer_of_this_process_that_never_ends_is_transient_for_the_next(
    url: str, clock: FakeClock
) -> None:
    impatient = await SqlStore.open(url, clock, busy_seconds=0.05, server_time=False)
    async with impatient.begin():
        with pytest.raises(TransientError, match="Another transaction of Lookout"):
            async with impatient.begin():
                pytest.fail("the connection was in use")
    await impatient.close()


async def test_a_cancelled_transaction_rolls_back_and_leaves_the_connection_usable(store: Store) -> None:
    begun = asyncio.Event()

    async def hang() -> None:
        async with store.begin() as tx:
            await tx.tasks.add("triage", "k1")
            begun.set()
            await asyncio.Event().wait()

    hanging = asyncio.create_task(hang())
    await begun.wait()
    hanging.cancel()
    with pytest.raises(asyncio.CancelledError):
        await hanging
    async with store.begin() as tx:
        assert await tx.tasks.pending() == 0
        assert await tx.tasks.add("triage", "k1")


async def test_a_storm_of_writers_all_get_their_turn(store: Store, other_store: Store) -> None:
    async def add(n: int) -> bool:
        async with (store, other_store)[n % 2].begin() as tx:
            return await tx.tasks.add("triage", f"k{n}")

    assert all(await asyncio.gather(*(add(n) for n in range(200))))


INSTANTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.timezones())  # noqa: DTZ001 # bounds


@given(st.lists(INSTANTS, max_size=5))
def test_instants_are_stored_exactly_and_in_order(given_in_zones: list[datetime]) -> None:
    column, dialect = UtcTime(), sqlite.dialect()
    instants = [one.astimezone(UTC) for one in given_in_zones]
    stored = [column.process_bind_param(one, dialect) or 0 for one in given_in_zones]
    assert [column.process_result_value(number, dialect) for number in stored] == instants
    pairs = sorted(zip(stored, instants, strict=True))
    assert [instant for _, instant in pairs] == sorted(instants)


async def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    with pytest.raises(PermanentError, match="without a zone"):
        async with store.begin() as tx:
            await tx.tasks.add("triage", "k1", due_at=datetime(2025, 3, 4, 2, 14))  # noqa: DTZ001 # the point


async def test_whoever_is_cut_while_another_process_writes_holds_up_nobody(
    store: Store, other_store: Store
) -> None:
    async def add() -> bool:
        async with store.begin() as tx:
            return await tx.tasks.add("triage", "k1")

    async with other_store.begin() as tx:
        cut = asyncio.create_task(add())
        async with store.read() as reading:  # while it waits
            assert await reading.tasks.pending() == 0
        cut.cancel()
        await tx.tasks.add("triage", "k2")
    assert await asyncio.wait({cut})
    async with store.begin() as tx:
        assert await tx.tasks.pending() == 1
        assert await tx.tasks.add("triage", "k1")


async def test_two_rows_of_one_chain_never_follow_the_same_one(store: Store, other_store: Store) -> None:
    async def append(n: int) -> None:
        async with (store, other_store)[n % 2].begin() as tx:
            await tx.ledger.append(entry(Act.ALERT, detail={"n": n}))

    await asyncio.gather(*(append(n) for n in range(30)))
    async with store.read() as tx:
        rows = await tx.ledger.of("inc-1")
        assert [one async for one in tx.ledger.faults()] == []
    assert sorted(row.detail["n"] for row in rows) == list(range(30))
