"""The model, as the story sees it. Whatever goes wrong on the other side is a `Reply` that says so, never an error."""

from collections.abc import Sequence
from typing import Protocol

from bot.domain.model import Reply, Request, Served


class Model(Protocol):
    """A model's provider."""

    async def ask(self, request: Request, *, within: float) -> Reply:
        """One attempt, ended after `within` seconds at the latest; never tried again by the adapter."""
        ...

    async def served(self) -> Sequence[Served]:
        """The models that can be asked. Raises `OutsideError` when that could not be read."""
        ...
