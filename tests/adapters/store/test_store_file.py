import asyncio
import logging
import sqlite3
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine

from bot.adapters.store import search
from bot.adapters.store.columns import UtcTime
from bot.adapters.store.errors import translate
from bot.adapters.store.migrate import downgrade, upgrade
from bot.adapters.store.store import SqlStore
from bot.adapters.store.tables import TABLES, metadata
from bot.domain.errors import PermanentError, TransientError
from bot.domain.ledger import Act
from bot.triage.ports.store import Store
from tests.adapters.store.store_cases import APPROVAL, armed, entry, incident, message
from tests.fakes_clock import START, FakeClock


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


async def test_the_file_is_made_with_its_folder_for_its_user_only(url: str, store: Store) -> None:
    assert stat.S_IMODE(file_of(url).stat().st_mode) == 0o600


async def test_what_was_committed_is_there_after_reopening(url: str, clock: FakeClock) -> None:
    first = await SqlStore.open(url, clock)
    await armed(first)
    async with first.begin() as tx:
        await tx.ledger.append(entry(Act.APPROVED, actor="U-IVY"))
        await tx.outbox.put("status", message("one"), incident_id="inc-1", channel="C1")
    await first.close()
    second = await SqlStore.open(url, clock)
    async with second.read() as tx:
        assert (await tx.incidents.get("inc-1")).title == "CatalogErrors"
        assert (await tx.proposals.get("prop-1")).decisions[0] == APPROVAL
        assert len(await tx.ledger.of("inc-1")) == 1
        assert await tx.outbox.waiting() == 1
    await second.close()


async def test_two_stores_may_open_the_same_new_file_at_once(url: str, clock: FakeClock) -> None:
    first, second = await asyncio.gather(SqlStore.open(url, clock), SqlStore.open(url, clock))
    async with first.begin() as tx:
        await tx.incidents.add(incident())
    async with second.read() as tx:
        assert [one.id for one in await tx.incidents.open()] == ["inc-1"]
    await first.close()
    await second.close()


async def test_stores_on_different_new_files_may_open_at_once(tmp_path: Path, clock: FakeClock) -> None:
    stores = await asyncio.gather(
        *(SqlStore.open(f"sqlite:///{tmp_path}/{n}.sqlite3", clock) for n in range(4))
    )
    for opened in stores:
        async with opened.read() as tx:
            assert await tx.tasks.pending() == 0
        await opened.close()


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


async def test_a_lock_held_by_another_process_for_too_long_is_transient(url: str, clock: FakeClock) -> None:
    impatient = await SqlStore.open(url, clock, busy_seconds=0.05)
    other = sqlite3.connect(file_of(url), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(TransientError, match="locked by another writer"):
        async with impatient.begin():
            pytest.fail("the lock was held by another")
    other.close()
    async with impatient.begin() as tx:
        assert await tx.tasks.add("triage", "k1")
    await impatient.close()


async def test_a_writer_of_this_process_that_never_ends_is_transient_for_the_next(
    url: str, clock: FakeClock
) -> None:
    impatient = await SqlStore.open(url, clock, busy_seconds=0.05)
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


async def test_a_damaged_file_is_said_with_what_mends_it(url: str, clock: FakeClock) -> None:
    file_of(url).parent.mkdir()
    file_of(url).write_bytes(b"this is not a database, whatever its name says" * 100)
    with pytest.raises(PermanentError, match=r"damaged or is no SQLite file.*Stop Lookout, keep the file"):
        await SqlStore.open(url, clock)


async def test_pages_that_rot_later_are_said_as_well(url: str, clock: FakeClock) -> None:
    first = await SqlStore.open(url, clock)
    await first.close()
    with file_of(url).open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 4096 * 20)
    with pytest.raises(PermanentError, match="damaged"):
        await SqlStore.open(url, clock)


@pytest.mark.parametrize("url", ["", "sqlite://", "sqlite:///:memory:", "postgresql://db/lookout"])
async def test_a_url_that_names_no_file_is_refused_with_an_example(url: str, clock: FakeClock) -> None:
    with pytest.raises(PermanentError, match=r"LOOKOUT_DATABASE_URL.*sqlite:///folder/lookout.sqlite3"):
        await SqlStore.open(url, clock)


async def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, clock: FakeClock) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PermanentError, match="cannot be made"):
        await SqlStore.open(f"sqlite:///{tmp_path}/file/lookout.sqlite3", clock)


async def test_a_file_of_a_newer_lookout_is_left_alone(url: str, clock: FakeClock) -> None:
    first = await SqlStore.open(url, clock)
    await first.close()
    with sqlite3.connect(file_of(url)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.close()
    with pytest.raises(PermanentError, match="written by a newer Lookout"):
        await SqlStore.open(url, clock)


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


def differences(connection: Connection) -> list[object]:
    def included(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        return not (kind == "table" and name is not None and search.is_ours(name))

    options = {"include_object": included, "compare_type": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata()))


async def test_the_migrated_schema_is_the_one_that_the_rows_say(url: str, store: Store) -> None:
    engine = create_engine(url)
    with engine.connect() as connection:
        assert differences(connection) == []
        connection.execute(text("DROP INDEX uq_proposal_open"))
        assert differences(connection)
    engine.dispose()


async def test_every_table_is_listed() -> None:
    assert {table.__tablename__ for table in TABLES} == set(metadata().tables)


async def test_the_schema_goes_down_to_nothing_and_up_again(url: str, clock: FakeClock) -> None:
    await (await SqlStore.open(url, clock)).close()
    engine = create_async_engine(url.replace("sqlite", "sqlite+aiosqlite", 1))
    async with engine.begin() as connection:
        await downgrade(connection, "base")
        assert await connection.run_sync(lambda one: inspect(one).get_table_names()) == ["alembic_version"]
        await upgrade(connection)
        assert await connection.run_sync(differences) == []
    await engine.dispose()


async def test_migrations_leave_logging_and_the_working_folder_alone(
    url: str, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = (logging.root.level, list(logging.root.handlers), logging.getLogger("alembic").level)
    await (await SqlStore.open(url, clock)).close()
    after = (logging.root.level, list(logging.root.handlers), logging.getLogger("alembic").level)
    assert before == after
    assert names_in(tmp_path) == ["var"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("database is locked", TransientError),
        ("database or disk is full", TransientError),
        ("UNIQUE constraint failed: task.key", TransientError),
        ("database disk image is malformed", PermanentError),
        ("attempt to write a readonly database", PermanentError),
        ("unable to open database file", PermanentError),
        ("FOREIGN KEY constraint failed", PermanentError),
        ("no such table: task", PermanentError),
    ],
)
def test_every_error_of_the_driver_becomes_one_of_ours(words: str, kind: type[Exception]) -> None:
    error = translate(OperationalError("SELECT 1", None, sqlite3.OperationalError(words)))
    assert type(error) is kind
    assert words in str(error)
    assert "SELECT" not in str(error)


def test_an_error_without_a_driver_s_error_is_translated_as_well() -> None:
    assert "odd" in str(translate(SQLAlchemyError("odd")))
