"""The machine's clock."""

import asyncio
import time
from datetime import UTC, datetime

_STEADY = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class SystemClock:
    """The `Clock` port over the machine's clock, in UTC."""

    def now(self) -> datetime:
        """The time, in UTC, to the microsecond."""
        return datetime.fromtimestamp(time.time_ns() / 1e9, UTC)

    def elapsed(self) -> float:
        """Seconds since the machine's start, those in which it slept counted where the machine can tell."""
        return time.clock_gettime(_STEADY)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
