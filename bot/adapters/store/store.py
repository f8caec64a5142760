"""SqlStore: opens the database, brings its schema up to date, and hands out transactions.

A writing transaction holds every other writer off from its first moment, so nothing of the outside (Slack, the
cluster, a model) is awaited within one.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import replace
from secrets import token_hex

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.adapters.store.clock import ServerClock
from bot.adapters.store.database import Database, no_time
from bot.adapters.store.engine import database_of
from bot.adapters.store.errors import translated
from bot.adapters.store.migrate import upgrade
from bot.adapters.store.session import Session
from bot.adapters.store.transaction import over
from bot.adapters.store.turns import Turns
from bot.domain.retention import Retention
from bot.triage.ports.clock import Clock
from bot.triage.ports.store import Transaction

_RETENTION = Retention()


class SqlStore:
    """The `Store` port over one database; several may be open on it, in several processes. See `open`.

    `clock` is the time by which it decides: the database's where that has one of its own, else the machine's.
    """

    def __init__(self, database: Database, clock: Clock, turns: Turns, retention: Retention) -> None:
        self.clock = ServerClock(clock)
        self._database = database
        self._turns = turns
        self._retention = retention
        self._name = token_hex(8)

    @classmethod
    async def open(
        cls,
        url: str,
        clock: Clock,
        *,
        busy_seconds: float = 10.0,
        retention: Retention = _RETENTION,
        server_time: bool = True,
    ) -> "SqlStore":
        """Open `sqlite:///folder/file`, made if missing, or `postgresql://host/name`; the schema becomes the newest.

        `busy_seconds` is how long a writer waits for its turn, `retention` how long what is kept. Without
        `server_time` it is `clock` that decides on a server too, which suits tests that move it.

        Raises:
            PermanentError: the database cannot be used; the sentence says why and what mends it.
            TransientError: another writer holds it for too long, or the server does not answer.
        """
        database = database_of(url, busy_seconds)
        if not server_time:
            database = replace(database, time=no_time)
        store = cls(database, clock, Turns(busy_seconds), retention)
        async with AsyncExitStack() as undo:
            undo.push_async_callback(store.close)
            with translated():
                async with database.writer.begin() as connection:
                    await upgrade(connection)
            undo.pop_all()
        return store

    @asynccontextmanager
    async def begin(self, *, urgent: bool = False) -> AsyncIterator[Transaction]:
        """A writing transaction: commits at the end of the block, rolls back on an error.

        An `urgent` one begins before all others that wait in this process.
        """
        async with self._turns.take(urgent=urgent), self._transaction(self._database.writer) as tx:
            yield tx

    def read(self) -> AbstractAsyncContextManager[Transaction]:
        """A reading transaction; a verb that writes raises `PermanentError`."""
        return self._transaction(self._database.reader)

    async def try_write(self) -> None:
        """Write one row as it was, through to the disk: whether the record takes a row now.

        Raises:
            OutsideError: it does not; the sentence says why.
        """
        with translated():
            async with self._turns.take(urgent=False), self._database.writer.begin() as connection:
                # There and back: SQLite writes nothing where a row stays what it was.
                await connection.execute(text("UPDATE alembic_version SET version_num = version_num || ' '"))
                await connection.execute(text("UPDATE alembic_version SET version_num = rtrim(version_num)"))

    def bells(self, wake: Callable[[], None]) -> list[Callable[[], Awaitable[bool]]]:
        """The round that calls `wake` when another process has something to do; none where the engine cannot call."""
        return [] if self._database.bell is None else [self._database.bell(self._name, wake)]

    async def close(self) -> None:
        """Close all connections. Open transactions end first."""
        await self._database.close()

    @asynccontextmanager
    async def _transaction(self, engine: AsyncEngine) -> AsyncIterator[Transaction]:
        asked = self.clock.asked()
        with translated():
            async with (
                engine.begin() as connection,
                AsyncSession(connection, expire_on_commit=False) as inner,
            ):
                # The lock is held by now, so the order of `now` is the order of the commits.
                now = self.clock.told(self._database.time(connection), asked)
                session = Session(inner, now, self._database.words)
                yield over(session, self._retention)
                if session.has_news:
                    await self._database.ring(connection, self._name)
