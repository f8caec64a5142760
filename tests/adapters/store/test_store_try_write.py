"""Whether the record takes a row is tried by writing one, and leaves everything as it was."""

import sqlite3
from pathlib import Path

import pytest

from bot.adapters.store.store import SqlStore
from bot.domain.errors import OutsideError, TransientError
from tests.fakes_clock import FakeClock


def log_size(log: Path) -> int:
    return log.stat().st_size


async def test_it_writes_through_and_leaves_the_revision_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "one.sqlite3"
    store = await SqlStore.open(f"sqlite:///{file}", FakeClock())
    log = Path(f"{file}-wal")
    before = log_size(log)
    await store.try_write()
    assert log_size(log) > before, "a row that stays what it was would not be written"
    await store.close()
    again = await SqlStore.open(f"sqlite:///{file}", FakeClock())
    await again.close()


async def test_a_record_that_takes_nothing_is_an_error_of_ours(tmp_path: Path) -> None:
    file = tmp_path / "one.sqlite3"
    store = await SqlStore.open(f"sqlite:///{file}", FakeClock(), busy_seconds=0.1)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(TransientError):
        await store.try_write()
    other.execute("ROLLBACK")
    await store.try_write()
    other.execute("DROP TABLE alembic_version")
    other.close()
    with pytest.raises(OutsideError):
        await store.try_write()
    await store.close()


async def test_on_either_engine_it_may_be_tried_again_and_again(url: str) -> None:
    store = await SqlStore.open(url, FakeClock())
    for _ in range(3):
        await store.try_write()
    await store.close()
    again = await SqlStore.open(url, FakeClock())
    await again.try_write()
    await again.close()
