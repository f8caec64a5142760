"""Writing a backup of a record that is in use: one reading transaction, which keeps nobody from writing.

SQLite's readers see one state of the file while it is written to (WAL), PostgreSQL's one snapshot (REPEATABLE READ).
The record is read as it is, at whichever revision; nothing is migrated for it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC
from pathlib import Path

from sqlalchemy import Connection, MetaData, Table, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from bot.adapters.store import audit
from bot.adapters.store.archive.file import Writing, new_file
from bot.adapters.store.database import Database
from bot.adapters.store.engine import database_of
from bot.adapters.store.errors import translated
from bot.adapters.store.record import record_of
from bot.adapters.store.session import Session
from bot.adapters.store.words import is_ours
from bot.domain.backup import KeptBackup
from bot.triage.heads import digest_of
from bot.triage.ports.clock import Clock

REVISION = "alembic_version"
AT_ONCE, BLOBS_AT_ONCE = 1_000, 8
"""Rows in memory at a time; a snapshot may have megabytes."""
_BLOBS = frozenset({"snapshot", "recording"})
PATIENT = "SET LOCAL idle_in_transaction_session_timeout = '60s'"
"""A slow disk is waited for; no lock that a writer would need is held meanwhile."""


async def write_backup(
    url: str, path: Path, clock: Clock, *, version: str, busy_seconds: float = 10.0
) -> KeptBackup:
    """Write the record to a new file, while it is in use.

    Raises:
        PermanentError: there is no record at that URL, or there is a file of that name.
        TransientError: the database does not answer, or the file cannot be written.
    """
    await asyncio.to_thread(record_of, url)
    begun = clock.elapsed()
    async with _reading(url, busy_seconds) as (database, connection):
        taken_at = (database.time(connection) or clock.now()).astimezone(UTC)
        with new_file(path) as file:
            writing = Writing(file)
            for table in await connection.run_sync(tables_of):
                await _table(connection, table, writing)
            session = AsyncSession(connection, expire_on_commit=False)
            heads = await audit.heads(Session(session, taken_at, database.words))
            backup = writing.finish(
                version=version,
                engine=connection.dialect.name,
                schema_revision=await revision_of(connection),
                taken_at=taken_at,
                newest_at=max((head.at for head in heads), default=None),
                chains=len(heads),
                heads=digest_of(heads),
            )
    size = (await asyncio.to_thread(path.stat)).st_size
    return KeptBackup(place=str(path), size=size, seconds=clock.elapsed() - begun, backup=backup)


def tables_of(connection: Connection) -> list[Table]:
    """The tables of the record as the database has them, parents before their children; without the index of words."""
    names = [name for name in inspect(connection).get_table_names() if name != REVISION and not is_ours(name)]
    found = MetaData()
    found.reflect(connection, only=names)
    return list(found.sorted_tables)


async def revision_of(connection: AsyncConnection) -> str:
    """The schema's revision."""
    return str((await connection.execute(text(f"SELECT version_num FROM {REVISION}"))).scalar_one())  # noqa: S608 # a constant


@asynccontextmanager
async def _reading(url: str, busy_seconds: float) -> AsyncIterator[tuple[Database, AsyncConnection]]:
    database = database_of(url, busy_seconds)
    try:
        with translated():
            async with database.reader.begin() as connection:
                if connection.dialect.name == "postgresql":
                    await connection.execute(text(PATIENT))
                yield database, connection
    finally:
        await database.close()


async def _table(connection: AsyncConnection, table: Table, writing: Writing) -> None:
    """All rows of a table in the order of its key. They are packed beside the event loop."""
    writing.table(table.name, [column.name for column in table.columns])
    size = BLOBS_AT_ONCE if table.name in _BLOBS else AT_ONCE
    rows = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=size)
    async with connection.stream(rows) as found:
        async for part in found.partitions():
            await asyncio.to_thread(writing.rows, [tuple(row) for row in part])
