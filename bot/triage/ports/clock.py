"""Time, injected.

`now` is what people and rows are told, and may be put right at any moment; how long something took, where safety hangs
on it, is measured by `elapsed`.
"""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """What time it is and how to wait. A sandbox's clock may run faster than the wall's."""

    def now(self) -> datetime:
        """The time, in UTC."""
        ...

    def elapsed(self) -> float:
        """Seconds since some moment: they go on while this process or machine stands still, and never back."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait that many seconds of this clock."""
        ...
