"""The machine's clock."""

import asyncio
import time
from datetime import UTC, datetime


class SystemClock:
    """The `Clock` port over the machine's clock, in UTC."""

    def now(self) -> datetime:
        """The time, in UTC, to the microsecond."""
        return datetime.fromtimestamp(time.time_ns() / 1e9, UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)
