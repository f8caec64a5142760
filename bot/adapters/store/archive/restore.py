"""Restoring a backup into an empty database, in one transaction: all of it, or nothing.

The schema of the backup's revision is made first, filled, held against what the backup says of itself, and then
migrated. What the lost hours may have done is settled before anybody can work on it (`triage.restored`).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC
from pathlib import Path

from sqlalchemy import Connection, func, insert, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from bot.adapters.store import audit
from bot.adapters.store.archive import file
from bot.adapters.store.archive.index import fill_index
from bot.adapters.store.archive.write import revision_of, tables_of
from bot.adapters.store.database import Database
from bot.adapters.store.engine import database_of, is_server, parsed_url, place_of
from bot.adapters.store.errors import translated
from bot.adapters.store.migrate import revisions, upgrade
from bot.adapters.store.session import Session
from bot.adapters.store.sqlite.engine import file_of
from bot.adapters.store.transaction import over
from bot.domain.backup import Backup, Restored
from bot.domain.errors import PermanentError
from bot.domain.retention import Retention
from bot.triage.heads import digest_of
from bot.triage.ports.clock import Clock
from bot.triage.restored import settle

AT_ONCE = 500
NOT_EMPTY = (
    "{place} is not empty (it has the table {table}), and a restore overwrites nothing: "
    "name a new file, or make an empty database"
)
TOO_NEW = (
    "the backup is of schema {revision}, which is not known here: restore it with version {version} or newer"
)
DIFFERS = (
    "what was restored is not what the backup says ({what}), so nothing was kept: take an earlier backup"
)
_UNHURRIED = ("SET LOCAL statement_timeout = 0", "SET LOCAL idle_in_transaction_session_timeout = '60s'")


async def restore_backup(path: Path, url: str, clock: Clock, *, busy_seconds: float = 10.0) -> Restored:
    """Fill an empty database with a backup; a SQLite file is made.

    Raises:
        PermanentError: the file is no whole backup, the database is not empty, or what came out differs.
        TransientError: the database does not answer.
    """
    begun = clock.elapsed()
    backup = await asyncio.to_thread(file.check, path)
    if backup.schema_revision not in revisions():
        raise PermanentError(TOO_NEW.format(revision=backup.schema_revision, version=backup.version))
    async with _writing(url, busy_seconds) as (database, connection):
        await connection.run_sync(_empty, place_of(url))
        await upgrade(connection, backup.schema_revision)
        await _fill(connection, path)
        await connection.run_sync(_count_on)
        now = (database.time(connection) or clock.now()).astimezone(UTC)
        inner = AsyncSession(connection, expire_on_commit=False)
        session = Session(inner, now, database.words)
        faults = await _compare(connection, session, backup)
        await upgrade(connection)
        await fill_index(connection, database.words)
        withdrawn, unknown = await settle(over(session, Retention()), backup.taken_at)
        revision = await revision_of(connection)
    return Restored(
        backup=backup,
        seconds=clock.elapsed() - begun,
        schema_revision=revision,
        faults=faults,
        withdrawn=withdrawn,
        unknown=unknown,
    )


@asynccontextmanager
async def _writing(url: str, busy_seconds: float) -> AsyncIterator[tuple[Database, AsyncConnection]]:
    """One transaction; a file that was made for it goes again if nothing came of it."""
    made = None if is_server(parsed_url(url)) else file_of(parsed_url(url))
    if made is not None and made.exists():
        made = None
    database = database_of(url, busy_seconds)
    try:
        with translated():
            async with database.writer.begin() as connection:
                if connection.dialect.name == "postgresql":
                    for statement in _UNHURRIED:
                        await connection.execute(text(statement))
                yield database, connection
        made = None
    finally:
        await database.close()
        if made is not None:
            for name in (made.name, f"{made.name}-wal", f"{made.name}-shm"):
                made.with_name(name).unlink(missing_ok=True)


def _empty(connection: Connection, place: str) -> None:
    found = inspect(connection).get_table_names()
    if found:
        raise PermanentError(NOT_EMPTY.format(place=place, table=min(found)))


async def _fill(connection: AsyncConnection, path: Path) -> None:
    tables = {table.name: table for table in await connection.run_sync(tables_of)}
    batches = file.batches(path, AT_ONCE)
    while batch := await asyncio.to_thread(next, batches, None):
        name, rows = batch
        await connection.execute(insert(tables[name]), rows)


def _count_on(connection: Connection) -> None:
    """PostgreSQL counts ids by itself, and does not see those that were given."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables_of(connection):
        for column in table.primary_key.columns:
            names = {"table": table.name, "column": column.name}
            sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), names)
            highest = connection.scalar(select(func.max(column))) if sequence else None
            if highest is not None:
                reached = {"sequence": sequence, "highest": highest}
                connection.execute(text("SELECT setval(:sequence, :highest)"), reached)


async def _compare(connection: AsyncConnection, session: Session, backup: Backup) -> int:
    """Hold what is in the database now against what the backup says of itself.

    How many places of the ledger are not what was written: they were so before the backup, which is no reason to
    restore nothing.
    """
    tables = {table.name: table for table in await connection.run_sync(tables_of)}
    for told in backup.tables:
        there = (await connection.execute(select(func.count()).select_from(tables[told.name]))).scalar_one()
        if there != told.rows:
            raise PermanentError(DIFFERS.format(what=f"{told.name} has {there} rows instead of {told.rows}"))
    if digest_of(await audit.heads(session)) != backup.heads:
        raise PermanentError(DIFFERS.format(what="the heads of the ledger's chains are others"))
    return len([fault async for fault in audit.faults(session)])
