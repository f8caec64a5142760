"""Database: what each engine brings; all else of the store is portable SQL."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.adapters.store.words import Words


def no_time(_connection: AsyncConnection) -> datetime | None:
    """The `time` of a database without a clock of its own."""
    return None


@dataclass(frozen=True, slots=True)
class Database:
    """The two ways in, and what differs between engines.

    A transaction of `writer` has every other writer of the database, of any process, wait from its first moment; one of
    `reader` sees one consistent state, waits for nobody and cannot write. `time` is when the database let a transaction
    begin, by its own clock; None if it has no other clock than this machine's.
    """

    writer: AsyncEngine
    reader: AsyncEngine
    words: Words
    time: Callable[[AsyncConnection], datetime | None] = no_time

    async def close(self) -> None:
        """Close all connections. Open transactions end first."""
        await self.writer.dispose()
        await self.reader.dispose()
