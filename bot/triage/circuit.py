"""Circuit: a cluster that gave no answer again and again is not asked for a while, so that nobody waits for it.

A triage of it then ends at once, with gaps that say why, instead of holding its place in the slow lane until its
deadlines have passed. After a pause one call tries; whoever else asks meanwhile waits for how that one ends, so the
first triage after the cluster is back reads everything. A refusal or an error that the cluster answered is an answer.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from bot.domain.errors import OutsideError, SilentError
from bot.domain.snapshot import LogKey
from bot.triage.ports.cluster import Cluster, Listing

log = structlog.get_logger()

SILENT_CALLS = 5
"""So many calls in a row without an answer, and the circuit opens."""
PAUSE = 10.0
"""Seconds without a call, then one tries."""
NEARLY = 0.8
"""The share of a call's deadline after which being cut counts as silence: the caller's own deadline may come first."""


class Circuit:
    """The `Cluster` port over another one; `per_call` is the deadline of one call in seconds."""

    def __init__(self, cluster: Cluster, *, per_call: float, pause: float = PAUSE) -> None:
        self._cluster = cluster
        self._per_call = per_call
        self._pause = pause
        self._silent = 0
        self._closed_until = 0.0
        self._trial: asyncio.Event | None = None

    @property
    def name(self) -> str:
        """The name of the cluster in the configuration."""
        return self._cluster.name

    @property
    def is_open(self) -> bool:
        """Whether the cluster gave no answer so often that it is asked only now and then."""
        return self._silent >= SILENT_CALLS

    async def list(self, plural: str, namespace: str, *, labels: str = "", fields: str = "") -> Listing:
        """As the cluster's own. Raises `SilentError` at once while the circuit is open."""
        async with self._passing():
            return await self._cluster.list(plural, namespace, labels=labels, fields=fields)

    async def logs(self, key: LogKey, *, max_bytes: int = 64_000) -> str:
        """As the cluster's own. Raises `SilentError` at once while the circuit is open."""
        async with self._passing():
            return await self._cluster.logs(key, max_bytes=max_bytes)

    @asynccontextmanager
    async def _passing(self) -> AsyncIterator[None]:
        trial = await self._admit()
        begun = _seconds()
        try:
            yield
        except SilentError:
            self._note_silence()
            raise
        except asyncio.CancelledError:
            if _seconds() - begun >= self._per_call * NEARLY:
                self._note_silence()
            raise
        except OutsideError:
            self._note_answer()
            raise
        else:
            self._note_answer()
        finally:
            if trial is not None:
                self._trial = None
                trial.set()

    async def _admit(self) -> asyncio.Event | None:
        """Let a call through; with the event to set at its end if it is the one that tries."""
        while self._trial is not None:
            await self._trial.wait()
        if not self.is_open:
            return None
        left = self._closed_until - _seconds()
        if left > 0:
            raise SilentError(
                f"not asked: the cluster {self.name} left the last {self._silent} calls without an answer; "
                f"the next try is in {max(left, 1):.0f} s"
            )
        self._trial = asyncio.Event()
        return self._trial

    def _note_silence(self) -> None:
        self._silent += 1
        if self.is_open:
            self._closed_until = _seconds() + self._pause
        if self._silent == SILENT_CALLS:
            log.warning("a cluster gives no answer; it is asked only now and then", cluster=self.name)

    def _note_answer(self) -> None:
        if self.is_open:
            log.info("a cluster answers again", cluster=self.name)
        self._silent = 0


def _seconds() -> float:
    """The loop's own clock, for durations: it never runs backwards."""
    return asyncio.get_running_loop().time()
