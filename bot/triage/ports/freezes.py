"""Freezes, as the story reads them: rows by command, and sources outside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.freeze import Freeze


class FreezeRows(Protocol):
    """The store's table of freezes by command."""

    async def put(self, scope: str, until: datetime, *, by: str, why: str) -> bool:
        """Freeze a scope from now on, in place of a freeze of the same that stands; whether one was replaced."""
        ...

    async def lift(self, scope: str) -> bool:
        """End a freeze before its time; False if none of that scope stands."""
        ...

    async def standing(self) -> Sequence[Freeze]:
        """All that stand, those that end first first."""
        ...


class FreezeSource(Protocol):
    """A calendar, or a vendor's status page. A reading has a deadline of its own, and none is repeated."""

    @property
    def name(self) -> str:
        """`calendar:<name>` or `vendor:<name>`, as the configuration has it."""
        ...

    @property
    def scopes(self) -> Sequence[str]:
        """All that it may freeze: what counts as frozen when it cannot be read."""
        ...

    async def read(self, now: datetime) -> Sequence[Freeze]:
        """What stands at that moment or comes soon, as the source says it now."""
        ...
