"""What one process commits wakes the others at once, and nothing hangs on it."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url

from bot.adapters.clock import SystemClock
from bot.adapters.store.postgres import bell
from bot.adapters.store.store import SqlStore
from bot.domain.errors import TransientError
from bot.domain.stop import EVERYTHING, Stop
from bot.jobs.loops import Loops
from bot.triage.ports.store import Transaction
from tests.adapters.store.store_cases import message
from tests.postgres import PostgresServer

pytestmark = pytest.mark.needs("postgres")

SOON = 5.0
"""Seconds: far below what a tick would take in these tests."""
GIVEN_UP = 20.0
"""The driver tries for some seconds to have the server cancel its question."""
CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"


@pytest.fixture
async def store(postgres_url: str) -> AsyncIterator[SqlStore]:
    opened = await SqlStore.open(postgres_url, SystemClock())
    yield opened
    await opened.close()


@pytest.fixture
async def other(postgres_url: str, store: SqlStore) -> AsyncIterator[SqlStore]:
    opened = await SqlStore.open(postgres_url, SystemClock())
    yield opened
    await opened.close()


class Calls:
    """What a bell called."""

    def __init__(self) -> None:
        self.count = 0
        self._called = asyncio.Event()

    def __call__(self) -> None:
        self.count += 1
        self._called.set()

    async def next(self) -> None:
        """Wait for one more."""
        async with asyncio.timeout(SOON):
            await self._called.wait()
        self._called.clear()


@asynccontextmanager
async def listening(store: SqlStore) -> AsyncIterator[tuple[Calls, "asyncio.Task[bool]"]]:
    """A store's bell that hears."""
    calls = Calls()
    [round_] = store.bells(calls)
    task = asyncio.ensure_future(round_())
    try:
        await calls.next()
        yield calls, task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def add_task(tx: Transaction) -> None:
    await tx.tasks.add("triage", "k1")


async def put_letter(tx: Transaction) -> None:
    await tx.outbox.put("a", message("x"), incident_id="", channel="C1")


async def pull(tx: Transaction) -> None:
    await tx.stops.pull(Stop(scope=EVERYTHING, by="U1", at=tx.now))


async def freeze(tx: Transaction) -> None:
    await tx.freezes.put("all", tx.now + timedelta(hours=1), by="U1", why="sale")


@pytest.mark.parametrize("verb", [add_task, put_letter, pull, freeze])
async def test_whatever_others_should_look_at_at_once_calls_them(
    store: SqlStore, other: SqlStore, verb: Callable[[Transaction], Awaitable[None]]
) -> None:
    async with listening(other) as (calls, _):
        async with store.begin() as tx:
            await verb(tx)
        await calls.next()


async def test_what_is_not_due_yet_or_was_rolled_back_calls_nobody(store: SqlStore, other: SqlStore) -> None:
    async with listening(other) as (calls, _):
        async with store.begin() as tx:
            await tx.tasks.add("triage", "later", due_at=tx.now + timedelta(hours=1))
        with pytest.raises(LookupError):  # noqa: PT012 # as it leaves the block
            async with store.begin() as tx:
                await add_task(tx)
                raise LookupError
        async with store.begin() as tx:
            await put_letter(tx)
        await calls.next()
        assert calls.count == 2, "one as it began to hear, one for the letter"


async def test_many_calls_at_once_are_passed_on_as_few_and_the_last_is_never_lost(
    store: SqlStore, other: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell, "GAP", 0.5)
    began = time.monotonic()
    async with listening(other) as (calls, _):
        for key in "abcdefgh":
            async with store.begin() as tx:
                await tx.tasks.add("triage", key)
        await calls.next()
        async with store.begin() as tx:
            await add_task(tx)
        seen = calls.count
        async with asyncio.timeout(SOON):
            while calls.count == seen:  # noqa: ASYNC110 # what is counted is what is waited for
                await asyncio.sleep(0.01)
        passed = time.monotonic() - began
        assert calls.count <= 3 + passed / 0.5, "one as it began to hear, then no more than one in each gap"


async def test_a_process_is_not_called_by_itself(store: SqlStore, other: SqlStore) -> None:
    async with listening(store) as (calls, _):
        async with store.begin() as tx:
            await add_task(tx)
        async with other.begin() as tx:
            await put_letter(tx)
        await calls.next()
        assert calls.count == 2


async def test_another_processes_loops_take_up_work_without_a_tick(store: SqlStore, other: SqlStore) -> None:
    taken = asyncio.Event()

    async def look() -> bool:
        async with other.begin() as tx:
            task = await tx.tasks.claim("w2", timedelta(seconds=30))
        if task is not None:
            taken.set()
        return task is not None

    ready = Calls()
    loops: Loops

    def wake() -> None:
        ready()
        loops.wake()

    loops = Loops([look], at_leisure=other.bells(wake), tick=3600)
    loops.start()
    try:
        await ready.next()
        began = time.monotonic()
        async with store.begin() as tx:
            await add_task(tx)
        async with asyncio.timeout(SOON):
            await taken.wait()
        assert time.monotonic() - began < SOON
    finally:
        await loops.stop()


async def test_a_bell_that_was_cut_says_so_and_hears_again_the_next_time(
    store: SqlStore, other: SqlStore, postgres: PostgresServer
) -> None:
    async with listening(other) as (_, task):
        await asyncio.to_thread(postgres.execute, CUT)
        with pytest.raises(TransientError, match="connection to the database server was lost"):
            await asyncio.wait_for(task, SOON)
    async with listening(other) as (calls, _):
        async with store.begin() as tx:
            await add_task(tx)
        await calls.next()


async def test_a_server_that_cannot_be_reached_is_transient(
    other: SqlStore, postgres: PostgresServer
) -> None:
    [round_] = other.bells(Calls())
    await asyncio.to_thread(postgres.stop)
    try:
        with pytest.raises(TransientError, match="cannot be reached"):
            await round_()
    finally:
        await asyncio.to_thread(postgres.start)


async def test_a_server_that_answers_no_more_is_left_though_its_connection_stands(
    other: SqlStore, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell, "LOOK_EVERY", 0.2)
    monkeypatch.setattr(bell, "ANSWER_WITHIN", 0.2)
    async with listening(other) as (_, task):
        with postgres.frozen(), pytest.raises(TransientError, match="does not answer"):
            await asyncio.wait_for(asyncio.shield(task), GIVEN_UP)


async def test_a_server_that_became_a_standby_is_left(
    postgres_new_url: str, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bell, "LOOK_EVERY", 0.1)
    name = postgres_new_url.rpartition("/")[2]
    said = "CREATE FUNCTION pg_is_in_recovery() RETURNS boolean LANGUAGE sql AS 'SELECT true'"
    await asyncio.to_thread(postgres.execute, f"SET search_path = public, pg_catalog; {said}", database=name)
    with pytest.raises(TransientError, match="takes no writes any more"):
        await bell.Bell(
            make_url(f"{postgres_new_url}?options=-csearch_path%3Dpublic%2Cpg_catalog"), "me", Calls()
        )()


async def test_a_file_calls_nobody_and_is_written_all_the_same(tmp_path: Path) -> None:
    store = await SqlStore.open(f"sqlite:///{tmp_path / 'x.sqlite3'}", SystemClock())
    assert store.bells(Calls()) == []
    async with store.begin() as tx:
        await add_task(tx)
    async with store.read() as tx:
        assert await tx.tasks.pending() == 1
    await store.close()
