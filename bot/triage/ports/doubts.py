"""Doubts: what of a restored record is not to be believed, since the hours after the backup are not in it."""

from collections.abc import Collection
from typing import Protocol


class Doubts(Protocol):
    """Moves tasks and letters to where nothing is done twice."""

    async def call_off(self, kinds: Collection[str]) -> int:
        """Drop every task of these kinds that has not ended, whoever holds it; how many."""
        ...

    async def unposted(self) -> int:
        """Let every letter that was never posted count as tried, so that Slack is searched for it; how many."""
        ...

    async def show_again(self, keys: Collection[str]) -> int:
        """Let Slack's messages of these letters be edited anew: they may show more than the record knows; how many."""
        ...
