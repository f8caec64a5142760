"""The bell: LISTEN and NOTIFY, by which a process that committed something to do calls the other ones at once.

It carries no news, only that there is some: who is called looks at the rows, as at each tick. So nothing hangs on it; a
call that gets lost, or a server or pooler without any, costs the wait for the next tick.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import psycopg
from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.adapters.store.postgres.engine import driven, ways
from bot.adapters.store.postgres.errors import translated_error
from bot.domain.errors import TransientError

CHANNEL = "lookout"
LOOK_EVERY = 30.0
"""Seconds without a call after which the server is asked whether it is there, and still the one that takes writes."""
ANSWER_WITHIN = 5.0
GAP = 0.1
"""Seconds between two calls that are passed on: in a storm every commit of every process would wake all loops."""
_RING = text(f"SELECT pg_notify('{CHANNEL}', :who)")
_STANDBY = (
    "The database server that calls this process takes no writes any more; another connection is tried."
)
_SILENT = "The database server does not answer on the connection by which it calls; another one is tried."


async def ring(connection: AsyncConnection, who: str) -> None:
    """Call the others when this transaction commits; `who` tells the caller's own bell to leave it."""
    await connection.execute(_RING, {"who": who})


class Bell:
    """A round that lasts: calls `wake` for each call of another process, and once when it begins to hear."""

    def __init__(self, url: URL, who: str, wake: Callable[[], None]) -> None:
        self._url = url
        self._who = who
        self._wake = wake
        self._woken_at = float("-inf")

    async def __call__(self) -> bool:
        """Listen until the connection ends. Raises the house's errors, with which a loop begins anew."""
        try:
            connection = await self._listening()
            try:
                while True:
                    await self._hear(connection)
            finally:
                await connection.close()
        except psycopg.Error as problem:
            raise translated_error(problem) from problem

    async def _listening(self) -> "psycopg.AsyncConnection[Any]":
        where = driven(self._url)
        _, told = where.get_dialect()().create_connect_args(where)
        connection = await psycopg.AsyncConnection.connect(autocommit=True, **{**ways(self._url), **told})
        await connection.execute(f"LISTEN {CHANNEL}")
        # What was committed while nobody listened.
        self._wake()
        return connection

    def _called(self) -> None:
        """Wake at once, or when the gap after the last time is over; until then more calls are one."""
        loop = asyncio.get_running_loop()
        if self._woken_at <= loop.time():
            self._woken_at = max(loop.time(), self._woken_at + GAP)
            loop.call_at(self._woken_at, self._wake)

    async def _hear(self, connection: "psycopg.AsyncConnection[Any]") -> None:
        async for call in connection.notifies(timeout=LOOK_EVERY):
            if call.payload != self._who:
                self._called()
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                row = await (await connection.execute("SELECT pg_is_in_recovery()")).fetchone()
        except TimeoutError:
            raise TransientError(_SILENT) from None
        if row is None or row[0]:
            raise TransientError(_STANDBY)
