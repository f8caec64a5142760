"""Evidence: everything that one triage reads, as one `Snapshot`, within a budget and redacted as it comes in.

What is refused, fails or comes too late becomes a gap with its reason, so a cluster that hangs gives a
snapshot full of gaps and never a triage that hangs. What comes next is `bot.diagnosis.diagnose`.
"""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from pydantic import Field

from bot.domain.errors import OutsideError, RefusedError, TransientError
from bot.domain.noun import Noun
from bot.domain.snapshot import Gap, LogKey, Read, Scope, Snapshot
from bot.facts.suspects import suspects
from bot.redaction import redact, redact_value
from bot.triage.hear import UNUSABLE, Hearing, hearings
from bot.triage.narrow import covers, hosts, named, volumes_matter
from bot.triage.ports.clock import Clock
from bot.triage.ports.cluster import Cluster, Listing
from bot.triage.ports.signals import NO_SIGNALS, Signals

# In the order in which they are asked for: when time runs out, what matters most has been read.
NAMESPACED = (
    "pods",
    "events",
    "deployments",
    "replicasets",
    "statefulsets",
    "daemonsets",
    "services",
    "endpoints",
    "configmaps",
    "jobs",
    "cronjobs",
    "persistentvolumeclaims",
    "resourcequotas",
    "limitranges",
    "networkpolicies",
    "ingresses",
    "horizontalpodautoscalers",
    "poddisruptionbudgets",
    "serviceaccounts",
)
CLAIMS, VOLUMES = "persistentvolumeclaims", "persistentvolumes"
CLUSTER_WIDE = ("nodes", "namespaces", VOLUMES, "storageclasses")

Answer = TypeVar("Answer")


class Budget(Noun):
    """Bounds on one collection.

    Seconds for one call and for all, calls at a time, containers whose logs are read, bytes of one log.
    """

    per_call: float = Field(default=5.0, gt=0)
    in_all: float = Field(default=15.0, gt=0)
    at_once: int = Field(default=8, ge=1)
    log_containers: int = Field(default=12, ge=0)
    log_bytes: int = Field(default=64_000, ge=1)


USUAL = Budget()
LATE, NO_ANSWER = "no answer in time", "no answer"


async def gather(
    cluster: Cluster,
    scope: Scope,
    *,
    clock: Clock,
    key: bytes,
    budget: Budget = USUAL,
    signals: Signals = NO_SIGNALS,
) -> Snapshot:
    """Read a scope; no fault of the cluster makes it raise or take longer than the budget allows."""
    taken_at = clock.now()
    work = _Collection(cluster, scope, clock, key, budget, asyncio.Semaphore(budget.at_once), signals)
    tasks = [asyncio.create_task(chapter) for chapter in work.chapters()]
    try:
        done, late = await asyncio.wait(tasks, timeout=budget.in_all)
    finally:
        for task in tasks:
            task.cancel()
    for task in done:
        task.result()  # an error that is not the cluster's is a fault of ours and must be seen
    if late:
        await asyncio.wait(late, timeout=1)
    return work.snapshot(taken_at)


