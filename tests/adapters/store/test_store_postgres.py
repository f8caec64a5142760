"""What is special about a database that is a server: it goes away, comes back, refuses, and has a clock of its own."""

import asyncio
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.adapters.clock import SystemClock
from bot.adapters.store.checks import database
from bot.adapters.store.engine import place_of
from bot.adapters.store.errors import translate
from bot.adapters.store.postgres import engine, errors
from bot.adapters.store.session import Session
from bot.adapters.store.sqlite import errors as sqlite_errors
from bot.adapters.store.store import SqlStore
from bot.domain.check import Condition
from bot.domain.errors import OutsideError, PermanentError, TransientError
from bot.domain.ledger import Act
from bot.triage.ports.store import Store, Transaction
from bot.voice.payload import screen
from tests.adapters.store.store_cases import armed, diagnosis, entry, incident, snapshot
from tests.fakes_clock import FakeClock
from tests.postgres import TEMPLATE, PostgresServer

pytestmark = pytest.mark.needs("postgres")

CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
LOST, UNREACHED = "connection to the database server was lost", "cannot be reached; nothing was written"


@pytest.fixture
def url(postgres_url: str) -> str:
    return postgres_url


def named(url: str) -> str:
    """The database's own name."""
    return url.rpartition("/")[2]


async def add(store: Store, key: str) -> bool:
    async with store.begin() as tx:
        return await tx.tasks.add("triage", key)


async def pending(store: Store) -> int:
    async with store.read() as tx:
        return await tx.tasks.pending()


def session_of(tx: Transaction) -> Session:
    """The way to the database below the verbs."""
    session = tx.tasks._session  # type: ignore[attr-defined]
    assert isinstance(session, Session)
    return session


@pytest.mark.parametrize(
    "scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg_async"]
)
async def test_every_way_to_write_the_url_works(url: str, scheme: str) -> None:
    store = await SqlStore.open(url.replace("postgresql", scheme, 1), SystemClock())
    assert await add(store, "k1")
    await store.close()


def test_the_place_of_a_server_tells_no_secret() -> None:
    said = place_of("postgresql://lookout:hunter2@db.example:5433/record?password=hunter3&sslmode=require")
    assert said == "postgresql://db.example:5433/record"
    assert place_of("postgresql:///record?host=/run/postgresql") == "postgresql:///run/postgresql/record"
    assert place_of("postgresql://u@/record?host=a:1&host=b:2") == "postgresql://a:1,b:2/record"


async def test_a_connection_cut_in_a_transaction_is_transient_and_the_next_one_works(
    url: str, store: Store, postgres: PostgresServer
) -> None:
    with pytest.raises(TransientError, match=LOST):  # noqa: PT012 # as it goes on within the block
        async with store.begin() as tx:
            assert await tx.tasks.add("triage", "lost")
            await asyncio.to_thread(postgres.execute, CUT, database=named(url))
            await tx.tasks.add("triage", "never")
    assert await pending(store) == 0
    assert await add(store, "k1")


async def test_a_connection_cut_before_the_commit_is_transient(
    url: str, store: Store, postgres: PostgresServer
) -> None:
    with pytest.raises(TransientError, match=LOST):  # noqa: PT012 # it is raised where the block ends
        async with store.begin() as tx:
            assert await tx.tasks.add("triage", "lost")
            await asyncio.to_thread(postgres.execute, CUT, database=named(url))
    assert await pending(store) == 0


@pytest.mark.parametrize("how", ["stop", "crash"])
async def test_a_server_that_goes_and_comes_back_is_transient_meanwhile(
    store: Store, postgres: PostgresServer, how: str
) -> None:
    await add(store, "before")
    stop: Callable[[], None] = postgres.stop if how == "stop" else postgres.crash
    await asyncio.to_thread(stop)
    try:
        with pytest.raises(TransientError, match=UNREACHED):
            await add(store, "meanwhile")
        with pytest.raises(TransientError, match=UNREACHED):
            await pending(store)
    finally:
        await asyncio.to_thread(postgres.start)
    assert await add(store, "after")
    assert not await add(store, "before")
    assert await pending(store) == 2


