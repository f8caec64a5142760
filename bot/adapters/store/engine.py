"""Two engines over one SQLite file: one connection that writes, a few that only read.

The writer's pool holds a single connection, so the writers of one process queue here in order; those of other
processes queue at SQLite's lock. `BEGIN IMMEDIATE` takes that lock at once: what a transaction reads cannot
change before it writes. Readers see one consistent state (WAL), block nobody, and cannot write at all.
"""

from pathlib import Path

from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.domain.errors import PermanentError

_READERS = 4


def sqlite_url(url: str) -> URL:
    """The URL of a SQLite file with its driver; its folder and the file are made if they are missing.

    Raises:
        PermanentError: it is no URL of a SQLite file, or the file cannot be made.
    """
    path = file_of(url)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise PermanentError(
            f"The database file {path} cannot be made ({error.strerror}), so nothing can be recorded. "
            "Name a file in a folder that Lookout's user may write."
        ) from error
    return make_url(url).set(drivername="sqlite+aiosqlite")


def file_of(url: str) -> Path:
    """The file that a URL names; nothing is made.

    Raises:
        PermanentError: it is no URL of a SQLite file.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise PermanentError(
            "LOOKOUT_DATABASE_URL is not a database URL; write it as sqlite:///folder/lookout.sqlite3"
        ) from error
    if parsed.get_backend_name() != "sqlite" or parsed.database in {None, "", ":memory:"}:
        raise PermanentError(
            f"LOOKOUT_DATABASE_URL names no database file that this version can use ({parsed.drivername}); "
            "write it as sqlite:///folder/lookout.sqlite3"
        )
    return Path(str(parsed.database))


def writing(url: URL, busy_seconds: float) -> AsyncEngine:
    """An engine of one connection whose transactions hold the write lock from their beginning."""
    engine = create_async_engine(
        url,
        pool_size=1,
        max_overflow=0,
        pool_timeout=busy_seconds,
        connect_args={"timeout": busy_seconds},
    )
    _prepare(engine, begin="BEGIN IMMEDIATE", pragmas=("journal_mode=WAL",))
    return engine


def reading(url: URL, busy_seconds: float) -> AsyncEngine:
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
