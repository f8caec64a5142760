"""What just changed, told to whoever waits: the page's event streams and `Workspace.wait_for`."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    """One change on the screen. `only` is the one person who can see it, "" for everybody in the channel."""

    type: str
    channel: str = ""
    ts: str = ""
    thread_ts: str = ""
    only: str = ""

    def to_json(self) -> dict[str, str]:
        """As the page gets it."""
        return {"type": self.type, "channel": self.channel, "ts": self.ts, "thread_ts": self.thread_ts}


class Feed:
    """A bell for those who wait for anything at all, and a queue for each open page."""

    def __init__(self) -> None:
        self._bell = asyncio.Event()
        self._queues: set[asyncio.Queue[Change]] = set()

    def ring(self) -> None:
        """Wake everybody who waits; they look for themselves."""
        self._bell.set()
        self._bell = asyncio.Event()

    def bell(self) -> asyncio.Event:
        """An event that is set at the next change. Take it before looking, so that no change is missed."""
        return self._bell

    def tell(self, change: Change) -> None:
        """Hand a change to every open page."""
        for queue in self._queues:
            queue.put_nowait(change)
        self.ring()

    @contextmanager
    def listening(self) -> Iterator[asyncio.Queue[Change]]:
        """A queue of the changes from now on."""
        queue: asyncio.Queue[Change] = asyncio.Queue()
        self._queues.add(queue)
        try:
            yield queue
        finally:
            self._queues.discard(queue)