@dataclass(slots=True)
class _Collection:
    """The reads of one triage; `asked` holds them in the order of asking, with None until one has ended."""

    cluster: Cluster
    scope: Scope
    clock: Clock
    key: bytes
    budget: Budget
    turns: asyncio.Semaphore
    signals: Signals = NO_SIGNALS
    asked: dict[str, Read | Gap | None] = field(default_factory=dict)
    objects: dict[str, dict[str, tuple[dict[str, Any], ...]]] = field(default_factory=dict)
    logs: dict[LogKey, str] = field(default_factory=dict)
    heard: Hearing = field(default_factory=Hearing)
    ended: dict[str, asyncio.Event] = field(
        default_factory=lambda: {plural: asyncio.Event() for plural in ("pods", CLAIMS)}
    )

    def chapters(self) -> list[Coroutine[Any, Any, None]]:
        """The independent parts; what the pods decide (logs, nodes, volumes) follows as soon as those are known."""
        namespace = self.scope.namespace
        for plural in (*NAMESPACED, *CLUSTER_WIDE):
            self.asked[plural] = None
        return [
            *(self._first(plural) for plural in self.ended),
            self._logs(),
            self._nodes(),
            self._volumes(),
            *(self._listed(plural, namespace) for plural in NAMESPACED if plural not in self.ended),
            self._listed("namespaces", "", fields=f"metadata.name={namespace}"),
            self._listed("storageclasses", ""),
            *hearings(self.signals, self.scope, self.clock.now(), self.heard, self.asked, self._bounded),
        ]

    def snapshot(self, taken_at: datetime) -> Snapshot:
        """What was read until now; whatever has not ended is a gap."""
        late = f"no answer within the {self.budget.in_all:g} s that one triage has for reading"
        ended = [entry or Gap(what=what, why=late, reason=LATE) for what, entry in self.asked.items()]
        return Snapshot(
            scope=self.scope,
            taken_at=taken_at,
            objects={plural: dict(homes) for plural, homes in self.objects.items()},
            logs=dict(self.logs),
            alerts=redact_value(tuple(self.heard.alerts), self.key),
            metrics=redact_value(self.heard.metrics(), self.key),
            reads=tuple(entry for entry in ended if isinstance(entry, Read)),
            gaps=tuple(entry for entry in ended if isinstance(entry, Gap)),
        )

    async def _first(self, plural: str) -> None:
        """A list that others wait for: they go on however it ended."""
        try:
            await self._listed(plural, self.scope.namespace)
        finally:
            self.ended[plural].set()

    async def _of(self, plural: str) -> tuple[dict[str, Any], ...] | None:
        """What such a list brought, once it has ended; None if it was not read."""
        await self.ended[plural].wait()
        return self.objects.get(plural, {}).get(self.scope.namespace)

    async def _nodes(self) -> None:
        """The nodes under the pods; all of them where those are not enough."""
        names = hosts(await self._of("pods") or ())
        if names:
            await self._listed("nodes", "", labels=named(names))
            told = isinstance(self.asked["nodes"], Gap)
            if told or covers(self.objects["nodes"][""], names):
                return
        await self._listed("nodes", "")

    async def _volumes(self) -> None:
        """The volumes of the cluster, where one of them can matter."""
        pods, claims = await self._of("pods"), await self._of(CLAIMS)
        if pods is None or claims is None or volumes_matter(pods, claims):
            await self._listed(VOLUMES, "")
            return
        # Not asked for, and so not told as read; the empty list says that none of them has to do with this scope.
        del self.asked[VOLUMES]
        self.objects[VOLUMES] = {"": ()}

    async def _logs(self) -> None:
        pods = await self._of("pods")
        if pods is None:
            self.asked["logs"] = Gap(
                what="logs", why="the pods were not read, so no container could be chosen"
            )
            return
        chosen = suspects(
            pods, now=self.clock.now(), service=self.scope.service, at_most=self.budget.log_containers
        )
        keys = [key for suspect in chosen for key in suspect.keys]
        for key in keys:
            self.asked[_words(key)] = None
        async with asyncio.TaskGroup() as group:
            for key in keys:
                group.create_task(self._log(key))

    async def _listed(self, plural: str, namespace: str, *, labels: str = "", fields: str = "") -> None:
        begun = _seconds()
        listing = await self._bounded(
            plural, lambda: self.cluster.list(plural, namespace, labels=labels, fields=fields)
        )
        if isinstance(listing, Gap):
            self.asked[plural] = listing
            return
        items = await self._clean(listing)
        self.objects.setdefault(plural, {})[namespace] = items
        spent = round(_seconds() - begun, 3)
        self.asked[plural] = Read(what=plural, count=len(items), bytes=listing.bytes, seconds=spent)

    async def _clean(self, listing: Listing) -> tuple[dict[str, Any], ...]:
        """The objects without secrets; in a thread, since Slack's three seconds do not wait for thousands."""
        return await asyncio.to_thread(lambda: tuple(redact_value(item, self.key) for item in listing.items))

    async def _log(self, key: LogKey) -> None:
        what, begun = _words(key), _seconds()
        text = await self._bounded(what, lambda: self.cluster.logs(key, max_bytes=self.budget.log_bytes))
        if isinstance(text, Gap):
            self.asked[what] = text
            return
        self.logs[key] = await asyncio.to_thread(redact, text, self.key)
        spent = round(_seconds() - begun, 3)
        self.asked[what] = Read(what=what, count=text.count("\n"), bytes=len(text.encode()), seconds=spent)

    async def _bounded(self, what: str, call: Callable[[], Awaitable[Answer]]) -> Answer | Gap:
        """The answer of one call when its turn comes, or why there is none."""
        async with self.turns:
            try:
                async with asyncio.timeout(self.budget.per_call):
                    return await call()
            except OutsideError as problem:
                return Gap(what=what, why=redact(str(problem), self.key), reason=_reason(problem))
            except TimeoutError:
                return Gap(what=what, why=f"no answer within {self.budget.per_call:g} s", reason=LATE)


def _reason(problem: OutsideError) -> str:
    """The kind of failure in words of ours; the other side's own stand in `why`."""
    if isinstance(problem, RefusedError):
        return "not allowed"
    return NO_ANSWER if isinstance(problem, TransientError) else UNUSABLE


def _words(key: LogKey) -> str:
    run = "previous log" if key.previous else "log"
    return f"{run} of {key.namespace}/{key.pod}/{key.container}"


def _seconds() -> float:
    """The loop's own clock, for durations: it never runs backwards."""
    return asyncio.get_running_loop().time()
