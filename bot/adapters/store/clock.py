"""The time by which the store decides, for those who need it outside of a transaction.

Replicas stand on machines whose clocks differ; the server that they share has one. What a transaction begins at is its
word, and between transactions the machine's clock runs on from the last such word. A word may be heard late, by a
process that stood still meanwhile: it tells only that the server's time was so at some moment since it was asked.
"""

from datetime import datetime, timedelta

from bot.triage.ports.clock import Clock


class ServerClock:
    """The `Clock` port: the machine's clock, put right by what the database's server tells."""

    def __init__(self, machine: Clock) -> None:
        self._machine = machine
        self._behind: timedelta | None = None

    def now(self) -> datetime:
        """The time, in UTC."""
        return self._machine.now() + (self._behind or timedelta(0))

    def asked(self) -> datetime:
        """The machine's time, to be noted before the server is asked for its own."""
        return self._machine.now()

    def told(self, server: datetime | None, asked: datetime) -> datetime:
        """Hear what the server says that it is, None for nothing; the time of a transaction that begins so.

        How far the machine is behind lies between the two bounds that the asking and the hearing give. It is moved no
        further than into them, so an answer that was heard late moves nothing.
        """
        if server is None:
            return self.now()
        least, most = server - self._machine.now(), server - asked
        self._behind = least if self._behind is None else min(max(self._behind, least), most)
        return server

    def elapsed(self) -> float:
        """Seconds since some moment, by the machine: nothing that a server says moves them."""
        return self._machine.elapsed()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await self._machine.sleep(seconds)
