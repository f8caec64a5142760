"""The time by which the store decides, for those who need it outside of a transaction.

Replicas stand on machines whose clocks differ; the server that they share has one. What a transaction begins at is its
word, and between transactions the machine's clock runs on from the last such word.
"""

from datetime import datetime, timedelta

from bot.triage.ports.clock import Clock


class ServerClock:
    """The `Clock` port: the machine's clock, put right by what the database's server tells."""

    def __init__(self, machine: Clock) -> None:
        self._machine = machine
        self._behind = timedelta(0)

    def now(self) -> datetime:
        """The time, in UTC."""
        return self._machine.now() + self._behind

    def told(self, server: datetime | None) -> datetime:
        """Hear what the server says that it is now, None for nothing; the time of a transaction that begins so."""
        if server is None:
            return self.now()
        self._behind = server - self._machine.now()
        return server

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._machine.sleep(seconds)
