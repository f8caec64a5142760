"""The schema on both engines: as the rows say it, up and down from every revision, and made once."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store import words as index
from bot.adapters.store.engine import database_of
from bot.adapters.store.migrate import downgrade, revisions, upgrade
from bot.adapters.store.store import SqlStore
from bot.adapters.store.tables import TABLES, metadata
from bot.domain.errors import PermanentError
from tests.adapters.store.store_cases import incident
from tests.fakes_clock import FakeClock


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.needs("postgres"))])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database in which nothing was ever made."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'var' / 'lookout.sqlite3'}"
    new_url: str = request.getfixturevalue("postgres_new_url")
    return new_url


@asynccontextmanager
async def inside(url: str) -> AsyncIterator[AsyncConnection]:
    """A writing transaction beside the store."""
    database = database_of(url, 10)
    async with database.writer.begin() as connection:
        yield connection
    await database.close()


async def test_stores_may_open_the_same_new_database_at_once(url: str, clock: FakeClock) -> None:
    stores = await asyncio.gather(*(SqlStore.open(url, clock) for _ in range(3)))
    async with stores[0].begin() as tx:
        await tx.incidents.add(incident())
    for store in stores:
        async with store.read() as tx:
            assert [one.id for one in await tx.incidents.open()] == ["inc-1"]
        await store.close()


async def test_a_database_of_a_newer_lookout_is_left_alone(url: str, clock: FakeClock) -> None:
    await (await SqlStore.open(url, clock)).close()
    async with inside(url) as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(PermanentError, match="written by a newer Lookout"):
        await SqlStore.open(url, clock)


def differences(connection: Connection) -> list[object]:
    def included(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        return not (kind == "table" and name is not None and index.is_ours(name))

    options = {"include_object": included, "compare_type": True}
    return list(compare_metadata(MigrationContext.configure(connection, opts=options), metadata()))


async def test_the_migrated_schema_is_the_one_that_the_rows_say(url: str, clock: FakeClock) -> None:
    await (await SqlStore.open(url, clock)).close()
    async with inside(url) as connection:
        assert await connection.run_sync(differences) == []
        await connection.execute(text("DROP INDEX uq_proposal_open"))
        assert await connection.run_sync(differences)


async def test_every_table_is_listed() -> None:
    assert {table.__tablename__ for table in TABLES} == set(metadata().tables)


async def test_the_schema_goes_down_to_nothing_and_up_again(url: str, clock: FakeClock) -> None:
    await (await SqlStore.open(url, clock)).close()
    async with inside(url) as connection:
        await downgrade(connection, "base")
        assert await connection.run_sync(lambda one: inspect(one).get_table_names()) == ["alembic_version"]
        await upgrade(connection)
        assert await connection.run_sync(differences) == []


async def test_every_revision_goes_up_to_the_newest_and_back(url: str, clock: FakeClock) -> None:
    await (await SqlStore.open(url, clock)).close()
    async with inside(url) as connection:
        for revision in revisions()[1:]:
            await downgrade(connection, revision)
            older = await connection.run_sync(differences)
            await upgrade(connection)
            assert older
            assert await connection.run_sync(differences) == []


async def test_migrations_leave_logging_and_the_working_folder_alone(
    url: str, clock: FakeClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = (logging.root.level, list(logging.root.handlers), logging.getLogger("alembic").level)
    await (await SqlStore.open(url, clock)).close()
    after = (logging.root.level, list(logging.root.handlers), logging.getLogger("alembic").level)
    assert before == after
    made = [path.name for path in tmp_path.iterdir()]  # noqa: ASYNC240 # a look at a folder of the test's own
    assert made == (["var"] if url.startswith("sqlite") else [])


Shape = dict[str, dict[str, tuple[str, bool, bool]]]
"""Of each table its columns, each with its type, whether it may be empty, and whether it fills itself."""


def shape(connection: Connection) -> Shape:
    found = inspect(connection)
    return {
        table: {
            one["name"]: (str(one["type"]), one["nullable"], one["default"] is not None)
            for one in found.get_columns(table)
        }
        for table in found.get_table_names()
        if not index.is_ours(table) and table != "alembic_version"
    }


def unique(connection: Connection) -> dict[str, set[str]]:
    """Of each table what has to be unique in it."""
    found = inspect(connection)
    return {
        table: {
            str(columns)
            for columns in (
                *(one["column_names"] for one in found.get_indexes(table) if one["unique"]),
                *(one["column_names"] for one in found.get_unique_constraints(table)),
            )
        }
        for table in found.get_table_names()
    }


def breaking(old: Shape, new: Shape) -> list[str]:
    """What a process that knows only the old tables could stumble over."""
    gone = [
        f"{table}.{name}"
        for table, columns in old.items()
        for name in columns
        if name not in new.get(table, {})
    ]
    changed = [
        f"{table}.{name}"
        for table, columns in old.items()
        for name, kind in columns.items()
        if name in new.get(table, {}) and new[table][name] != kind
    ]
    to_fill = [
        f"{table}.{name}"
        for table in old
        for name, (_, may_be_empty, fills_itself) in new.get(table, {}).items()
        if name not in old[table] and not may_be_empty and not fills_itself
    ]
    return gone + changed + to_fill


async def test_every_revision_only_adds_so_that_replicas_of_the_version_before_go_on(url: str) -> None:
    """A rolling upgrade has both on one record."""
    steps = revisions()[::-1]
    async with inside(url) as connection:
        await upgrade(connection, steps[0])
        for step in steps[1:]:
            old, before = await connection.run_sync(shape), await connection.run_sync(unique)
            await upgrade(connection, step)
            new, after = await connection.run_sync(shape), await connection.run_sync(unique)
            assert old
            assert breaking(old, new) == [], step
            assert {
                table: after[table] - before[table] for table in before if after[table] - before[table]
            } == {}


def test_what_would_break_the_version_before_is_found() -> None:
    text_, filled = ("VARCHAR", False, False), ("VARCHAR", False, True)
    old: Shape = {"task": {"key": text_}}
    assert breaking(old, {"task": {"key": text_, "more": filled, "empty": ("VARCHAR", True, False)}}) == []
    assert breaking(old, {"task": {}}) == ["task.key"]
    assert breaking(old, {}) == ["task.key"]
    assert breaking(old, {"task": {"key": ("INTEGER", False, False)}}) == ["task.key"]
    assert breaking(old, {"task": {"key": text_, "must": text_}}) == ["task.must"]
