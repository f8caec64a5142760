"""A clock for tests: time stands still until the test moves it."""

import asyncio
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush

START = datetime(2025, 3, 4, 2, 14, tzinfo=UTC)


class FakeClock:
    """The `Clock` port with the hands in the test's fingers.

    `sleep` waits until `advance` has moved the time far enough; sleepers wake in the order of their due
    times. With `leaps=True` a sleeper moves the time itself and never waits, which suits a test of back-off.
    """

    def __init__(self, now: datetime = START, *, leaps: bool = False) -> None:
        self._now = now
        self._leaps = leaps
        self._order = 0
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self.slept: list[float] = []

    def now(self) -> datetime:
        """The time, in UTC."""
        return self._now

    def elapsed(self) -> float:
        """Seconds since 1970, by the hands."""
        return self._now.timestamp()

    async def sleep(self, seconds: float) -> None:
        """Wait until the test has moved the time by that much; each call is noted in `slept`."""
        self.slept.append(seconds)
        if self._leaps:
            self.advance(seconds)
        if self._leaps or seconds <= 0:
            await asyncio.sleep(0)
            return
        self._order += 1
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heappush(self._sleepers, (self._now + timedelta(seconds=seconds), self._order, waiter))
        await waiter

    def advance(self, seconds: float = 0, *, minutes: float = 0) -> datetime:
        """Move the time forward and wake who is due; the new time."""
        self._now += timedelta(seconds=seconds, minutes=minutes)
        while self._sleepers and self._sleepers[0][0] <= self._now:
            waiter = heappop(self._sleepers)[2]
            if not waiter.done():
                waiter.set_result(None)
        return self._now

    async def elapse(self, seconds: float, *, step: float = 1.0) -> None:
        """Move the time forward in steps and let the woken tasks run in between."""
        end = self._now + timedelta(seconds=seconds)
        while self._now < end:
            self.advance(min(step, (end - self._now).total_seconds()))
            for _ in range(20):
                await asyncio.sleep(0)

    @property
    def sleeping(self) -> int:
        """How many are waiting for the time to move."""
        return sum(not waiter.done() for _, _, waiter in self._sleepers)