async def test_a_server_that_restarted_between_two_transactions_is_not_noticed(
    store: Store, postgres: PostgresServer
) -> None:
    await add(store, "before")
    await asyncio.to_thread(postgres.stop)
    await asyncio.to_thread(postgres.start)
    assert await add(store, "after")


async def test_another_writer_that_holds_on_is_transient_and_readers_go_on(
    url: str, clock: FakeClock
) -> None:
    impatient = await SqlStore.open(url, clock, busy_seconds=0.05)
    with psycopg.connect(url) as other:
        other.execute("SELECT pg_advisory_xact_lock(%s)", (engine.WRITERS,))
        with pytest.raises(TransientError, match="Another writer held the database for too long"):
            await add(impatient, "k1")
        assert await pending(impatient) == 0
    assert await add(impatient, "k1")
    await impatient.close()


async def test_a_process_that_stands_still_in_a_transaction_loses_it_and_holds_nobody_up(
    url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "STANDSTILL", 1.0)
    paused, other = await SqlStore.open(url, clock), await SqlStore.open(url, clock)
    with pytest.raises(TransientError, match="stood still"):  # noqa: PT012 # it is raised where the block ends
        async with paused.begin() as tx:
            await tx.tasks.add("triage", "lost")
            assert await add(other, "k1")
    assert await pending(other) == 1
    assert await add(paused, "k2")
    await paused.close()
    await other.close()


async def test_a_statement_without_end_is_given_up(
    url: str, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "LONGEST_STATEMENT", 0.1)
    store = await SqlStore.open(url, clock, busy_seconds=0.05)
    with pytest.raises(TransientError, match="took too long"):
        async with store.read() as tx:
            await session_of(tx).run(text("SELECT pg_sleep(60)"))
    await store.close()


async def test_a_database_whose_own_settings_are_others_is_used_as_meant(
    url: str, clock: FakeClock, postgres: PostgresServer
) -> None:
    for setting in ("default_transaction_isolation = 'serializable'", "timezone = 'Pacific/Chatham'"):
        postgres.execute(f"ALTER DATABASE {named(url)} SET {setting}")
    first, second = await SqlStore.open(url, clock), await SqlStore.open(url, clock)
    added = await asyncio.gather(*(add((first, second)[n % 2], f"k{n // 2}") for n in range(40)))
    assert added.count(True) == 20
    await first.close()
    await second.close()
    postgres.execute(f"ALTER DATABASE {named(url)} RESET ALL")


async def test_text_that_the_server_cannot_hold_is_kept_without_it(store: Store) -> None:
    async with store.begin() as tx:
        await tx.incidents.add(incident(title="a\x00b", fingerprint="f\x00p"))
        await tx.ledger.append(entry(Act.ALERT, detail={"text": "a\x00b"}))
        assert await tx.tasks.add("triage", "k\x00", {"text": "a\x00b"})
        assert not await tx.tasks.add("triage", "k\x00")
    async with store.read() as tx:
        assert (await tx.incidents.get("inc-1")).title == "a\x00b"
        assert (await tx.ledger.of("inc-1"))[0].detail == {"text": "a\x00b"}
        assert [one async for one in tx.ledger.faults()] == []


async def test_the_server_s_time_decides_and_the_machine_s_clock_is_put_right(
    url: str, postgres: PostgresServer
) -> None:
    """The machine's clock is more than a year behind and stands still."""
    [(before,)] = postgres.execute("SELECT clock_timestamp()")
    store = await SqlStore.open(url, FakeClock())
    async with store.begin() as tx:
        wrote = tx.now
    async with store.read() as tx:
        read = tx.now
    [(after,)] = postgres.execute("SELECT clock_timestamp()")
    assert before < wrote < read < after  # type: ignore[operator] # a row's columns are objects
    assert store.clock.now() == read
    assert wrote.utcoffset() == timedelta(0)
    await store.close()


