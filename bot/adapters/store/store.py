"""SqlStore: opens the database file, brings its schema up to date, and hands out transactions.

A writing transaction holds SQLite's write lock from its first moment, so nothing of the outside (Slack, the
cluster, a model) is awaited within one.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from bot.adapters.store.engine import reading, sqlite_url, writing
from bot.adapters.store.errors import translated
from bot.adapters.store.migrate import upgrade
from bot.adapters.store.session import Session
from bot.adapters.store.transaction import over
from bot.adapters.store.turns import Turns
from bot.triage.ports.clock import Clock
from bot.triage.ports.store import Transaction

_RETENTION = timedelta(days=30)


class SqlStore:
    """The `Store` port over one SQLite file; several may be open on it, in several processes. See `open`."""

    def __init__(
        self, writer: AsyncEngine, reader: AsyncEngine, clock: Clock, turns: Turns, retention: timedelta
    ) -> None:
        self._writer = writer
        self._turns = turns
        self._reader = reader
        self._clock = clock
        self._retention = retention

    @classmethod
    async def open(
        cls, url: str, clock: Clock, *, busy_seconds: float = 10.0, retention: timedelta = _RETENTION
    ) -> "SqlStore":
        """Open `sqlite:///folder/file`, made if missing, with its schema brought to the newest revision.

        `busy_seconds` is how long a writer waits for its turn, `retention` how long snapshots are kept.

        Raises:
            PermanentError: the file cannot be used; the sentence says why and what mends it.
            TransientError: another writer holds it for too long.
        """
        location = sqlite_url(url)
        writer, reader = writing(location, busy_seconds), reading(location, busy_seconds)
        store = cls(writer, reader, clock, Turns(busy_seconds), retention)
        async with AsyncExitStack() as undo:
            undo.push_async_callback(store.close)
            with translated():
                async with store._writer.begin() as connection:
                    await upgrade(connection)
            undo.pop_all()
        return store

    @asynccontextmanager
    async def begin(self, *, urgent: bool = False) -> AsyncIterator[Transaction]:
        """A writing transaction: commits at the end of the block, rolls back on an error.

        An `urgent` one begins before all others that wait in this process.
        """
        async with self._turns.take(urgent=urgent), self._transaction(self._writer) as tx:
            yield tx

    def read(self) -> AbstractAsyncContextManager[Transaction]:
        """A reading transaction; a verb that writes raises `PermanentError`."""
        return self._transaction(self._reader)

    async def close(self) -> None:
        """Close all connections. Open transactions end first."""
        await self._writer.dispose()
        await self._reader.dispose()

    @asynccontextmanager
    async def _transaction(self, engine: AsyncEngine) -> AsyncIterator[Transaction]:
        with translated():
            async with (
                engine.begin() as connection,
                AsyncSession(connection, expire_on_commit=False) as inner,
            ):
                # The lock is held by now, so the order of `now` is the order of the commits.
                yield over(Session(inner, self._clock.now()), self._retention)
