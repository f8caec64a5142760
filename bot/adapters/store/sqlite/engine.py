"""Two engines over one SQLite file: one connection that writes, a few that only read.

The writer's pool holds a single connection, so the writers of one process queue here in order; those of other
processes queue at SQLite's lock. `BEGIN IMMEDIATE` takes that lock at once: what a transaction reads cannot
change before it writes. Readers see one consistent state (WAL), block nobody, and cannot write at all.
"""

from pathlib import Path

from sqlalchemy import URL, Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.adapters.store.database import Database
from bot.adapters.store.sqlite.words import Fts5
from bot.domain.errors import PermanentError

_READERS = 4


def database(url: URL, busy_seconds: float) -> Database:
    """Both engines over the file; it and its folder are made if they are missing.

    Raises:
        PermanentError: the URL names no file, or it cannot be made.
    """
    location = _made(url)
    return Database(_writing(location, busy_seconds), _reading(location, busy_seconds), Fts5())


def file_of(url: URL) -> Path:
    """The file that a URL names; nothing is made.

    Raises:
        PermanentError: it names none.
    """
    if url.database in {None, "", ":memory:"}:
        raise PermanentError(
            f"LOOKOUT_DATABASE_URL names no database file ({url.drivername}); "
            "write it as sqlite:///folder/lookout.sqlite3"
        )
    return Path(str(url.database))


def _made(url: URL) -> URL:
    path = file_of(url)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise PermanentError(
            f"The database file {path} cannot be made ({error.strerror}), so nothing can be recorded. "
            "Name a file in a folder that Lookout's user may write."
        ) from error
    return url.set(drivername="sqlite+aiosqlite")


def _writing(url: URL, busy_seconds: float) -> AsyncEngine:
    """An engine of one connection whose transactions hold the write lock from their beginning.

    A file that is made by it can give room back to the disk; in one that has tables already the pragma changes nothing.
    """
    engine = create_async_engine(
        url,
        pool_size=1,
        max_overflow=0,
        pool_timeout=busy_seconds,
        connect_args={"timeout": busy_seconds},
    )
    _prepare(engine, begin="BEGIN IMMEDIATE", pragmas=("auto_vacuum=INCREMENTAL", "journal_mode=WAL"))
    return engine


def _reading(url: URL, busy_seconds: float) -> AsyncEngine:
    """An engine whose connections refuse to write."""
    engine = create_async_engine(
        url,
        pool_size=_READERS,
        max_overflow=0,
        pool_timeout=busy_seconds,
        connect_args={"timeout": busy_seconds},
    )
    _prepare(engine, begin="BEGIN", pragmas=("query_only=ON",))
    return engine


def _prepare(engine: AsyncEngine, *, begin: str, pragmas: tuple[str, ...]) -> None:
    # The driver's own BEGIN comes too late (before the first write), so it is switched off and ours is sent.
    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        # FULL: an attempt row that was committed before a write survives a loss of power as well.
        for pragma in ("synchronous=FULL", "foreign_keys=ON", *pragmas):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begun(connection: Connection) -> None:
        connection.exec_driver_sql(begin)
