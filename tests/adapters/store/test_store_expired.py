"""What is past its time goes in small steps, of each kind only what may go; and a file gives its room back."""

import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.adapters.store.engine import database_of
from bot.adapters.store.store import SqlStore
from bot.domain.incident import IncidentStatus
from bot.domain.retention import Kind
from bot.triage.ports.recordings import Part, Piece
from bot.triage.ports.slack import Terms
from bot.triage.ports.store import Store
from tests.adapters.store.store_cases import LEASE, SHORT, diagnosis, incident, message, snapshot
from tests.fakes_clock import FakeClock

TERMS = Terms(edit_gap=timedelta(0))


@pytest.fixture
async def short(url: str, clock: FakeClock, store: Store) -> SqlStore:
    """Everything is kept for an hour."""
    return await SqlStore.open(url, clock, server_time=False, retention=SHORT)


async def past(store: SqlStore, kind: Kind, limit: int = 99) -> Sequence[int]:
    async with store.read() as tx:
        return await tx.expired.of(kind, limit)


async def let_go(store: SqlStore, kind: Kind, numbers: Sequence[int]) -> int:
    async with store.begin() as tx:
        return await tx.expired.let_go(kind, numbers)


async def test_snapshots_and_pieces_go_by_their_time_and_the_diagnosis_stays(
    short: SqlStore, clock: FakeClock
) -> None:
    piece = Piece(run="r", step=1, part=Part.REPLY, elapsed=0.1, body={})
    async with short.begin() as tx:
        await tx.incidents.add(incident())
        numbers = [await tx.diagnoses.add("inc-1", diagnosis(), snapshot()) for _ in range(3)]
        await tx.recordings.add("inc-1", [piece, piece])
    clock.advance(minutes=59)
    assert await past(short, Kind.SNAPSHOTS) == await past(short, Kind.MODEL_RUNS) == []
    clock.advance(minutes=1)
    assert await past(short, Kind.SNAPSHOTS, 2) == numbers[:2]
    assert await let_go(short, Kind.SNAPSHOTS, numbers[:2]) == 2
    assert await let_go(short, Kind.SNAPSHOTS, numbers[:2]) == 0
    assert await past(short, Kind.SNAPSHOTS) == numbers[2:]
    assert await let_go(short, Kind.MODEL_RUNS, await past(short, Kind.MODEL_RUNS)) == 2
    async with short.read() as tx:
        assert [one.id for one in await tx.diagnoses.of("inc-1")] == numbers[::-1]
    await short.close()


async def test_work_that_ended_goes_and_what_waits_and_the_first_of_all_stay(
    short: SqlStore, clock: FakeClock
) -> None:
    async with short.begin() as tx:
        for key in ("first", "done", "cancelled", "waits"):
            await tx.tasks.add("remark" if key != "cancelled" else "remind", key, incident_id=key)
        await tx.tasks.cancel("remind", "cancelled")
        began = await tx.tasks.first_at()
        for _ in range(2):
            task = await tx.tasks.claim("w", LEASE)
            assert task is not None
            assert await tx.tasks.finish(task, "w")
    clock.advance(minutes=61)
    assert await let_go(short, Kind.TASKS, await past(short, Kind.TASKS)) == 2
    async with short.begin() as tx:
        assert await tx.tasks.first_at() == began
        assert await tx.tasks.pending() == 1
        assert not await tx.tasks.add("remark", "first")
        assert await tx.tasks.add("remark", "done")
    await short.close()


async def test_messages_of_closed_incidents_go_once_they_are_shown_or_given_up(
    short: SqlStore, clock: FakeClock
) -> None:
    async with short.begin() as tx:
        await tx.incidents.add(incident())
        await tx.incidents.add(incident("inc-2", status=IncidentStatus.CLOSED))
        for key, of in (("open", "inc-1"), ("shown", "inc-2"), ("no incident", ""), ("given up", "inc-2")):
            await tx.outbox.put(key, message(key), incident_id=of, channel="C1")
        for _ in range(4):
            letter = await tx.outbox.claim("w", LEASE, TERMS)
            assert letter is not None
            if letter.key == "given up":
                await tx.outbox.fail(letter, "w", "archived")
            else:
                await tx.outbox.delivered(letter, "w", f"{letter.key}.1")
        await tx.outbox.put("waits", message("x"), incident_id="inc-2", channel="C1")
    clock.advance(minutes=61)
    assert await let_go(short, Kind.MESSAGES, await past(short, Kind.MESSAGES)) == 3
    async with short.read() as tx:
        kept = [
            key
            for key in ("open", "shown", "no incident", "given up", "waits")
            if await tx.outbox.posted(key)
        ]
    assert kept == ["open", "waits"]
    await short.close()


async def test_what_was_written_anew_meanwhile_stays(short: SqlStore, clock: FakeClock) -> None:
    async with short.begin() as tx:
        await tx.outbox.put("old", message("x"), incident_id="", channel="C1")
        letter = await tx.outbox.claim("w", LEASE, TERMS)
        assert letter is not None
        await tx.outbox.delivered(letter, "w", "1.1")
    clock.advance(minutes=61)
    found = await past(short, Kind.MESSAGES)
    async with short.begin() as tx:
        await tx.outbox.put("old", message("y"), incident_id="", channel="C1")
    assert await let_go(short, Kind.MESSAGES, found) == 0
    await short.close()


async def test_a_new_file_gives_its_room_back_step_by_step(tmp_path: Path, clock: FakeClock) -> None:
    path = tmp_path / "lookout.sqlite3"
    store = await SqlStore.open(f"sqlite:///{path}", clock, retention=SHORT)
    big = snapshot().model_copy(update={"query": os.urandom(300_000).hex()})
    async with store.begin() as tx:
        await tx.incidents.add(incident())
        for _ in range(10):
            await tx.diagnoses.add("inc-1", diagnosis(), big)
    clock.advance(minutes=61)
    assert await let_go(store, Kind.SNAPSHOTS, await past(store, Kind.SNAPSHOTS)) == 10
    steps = 0
    while await _give_back(store):
        steps += 1
    await store.close()
    assert 10 < steps < 40
    assert path.stat().st_size < 400_000  # a file of the test's own


async def test_a_file_that_was_made_without_it_keeps_its_room_and_nothing_loops(
    url: str, clock: FakeClock, store: Store
) -> None:
    database = database_of(url, 5)
    async with database.writer.begin() as connection:
        if connection.dialect.name == "sqlite":
            assert (await connection.execute(text("PRAGMA auto_vacuum"))).scalar_one() == 2
    await database.close()
    async with store.begin() as tx:
        assert not await tx.expired.give_back()


async def _give_back(store: SqlStore) -> bool:
    async with store.begin() as tx:
        return await tx.expired.give_back()
