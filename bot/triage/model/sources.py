"""Sources: what the tools of one run may read from, and how a tool says what it found.

Everything here is of tier 0: it reads. A tool sees the incident's namespace and the kinds that belong to the cluster,
and no kind that a triage would not read.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.domain.errors import OutsideError
from bot.domain.noun import Noun
from bot.domain.runbook import Runbook
from bot.domain.snapshot import LogKey, Scope, Snapshot
from bot.facts.view import View
from bot.redaction import redact
from bot.triage.evidence import CLUSTER_WIDE, NAMESPACED
from bot.triage.model.shown import cleaned
from bot.triage.ports.clock import Clock
from bot.triage.ports.cluster import Cluster, Listing
from bot.triage.ports.signals import Metrics

Answer = TypeVar("Answer")
Made = TypeVar("Made")

_SELECTOR = re.compile(r"[\w./=!,() -]{0,200}")
_NAME = re.compile(r"[a-z0-9](?:[-a-z0-9.]{0,251}[a-z0-9])?")


class CannotReadError(Exception):
    """What was asked for cannot be read; the message is a phrase that the model is told."""


class Found(Noun):
    """What a tool found: raw text, not yet fit to be shown. With `tail` its end matters more than its beginning."""

    text: str
    what: str
    ref: str
    count: int = 1
    at: datetime | None = None
    tail: bool = False


@dataclass(frozen=True, slots=True)
class Sources:
    """Where the tools of one run read.

    `cluster` and `metrics` are None where there is none, `snapshot` what the rules' diagnosis was made of (None once it
    is not kept any more). `past` gives past diagnoses of the service as lines, of those that may be shown here.
    """

    scope: Scope
    clock: Clock
    key: bytes
    cluster: Cluster | None = None
    metrics: Metrics | None = None
    snapshot: Snapshot | None = None
    runbooks: Sequence[Runbook] = ()
    past: Callable[[], Awaitable[Sequence[str]]] | None = None
    log_bytes: int = 1_000_000

    @property
    def view(self) -> View:
        """The snapshot with its indexes.

        Raises:
            CannotReadError: it is not kept any more.
        """
        if self.snapshot is None:
            raise CannotReadError("the snapshot is not kept any more; read what is there now instead")
        return View(self.snapshot)

    async def listed(self, plural: str, *, labels: str = "", fields: str = "") -> Listing:
        """The objects of a kind as they are now, in the incident's namespace or (kinds of the cluster) everywhere.

        Raises:
            CannotReadError: a kind or selector that is not for the model, or nothing could be read.
        """
        namespace = place_of(plural, self.scope.namespace)
        for selector in (labels, fields):
            if not _SELECTOR.fullmatch(selector):
                raise CannotReadError("this is no selector: write it as name=value,other!=value")
        return await self._asked(
            lambda cluster: cluster.list(plural, namespace, labels=labels, fields=fields)
        )

    async def log(self, key: LogKey) -> str:
        """The newest part of a container's log, without secrets: before any line of it is chosen, grouped or cut.

        Raises:
            CannotReadError: nothing could be read.
        """
        raw = await self._asked(lambda cluster: cluster.logs(key, max_bytes=self.log_bytes))
        return await beside(lambda: redact(cleaned(raw), self.key))

    async def _asked(self, call: Callable[[Cluster], Awaitable[Answer]]) -> Answer:
        if self.cluster is None:
            raise CannotReadError(f"cluster {self.scope.cluster} is not configured")
        try:
            return await call(self.cluster)
        except OutsideError as problem:
            raise CannotReadError(str(problem)) from problem


def place_of(plural: str, namespace: str) -> str:
    """Where a kind is read: the incident's namespace, "" for a kind of the cluster.

    Raises:
        CannotReadError: a kind that is not for the model.
    """
    if plural in NAMESPACED:
        return namespace
    if plural in CLUSTER_WIDE:
        return ""
    known = ", ".join((*NAMESPACED, *CLUSTER_WIDE))
    raise CannotReadError(f"this kind cannot be read. Kinds: {known}")


def named(name: str) -> str:
    """The name, if it can be one of an object in a cluster.

    Raises:
        CannotReadError: it cannot.
    """
    if not _NAME.fullmatch(name):
        raise CannotReadError("this is no name of an object in a cluster")
    return name


async def beside(make: Callable[[], Made]) -> Made:
    """What takes a while for large input, made beside the event loop: Slack's three seconds do not wait for it."""
    return await asyncio.to_thread(make)
