"""The sandbox's time: one clock for every limit, expiry and back-off, so that it can run faster than the wall."""

import asyncio
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class SandboxClock(Protocol):
    """Time as the sandbox sees it."""

    def now(self) -> datetime:
        """The sandbox's time, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait for that many sandbox seconds."""
        ...


class WallClock:
    """The machine's clock from the moment of making, `speed` times as fast."""

    def __init__(self, speed: float = 1.0) -> None:
        self._speed = speed
        self._began = datetime.fromtimestamp(time.time_ns() / 1e9, UTC)
        self._mark = time.monotonic()

    def now(self) -> datetime:
        """The time of making plus the time gone since, times the speed."""
        return self._began + timedelta(seconds=(time.monotonic() - self._mark) * self._speed)

    def elapsed(self) -> float:
        """Real seconds since the making, at any speed: a process that stands still does not do so any faster."""
        return time.monotonic() - self._mark

    async def sleep(self, seconds: float) -> None:
        """Wait for that many sandbox seconds: fewer real ones when the speed is above 1."""
        await asyncio.sleep(max(0.0, seconds) / self._speed)
