"""The store's tables of what stands by a person's word until it is lifted: stops, and mutes."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.mute import Mute
from bot.domain.stop import Stop, Switch


class Stops(Protocol):
    """The kill switch as rows."""

    async def pull(self, stop: Stop) -> bool:
        """Stop a scope; False if it was stopped already."""
        ...

    async def lift(self, scope: str) -> bool:
        """Resume a scope; False if it was not stopped."""
        ...

    async def read(self) -> Switch:
        """All levers, as of now."""
        ...


class Mutes(Protocol):
    """Causes of services that are told last for a while."""

    async def put(self, mute: Mute) -> bool:
        """Mute a cause of a service, in place of a mute of the same that stands; whether one was replaced."""
        ...

    async def lift(self, cause: str, service: str) -> bool:
        """End a mute before its time; False if none stands."""
        ...

    async def standing(self) -> Sequence[Mute]:
        """All whose time has not passed and that were not lifted, those that end first first."""
        ...
