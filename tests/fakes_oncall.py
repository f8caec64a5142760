"""The far ends of what watches Lookout itself, in memory."""

from bot.domain.errors import OutsideError


class FakeHeartbeat:
    """The `Heartbeat` port; `trouble` is raised by every beat while it is set."""

    def __init__(self) -> None:
        self.taken = 0
        self.trouble: OutsideError | None = None

    async def beat(self) -> None:
        """Count it."""
        if self.trouble is not None:
            raise self.trouble
        self.taken += 1
