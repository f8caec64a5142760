"""Two engines over one PostgreSQL server: one connection that writes, a few that only read.

Writers of all processes go one after another, as they do on SQLite: a writing transaction begins by taking one advisory
lock of the database, which ends with it. So what a transaction has read cannot change before it writes, on both engines
for the same reason, and neither the gate nor a ledger's chain depends on which of two statements was quicker. They are
short, since nothing of the outside is awaited within one; and a process that is stopped in the middle of one
loses its connection, and with it the lock, after five seconds. READ COMMITTED is what makes this right: each
statement sees what was committed when it began, thus all that was written before the lock was given.

Readers see one consistent state (REPEATABLE READ), wait for no writer and cannot write at all. They read where writers
write, so that nothing is decided by a standby that lags behind.
"""

from datetime import UTC, datetime
from typing import Any

from psycopg.abc import Buffer
from psycopg.types.string import StrDumperUnknown
from sqlalchemy import URL, Connection, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.adapters.store.database import Database
from bot.adapters.store.postgres.words import Tsvector

WRITERS = 0x6C6F6F6B6F7574
"""The advisory lock of those who write ("lookout" as a number); it counts within one database of the server."""
LONGEST_STATEMENT = 20.0
"""Seconds, beside its wait for others, after which the server gives a statement up; a migration's may take longer."""
STANDSTILL = 5.0
"""Seconds after which the server ends a transaction in which nothing is asked of it: its process stands still."""
_READERS = 4
CONNECTIONS = 1 + _READERS + 1
"""How many a process takes at most: one writes, some read, and by one the server calls (`bell`)."""
_CONNECT_SECONDS = 5
TAKES_WRITES = {"target_session_attrs": "read-write"}
"""Of several hosts the one that takes writes, for whoever only reads as well: a standby may lag behind."""
# The lock first: CASE promises that order, and the time must be that of the moment in which it was given.
_WRITE = (
    f"SELECT CASE WHEN CAST(pg_advisory_xact_lock({WRITERS}) AS text) IS NOT NULL THEN clock_timestamp() END"
)
_READ = "SELECT clock_timestamp()"
_TIME = "lookout_time"
"""The key of a transaction's time in its connection's `info`."""


def database(url: URL, busy_seconds: float) -> Database:
    """Both engines; nothing is connected yet. `busy_seconds` is how long a writer waits for the others."""
    return Database(
        writer=_engine(url, busy_seconds, 1, _WRITE),
        reader=_engine(url, busy_seconds, _READERS, _READ, read_only=True),
        words=Tsvector(),
        time=time_of,
    )


def time_of(connection: AsyncConnection) -> datetime:
    """When the connection's transaction was let begin, by the server's clock."""
    begun: datetime = connection.sync_connection.info[_TIME]  # type: ignore[union-attr] # there is one: it has begun
    return begun.astimezone(UTC)


def place_of(url: URL) -> str:
    """The database as people find it, without the user's name or a password."""
    hosts = url.host or url.query.get("host") or "localhost"
    host = hosts if isinstance(hosts, str) else ",".join(hosts)
    return f"postgresql://{host}{f':{url.port}' if url.port else ''}/{url.database or ''}"


def driven(url: URL) -> URL:
    """The URL with the driver that is used here, whichever it names."""
    return url.set(drivername="postgresql+psycopg")


def _engine(url: URL, busy_seconds: float, size: int, begin: str, *, read_only: bool = False) -> AsyncEngine:
    engine = create_async_engine(
        driven(url),
        pool_size=size,
        max_overflow=0,
        pool_timeout=busy_seconds,
        pool_pre_ping=True,
        connect_args=ways(url),
    )
    settings = _settings(busy_seconds, read_only=read_only)

    @event.listens_for(engine.sync_engine, "connect")
    def connected(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        connection.adapters.register_dumper(str, _WithoutNul)
        cursor = connection.cursor()
        for name, value in settings.items():
            cursor.execute("SELECT set_config(%s, %s, false)", (name, value))
        cursor.close()
        connection.commit()

    @event.listens_for(engine.sync_engine, "begin")
    def begun(connection: Connection) -> None:
        connection.info[_TIME] = connection.exec_driver_sql(begin).scalar_one()

    return engine


def ways(url: URL) -> dict[str, Any]:
    """How libpq connects, unless the URL says otherwise: a server that is gone is noticed within seconds."""
    told = {
        "application_name": "lookout",
        "connect_timeout": _CONNECT_SECONDS,
        "keepalives_idle": 10,
        "keepalives_interval": 5,
        "keepalives_count": 2,
        "tcp_user_timeout": 10_000,
        "client_encoding": "utf8",
        **TAKES_WRITES,
    }
    return {name: value for name, value in told.items() if name not in url.query}


def _settings(busy_seconds: float, *, read_only: bool) -> dict[str, str]:
    """What the server is told for this connection, whatever the role or the database has as its own."""
    return {
        "lock_timeout": f"{busy_seconds * 1000:.0f}ms",
        "statement_timeout": f"{(busy_seconds + LONGEST_STATEMENT) * 1000:.0f}ms",
        "idle_in_transaction_session_timeout": f"{STANDSTILL * 1000:.0f}ms",
        "default_transaction_isolation": "repeatable read" if read_only else "read committed",
        "default_transaction_read_only": "on" if read_only else "off",
    }


class _WithoutNul(StrDumperUnknown):
    """Text as PostgreSQL can hold it: it has no NUL, which Slack and container logs can send."""

    def dump(self, obj: str) -> Buffer | None:
        """The bytes; U+FFFD stands where NUL was."""
        return super().dump(obj.replace("\x00", "\ufffd"))
