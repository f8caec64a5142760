"""What is special about a database that is a file: it is made, it may be damaged, locked or out of reach."""

import asyncio
import sqlite3
import stat
from pathlib import Path

import pytest
from sqlalchemy import exc
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from bot.adapters.store.errors import translate
from bot.adapters.store.store import SqlStore
from bot.domain.errors import PermanentError, TransientError
from bot.triage.ports.store import Store
from tests.fakes_clock import FakeClock


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'var' / 'lookout.sqlite3'}"


def file_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


async def test_the_file_is_made_with_its_folder_for_its_user_only(url: str, store: Store) -> None:
    assert stat.S_IMODE(file_of(url).stat().st_mode) == 0o600


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


@pytest.mark.parametrize("url", ["", "sqlite://", "sqlite:///:memory:", "mysql://db/lookout", "no://url:x/"])
async def test_a_url_that_names_no_file_is_refused_with_an_example(url: str, clock: FakeClock) -> None:
    with pytest.raises(PermanentError, match=r"LOOKOUT_DATABASE_URL.*sqlite:///folder/lookout.sqlite3"):
        await SqlStore.open(url, clock)


async def test_stores_on_different_new_files_may_open_at_once(tmp_path: Path, clock: FakeClock) -> None:
    stores = await asyncio.gather(
        *(SqlStore.open(f"sqlite:///{tmp_path}/{n}.sqlite3", clock) for n in range(4))
    )
    for opened in stores:
        async with opened.read() as tx:
            assert await tx.tasks.pending() == 0
        await opened.close()


async def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path, clock: FakeClock) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PermanentError, match="cannot be made"):
        await SqlStore.open(f"sqlite:///{tmp_path}/file/lookout.sqlite3", clock)


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


def test_a_pool_without_a_free_connection_is_transient_and_blames_no_engine() -> None:
    said = str(problem := translate(exc.TimeoutError("QueuePool limit of size 4 overflow 0 reached")))
    assert type(problem) is TransientError
    assert said.startswith("All connections of this process to the database were in use")
    assert "SQLite" not in said