async def test_the_time_of_a_transaction_is_that_of_its_turn(url: str) -> None:
    first, second = await SqlStore.open(url, FakeClock()), await SqlStore.open(url, FakeClock())
    async with first.begin() as tx:
        began = tx.now
        waiting = asyncio.create_task(moment(second))
        await session_of(tx).run(text("SELECT pg_sleep(0.1)"))
    assert await waiting - began > timedelta(seconds=0.1)
    await first.close()
    await second.close()


async def moment(store: Store) -> datetime:
    async with store.begin() as tx:
        return tx.now


async def refused(url: str) -> OutsideError:
    with pytest.raises(OutsideError) as caught:
        await (await SqlStore.open(url, FakeClock())).close()
    return caught.value


async def test_a_database_that_is_not_there_is_said(postgres: PostgresServer) -> None:
    error = await refused(postgres.url("nowhere"))
    assert isinstance(error, PermanentError)
    assert "has no database of that name" in str(error)


async def test_a_server_that_is_not_there_may_come(postgres: PostgresServer) -> None:
    error = await refused("postgresql://lookout:hunter2@127.0.0.1:1/lookout")
    assert isinstance(error, TransientError)
    assert "hunter2" not in str(error)


async def test_a_role_that_is_not_there_or_may_not_log_in_is_said(postgres: PostgresServer) -> None:
    postgres.execute("CREATE ROLE sleeper NOLOGIN")
    for user in ("nobody", "sleeper"):
        error = await refused(postgres.url("postgres", user))
        assert isinstance(error, PermanentError)
        assert "does not accept this user" in str(error)
    postgres.execute("DROP ROLE sleeper")


async def test_a_role_without_the_right_to_write_is_said(url: str, postgres: PostgresServer) -> None:
    postgres.execute("CREATE ROLE looker LOGIN")
    error = await refused(postgres.url(named(url), "looker"))
    assert isinstance(error, PermanentError)
    assert "lacks a right" in str(error)
    postgres.execute("DROP ROLE looker")


async def test_a_role_that_owns_nothing_can_run_a_record_that_was_made_before(
    url: str, postgres: PostgresServer
) -> None:
    """With the rights that deploy/README.md lists."""
    name = named(url)
    postgres.execute(
        "CREATE ROLE clerk LOGIN;"
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO clerk;"
        "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO clerk",
        database=name,
    )
    store = await SqlStore.open(postgres.url(name, "clerk"), FakeClock(), server_time=False)
    await armed(store)
    async with store.begin() as tx:
        await tx.diagnoses.add("inc-1", diagnosis(), snapshot())
    assert await add(store, "k1")
    await store.close()
    postgres.execute("DROP OWNED BY clerk", database=name)
    postgres.execute("DROP ROLE clerk")


async def test_of_several_hosts_the_one_that_answers_is_used(url: str, postgres: PostgresServer) -> None:
    hosts = f"host=127.0.0.1:1&host=127.0.0.1:{postgres.port}"
    several = f"postgresql://postgres:hunter2@/{named(url)}?{hosts}"
    store = await SqlStore.open(several, SystemClock())
    assert await add(store, "k1")
    await store.close()
    assert database(several, within=5)[0].verdict is Condition.OK


@pytest.fixture(scope="module")
def standby(postgres: PostgresServer) -> Iterator[PostgresServer]:
    """A server that only reads, and hears nothing new: a standby that lags behind for ever."""
    server = PostgresServer(postgres.programs)
    try:
        server.begin()
        server.execute(f"CREATE DATABASE {TEMPLATE}_twice TEMPLATE {TEMPLATE}")
        server.stop()
        (server.data / "standby.signal").touch()
        server.start()
        yield server
    finally:
        server.end()


