"""Migrations only add: what an older process reads and writes while a newer one runs still fits, on both engines.

Between two revisions no table and no column goes or changes, nothing new has to be filled in by whoever does not know
of it, and nothing that could be written before is refused.
"""

from collections.abc import AsyncIterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.engine import database_of
from bot.adapters.store.migrate import revisions, upgrade
from bot.adapters.store.words import is_ours

ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.needs("postgres"))]
OLDEST_FIRST = revisions()[::-1]
PAIRS = list(pairwise(OLDEST_FIRST))
Schema = Mapping[str, Mapping[str, Any]]


@pytest.fixture(params=ENGINES)
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database in which nothing was ever made."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'lookout.sqlite3'}"
    url: str = request.getfixturevalue("postgres_new_url")
    return url


@pytest.fixture
async def connection(new_url: str) -> AsyncIterator[AsyncConnection]:
    """A writing transaction on it."""
    database = database_of(new_url, 10)
    async with database.writer.begin() as opened:
        yield opened
    await database.close()


def schema(connection: Connection) -> Schema:
    """Columns and what is unique, by table."""
    seen = inspect(connection)
    found = {}
    for table in seen.get_table_names():
        if is_ours(table):
            continue
        rules: list[Any] = [one for one in seen.get_indexes(table) if one["unique"]]
        rules += seen.get_unique_constraints(table)
        unique = {str(sorted(map(str, one["column_names"]))) for one in rules}
        columns = {one["name"]: one for one in seen.get_columns(table)}
        found[table] = {
            "columns": {name: (str(one["type"]), one["nullable"]) for name, one in columns.items()},
            "filled": {
                name for name, one in columns.items() if one["nullable"] or one["default"] is not None
            },
            "unique": unique,
            "foreign": {str(one["constrained_columns"]) for one in seen.get_foreign_keys(table)},
        }
    return found


def broken(before: Schema, after: Schema) -> list[str]:
    """What a process that knows only the schema before could not go on with."""
    said: list[str] = []
    for table, was in before.items():
        if table not in after:
            said.append(f"{table} is gone")
            continue
        now = after[table]
        for name, kind in was["columns"].items():
            if now["columns"].get(name) != kind:
                said.append(f"{table}.{name} was {kind} and is {now['columns'].get(name)}")
        new = now["columns"].keys() - was["columns"].keys()
        said += [f"{table}.{name} has to be given" for name in sorted(new - now["filled"])]
        said += [f"{table} has a new rule: {one}" for one in sorted(now["unique"] - was["unique"])]
        said += [f"{table} has a new rule: {one}" for one in sorted(now["foreign"] - was["foreign"])]
    return said


@pytest.mark.parametrize(("older", "newer"), PAIRS)
async def test_a_revision_only_adds_to_the_one_before(
    connection: AsyncConnection, older: str, newer: str
) -> None:
    await upgrade(connection, older)
    before = await connection.run_sync(schema)
    await upgrade(connection, newer)
    assert broken(before, await connection.run_sync(schema)) == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DROP TABLE mute", "mute is gone"),
        ("ALTER TABLE mute DROP COLUMN why", "mute.why was"),
        ("ALTER TABLE mute RENAME COLUMN why TO reason", "mute.why was"),
        ("ALTER TABLE mute ADD COLUMN level INTEGER NOT NULL DEFAULT 1", ""),
        ("ALTER TABLE mute ADD COLUMN level INTEGER", ""),
        ("CREATE UNIQUE INDEX one ON mute (service)", "mute has a new rule"),
    ],
)
async def test_what_is_more_than_an_addition_is_found(
    connection: AsyncConnection, statement: str, said: str
) -> None:
    await upgrade(connection)
    before = await connection.run_sync(schema)
    await connection.execute(text(statement))
    found = broken(before, await connection.run_sync(schema))
    assert found == [] if not said else any(one.startswith(said) for one in found)


async def test_a_column_that_has_to_be_given_is_found(connection: AsyncConnection) -> None:
    await upgrade(connection)
    after = await connection.run_sync(schema)
    without = {
        **after,
        "mute": {**after["mute"], "columns": dict(list(after["mute"]["columns"].items())[:-2])},
    }
    assert broken(without, after) == ["mute.why has to be given"]
