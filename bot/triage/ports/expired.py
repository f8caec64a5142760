"""Rows whose time has passed, let go in steps so small that nobody who writes waits for one."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.retention import Kind


class Expired(Protocol):
    """Finding what is past its time takes a reading transaction; letting go of some of it a writing one."""

    async def of(self, kind: Kind, limit: int) -> Sequence[int]:
        """The numbers of rows whose time has passed, at most so many."""
        ...

    async def let_go(self, kind: Kind, numbers: Sequence[int]) -> int:
        """Delete those of them whose time has passed as of now; how many went."""
        ...

    async def give_back(self) -> bool:
        """Give some of the room that became free back to the disk; whether there is more to give."""
        ...
