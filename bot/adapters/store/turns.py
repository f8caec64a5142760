"""Turns: SQLite takes one writer at a time, so those of this process wait here, and what Slack waits for goes first.

An acknowledgement is given when what came in is kept; the work that is due can wait for that, and never for long: what
comes in is written together.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.domain.errors import TransientError

_BUSY = (
    "Another transaction of Lookout held the database for {:g} s; nothing was written, and it is tried again."
)


class Turns:
    """One turn at a time: the urgent before others, among equals in their order."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._taken = False
        self._urgent: deque[asyncio.Future[None]] = deque()
        self._others: deque[asyncio.Future[None]] = deque()

    @asynccontextmanager
    async def take(self, *, urgent: bool) -> AsyncIterator[None]:
        """Hold the turn for the block. Raises `TransientError` if it does not come within `patience` seconds."""
        if self._taken:
            await self._wait(self._urgent if urgent else self._others)
        self._taken = True
        try:
            yield
        finally:
            self._pass_on()

    async def _wait(self, queue: "deque[asyncio.Future[None]]") -> None:
        called = asyncio.get_running_loop().create_future()
        queue.append(called)
        try:
            async with asyncio.timeout(self._patience):
                await called
        except TimeoutError:
            self._leave(queue, called)
            raise TransientError(_BUSY.format(self._patience)) from None
        except asyncio.CancelledError:
            self._leave(queue, called)
            raise

    def _leave(self, queue: "deque[asyncio.Future[None]]", called: "asyncio.Future[None]") -> None:
        """Not waiting any more; a turn that was given in that very moment is the next one's."""
        if called in queue:
            queue.remove(called)
        elif called.done() and not called.cancelled():
            self._pass_on()

    def _pass_on(self) -> None:
        """The turn stays taken while it goes from hand to hand, so nobody slips in between."""
        while queue := self._urgent or self._others:
            called = queue.popleft()
            if not called.done():
                called.set_result(None)
                return
        self._taken = False
