"""The model, as the story sees it. Whatever goes wrong on the other side is a `Reply` that says so, never an error."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.domain.model import Ended, Reply, Request, Served


def _nothing() -> Reply:
    return Reply(ended=Ended.STOPPED)


@dataclass(slots=True)
class Tab:
    """What an attempt under way came to so far, for whoever ends it before its reply: that is billed too."""

    so_far: Callable[[], Reply] = _nothing


class Model(Protocol):
    """A model's provider."""

    async def ask(self, request: Request, *, within: float, tab: Tab | None = None) -> Reply:
        """One attempt, ended after `within` seconds at the latest; never tried again by the adapter.

        It opens `tab` before it sends anything, so whoever cancels it can still say what it cost.
        """
        ...

    async def served(self) -> Sequence[Served]:
        """The models that can be asked. Raises `OutsideError` when that could not be read."""
        ...
