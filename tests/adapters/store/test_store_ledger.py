from datetime import UTC, datetime, timedelta, timezone

from bot.domain.ledger import Act
from bot.domain.people import HumanAct
from bot.triage.ports.store import Store
from tests.adapters.store.store_cases import entry
from tests.fakes_clock import START

CEST = timezone(timedelta(hours=2))


async def fill(store: Store) -> None:
    async with store.begin() as tx:
        await tx.ledger.append(
            entry(Act.ALERT, source="alertmanager", detail={"labels": {"b": 1, "a": None}})
        )
        await tx.ledger.append(entry(Act.ALERT, incident_id="inc-2"))
        await tx.ledger.append(entry(Act.TOOK, actor="U1", source="modal"))
        await tx.ledger.append(entry(Act.CLOSED, actor="U2", at=datetime(2025, 3, 4, 5, 7, tzinfo=CEST)))


async def test_rows_come_back_oldest_first_and_as_they_were_appended(store: Store) -> None:
    async with store.begin() as tx:
        first = await tx.ledger.append(entry(Act.ALERT, detail={"at": START, "parts": (1, 2)}))
        second = await tx.ledger.append(entry(Act.OPENED))
    async with store.read() as tx:
        assert await tx.ledger.of("inc-1") == [first, second]
    assert first.detail == {"at": "2025-03-04T02:14:00Z", "parts": [1, 2]}
    assert (first.seq, first.previous) == (1, "")


async def test_rows_are_chained_per_incident(store: Store) -> None:
    await fill(store)
    async with store.read() as tx:
        rows = await tx.ledger.of("inc-1")
        (other,) = await tx.ledger.of("inc-2")
    assert [row.previous for row in rows] == ["", rows[0].digest, rows[1].digest]
    assert other.previous == ""
    assert len({row.digest for row in (*rows, other)}) == 4


async def test_times_are_kept_to_the_microsecond_in_utc(store: Store) -> None:
    at = datetime(2025, 3, 4, 5, 7, 1, 999_999, tzinfo=CEST)
    async with store.begin() as tx:
        appended = await tx.ledger.append(entry(Act.ALERT, at=at))
        (row,) = await tx.ledger.of("inc-1")
    assert row == appended
    assert row.at == at
    assert row.at.tzinfo is UTC


async def test_acts_are_what_humans_did_with_the_time_in_utc(store: Store) -> None:
    await fill(store)
    async with store.read() as tx:
        assert await tx.ledger.acts("inc-1") == (
            HumanAct(user="U1", act="took ownership", at="02:14", source="modal"),
            HumanAct(user="U2", act="closed", at="03:07", source="button"),
        )
        assert await tx.ledger.acts("inc-2") == ()


async def test_rows_of_some_acts_come_over_all_incidents_behind_a_row(store: Store) -> None:
    await fill(store)
    async with store.begin() as tx:
        later = await tx.ledger.append(entry(Act.ALERT, incident_id=""))
    async with store.read() as tx:
        assert [row.incident_id for row in await tx.ledger.after({Act.ALERT}, 0)] == ["inc-1", "inc-2", ""]
        assert [row.seq for row in await tx.ledger.after({Act.ALERT, Act.CLOSED}, 1)] == [2, 4, 5]
        assert [row.seq for row in await tx.ledger.after({Act.ALERT, Act.CLOSED}, 1, limit=2)] == [2, 4]
        assert await tx.ledger.after({Act.ALERT}, later.seq) == []
        assert await tx.ledger.after((), 0) == []


async def test_rows_of_some_acts_are_read_over_all_incidents_since_a_time(store: Store) -> None:
    later = START + timedelta(minutes=5)
    async with store.begin() as tx:
        old = await tx.ledger.append(entry(Act.ATTEMPTED, detail={"cost": 1}))
        await tx.ledger.append(entry(Act.ALERT, at=later))
        other = await tx.ledger.append(entry(Act.ATTEMPTED, incident_id="inc-2", at=later))
        run = await tx.ledger.append(entry(Act.REFINED, at=later))
    async with store.read() as tx:
        assert await tx.ledger.since((Act.ATTEMPTED,), START) == [old, other]
        assert await tx.ledger.since((Act.ATTEMPTED, Act.REFINED), later) == [other, run]
        assert await tx.ledger.since((Act.ATTEMPTED, Act.REFINED), START, limit=2) == [other, run]
        assert await tx.ledger.since((), START) == []