async def test_of_several_hosts_all_is_read_where_it_is_written(
    postgres: PostgresServer, standby: PostgresServer
) -> None:
    """A standby that lags behind answers as well, and is asked first."""
    hosts = f"host=127.0.0.1:{standby.port}&host=127.0.0.1:{postgres.port}"
    several = f"postgresql://postgres@/{TEMPLATE}_twice?{hosts}"
    postgres.execute(f"CREATE DATABASE {TEMPLATE}_twice TEMPLATE {TEMPLATE}")
    store = await SqlStore.open(several, SystemClock())
    assert await add(store, "k1")
    assert await pending(store) == 1
    await store.close()
    assert database(several, within=5)[0].verdict is Condition.OK
    postgres.drop(f"{TEMPLATE}_twice")


async def test_a_standby_alone_is_waited_for_and_the_doctor_says_what_it_is(standby: PostgresServer) -> None:
    error = await refused(standby.url(TEMPLATE))
    assert isinstance(error, TransientError)
    assert "none takes writes" in str(error)
    said = database(standby.url(TEMPLATE), within=5)[0]
    assert (said.verdict, "name the primary" in said.said) == (Condition.FAIL, True)


async def test_a_role_without_connections_left_may_get_one(url: str, postgres: PostgresServer) -> None:
    postgres.execute("CREATE ROLE crowd LOGIN CONNECTION LIMIT 0")
    error = await refused(postgres.url(named(url), "crowd"))
    assert isinstance(error, TransientError)
    assert "no connection left" in str(error)
    postgres.execute("DROP ROLE crowd")


async def test_a_server_that_takes_no_writes_is_waited_for(url: str, postgres: PostgresServer) -> None:
    """As a standby in a failover: the address may lead to the primary in a moment."""
    postgres.execute(f"ALTER DATABASE {named(url)} SET default_transaction_read_only = on")
    error = await refused(url)
    assert isinstance(error, TransientError)
    assert "none takes writes" in str(error)
    postgres.execute(f"ALTER DATABASE {named(url)} RESET ALL")


@pytest.mark.parametrize(
    ("code", "kind", "words"),
    [
        ("40001", TransientError, "wrote the same row first"),
        ("40P01", TransientError, "wrote the same row first"),
        ("23505", TransientError, "wrote the same row first"),
        ("23503", PermanentError, "does not fit"),
        ("22021", PermanentError, "does not fit"),
        ("55P03", TransientError, "held the database"),
        ("57014", TransientError, "too long"),
        ("57P01", TransientError, "lost"),
        ("57P03", TransientError, "cannot be reached"),
        ("25P03", TransientError, "stood still"),
        ("25006", PermanentError, "may not be written here"),
        ("28P01", PermanentError, "user or password"),
        ("42501", PermanentError, "lacks a right"),
        ("53100", TransientError, "is full"),
        ("53300", TransientError, "no connection left"),
        ("42P01", PermanentError, "fault of Lookout"),
    ],
)
def test_every_code_of_the_server_becomes_an_error_of_ours(
    code: str, kind: type[OutsideError], words: str
) -> None:
    error = translate(OperationalError("SELECT 1", None, psycopg.errors.lookup(code)("what it\nsaid")))
    assert type(error) is kind
    assert words in str(error)
    assert str(error).endswith("(what it said)")


def test_every_sentence_passes_the_language_guard() -> None:
    tables = (errors._MEANINGS, errors._REFUSALS, sqlite_errors._MEANINGS)
    sentences = {str(row[-1]) for table in tables for row in table} | {errors.OTHER}
    assert len(sentences) > 15
    judged = {said: screen("chat.postMessage", {"text": said}, ()).withheld for said in sentences}
    assert {said: why for said, why in judged.items() if why} == {}


def test_trouble_without_a_code_is_translated_as_well() -> None:
    for trouble, kind in (
        (psycopg.OperationalError("the connection is closed"), TransientError),
        (psycopg.DataError("odd"), PermanentError),
        (psycopg.ProgrammingError("odd"), PermanentError),
    ):
        assert type(translate(OperationalError("SELECT 1", None, trouble))) is kind
