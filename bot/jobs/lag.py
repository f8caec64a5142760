"""Lag: how late this process' event loop comes back to who waits. All of Lookout hangs on it, Slack's answers first."""

import asyncio

from bot.triage.spread import LAG, Spread

EVERY = 0.5
"""Seconds between two looks."""


class Lag:
    """Looks until its task is cancelled; `late` has by how many seconds each look came too late."""

    def __init__(self, every: float = EVERY) -> None:
        self.late = Spread(LAG)
        self._every = every

    async def watch(self) -> None:
        """For ever."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + self._every
            await asyncio.sleep(self._every)
            self.late.add(loop.time() - due)
