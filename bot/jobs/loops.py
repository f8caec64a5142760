"""Loops: a few workers over due tasks and a few deliverers over letters.

All waiting is rows with a due time, so a loop only needs to be told to look: by whoever committed something new, or by
the scheduler's tick. Of the loops of one kind a single one looks, and calls the next one when it found something: in a
storm most of them would look in vain, each with a turn at the record. A loop outlives any error of one round.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.domain.errors import OutsideError
from bot.jobs.lag import Lag

log = structlog.get_logger()

Round = Callable[[], Awaitable[bool]]
"""One round of work; False when there was nothing to do."""

PAUSE_AFTER_ERROR = 1.0
TICKS_MISSED = 15
"""So many ticks without one: whatever holds the process, it looks at nothing that is due."""


class Loops:
    """Runs rounds until stopped. `tick` is in wall-clock seconds.

    Those `at_leisure` mostly wait, and what is cut of them is done again after the next start: a stop waits for none.
    """

    def __init__(
        self, rounds: Sequence[Round], *, at_leisure: Sequence[Round] = (), tick: float = 1.0
    ) -> None:
        self._rounds = (*rounds, *at_leisure)
        self._at_leisure = at_leisure
        self._tick = tick
        self._calls: dict[Round, asyncio.Event] = {one: asyncio.Event() for one in self._rounds}
        self._tasks: list[asyncio.Task[None]] = []
        self._ending = False
        self._ticked_at = 0.0
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._watch: asyncio.Task[None] | None = None
        self.lag = Lag()

    def wake(self) -> None:
        """There may be something to do."""
        for call in self._calls.values():
            call.set()

    def start(self) -> None:
        """Begin; needs a running event loop."""
        self._scheduler.add_job(
            self._ticked,
            "interval",
            seconds=self._tick,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        self._scheduler.start()
        self._ticked_at = asyncio.get_running_loop().time()
        self._tasks = [asyncio.create_task(self._loop(one, self._calls[one])) for one in self._rounds]
        self._watch = asyncio.create_task(self.lag.watch())

    @property
    def silent(self) -> float:
        """Seconds since the last tick."""
        return asyncio.get_running_loop().time() - self._ticked_at

    @property
    def ended(self) -> int:
        """How many loops are over, though none should be."""
        return sum(task.done() for task in self._tasks)

    async def check(self) -> str:
        """Why the work stands still, "" if it does not."""
        if self.silent > self._tick * TICKS_MISSED:
            return f"no tick for {self.silent:.0f} s"
        return f"{self.ended} of {len(self._tasks)} loops have ended" if self.ended else ""

    async def stop(self, patience: float = 5.0) -> None:
        """Let running rounds end within `patience` seconds, then cancel them; a lease covers what is cut."""
        if self._watch is not None:
            self._watch.cancel()
        for task in self._tasks[len(self._tasks) - len(self._at_leisure) :]:
            task.cancel()
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        self._ending = True
        self.wake()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=patience)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _ticked(self) -> None:
        """A coroutine, because the scheduler runs plain functions in threads, where an event may not be set."""
        self._ticked_at = asyncio.get_running_loop().time()
        self.wake()

    async def _loop(self, one_round: Round, call: asyncio.Event) -> None:
        while not self._ending:
            try:
                while await one_round() and not self._ending:
                    call.set()
            except OutsideError as problem:
                log.warning("a round could not be worked", why=str(problem))
                await asyncio.sleep(PAUSE_AFTER_ERROR)
            except Exception:
                log.exception("a round failed")
                await asyncio.sleep(PAUSE_AFTER_ERROR)
            if not self._ending:
                await self._called(call)

    async def _called(self, call: asyncio.Event) -> None:
        """Wait for a call that no other loop of this kind has answered."""
        while not self._ending:
            await call.wait()
            if call.is_set() and not self._ending:
                call.clear()
                return
