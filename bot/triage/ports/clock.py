"""Time, injected."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """What time it is and how to wait. A sandbox's clock may run faster than the wall's."""

    def now(self) -> datetime:
        """The time, in UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait that many seconds of this clock."""
        ...
