"""Line: what came in and waits to be kept, written together.

The record takes one transaction at a time, and a storm brings dozens of events while one is written. Those that wait
meanwhile go into the next one, all of them, so that none waits for the disk once for each before it. Nobody is told
that something is kept before the transaction has committed.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any, NamedTuple

from bot.triage.ports.store import Transaction

AT_ONCE = 100

Step = Callable[[], AbstractAsyncContextManager[Transaction]]
"""Opens a writing transaction."""


class Waiting(NamedTuple):
    """One row that is to be added, and whoever waits for it."""

    kind: str
    key: str
    payload: dict[str, Any]
    kept: "asyncio.Future[bool]"


class Line:
    """The line of one process."""

    def __init__(self) -> None:
        self._waiting: list[Waiting] = []
        self._writing: asyncio.Task[None] | None = None

    async def keep(self, step: Step, kind: str, key: str, payload: dict[str, Any]) -> bool:
        """Add a task under a key; False if it is known. An error of the transaction is one for all that were in it."""
        kept: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiting(kind, key, payload, kept))
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._write(step))
        return await kept

    async def _write(self, step: Step) -> None:
        while self._waiting:
            batch: list[Waiting] = []
            try:
                async with step() as tx:
                    # Taken as late as possible: while this one waited for its turn, others have come.
                    batch, self._waiting = self._waiting[:AT_ONCE], self._waiting[AT_ONCE:]
                    known = [not await tx.tasks.add(one.kind, one.key, one.payload) for one in batch]
            except BaseException as problem:
                if not batch:
                    batch, self._waiting = self._waiting, []
                for one in batch:
                    _end(one.kept, problem)
                if not isinstance(problem, Exception):
                    raise
            else:
                for one, was_known in zip(batch, known, strict=True):
                    if not one.kept.done():
                        one.kept.set_result(not was_known)


def _end(kept: "asyncio.Future[bool]", problem: BaseException) -> None:
    if kept.done():
        return
    if isinstance(problem, asyncio.CancelledError):
        kept.cancel()
    else:
        kept.set_exception(problem)
