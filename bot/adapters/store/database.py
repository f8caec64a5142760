"""Database: what each engine brings; all else of the store is portable SQL."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.adapters.store.words import Words


def no_time(_connection: AsyncConnection) -> datetime | None:
    """The `time` of a database without a clock of its own."""
    return None


async def no_bell(_connection: AsyncConnection, _who: str) -> None:
    """The `ring` of a database that cannot call."""


@dataclass(frozen=True, slots=True)
class Database:
    """The two ways in, and what differs between engines.

    A transaction of `writer` has every other writer of the database, of any process, wait from its first moment; one of
    `reader` sees one consistent state, waits for nobody and cannot write. `time` is when the database let a transaction
    begin, by its own clock; None if it has no other clock than this machine's. `ring` calls the other processes when a
    writing transaction commits, with the caller's name; `bell` makes of a name and of what is to be called the round
    that listens, None if the database cannot call.
    """

    writer: AsyncEngine
    reader: AsyncEngine
    words: Words
    time: Callable[[AsyncConnection], datetime | None] = no_time
    ring: Callable[[AsyncConnection, str], Awaitable[None]] = no_bell
    bell: Callable[[str, Callable[[], None]], Callable[[], Awaitable[bool]]] | None = None

    async def close(self) -> None:
        """Close all connections. Open transactions end first."""
        await self.writer.dispose()
        await self.reader.dispose()
