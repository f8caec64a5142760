"""The world: the objects, the physics and the time of the sandbox cluster, moved forward only when somebody looks.

Nothing runs in the background. Each request first brings the world up to the clock (`advance`): due steps of pods are
taken in the order of their times, and after each the controllers settle what follows from it. So a scenario is built
by playing its history, and a test moves hours in milliseconds.
"""

import heapq
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.sandbox.cluster.objects import Obj, digest, instant, namespace_of, stamp, uid_of
from bot.sandbox.cluster.physics import Physics
from bot.sandbox.cluster.store import Store

_EVENT_LIFE = timedelta(hours=1)
_SWEEP = timedelta(minutes=1)

Step = Callable[[], None]


@dataclass
class ContainerRun:
    """What the kubelet remembers of one container and does not write into the object."""

    stage: str
    due: datetime | None
    tries: int = 0
    retry_at: datetime | None = None
    ends_at: datetime | None = None
    end: tuple[int, str] = (0, "")
    probe_at: datetime | None = None
    live_at: datetime | None = None
    live_failures: int = 0


@dataclass
class PodRun:
    """Where a pod is on its way: `schedule`, `mount`, `run`, `leave`."""

    stage: str
    due: datetime | None
    containers: dict[str, ContainerRun] = field(default_factory=dict)


class World:
    """Objects, physics, time."""

    def __init__(self, now: datetime, seed: int = 7) -> None:
        self.now = now
        self.store = Store(seed)
        self.physics = Physics()
        self.runs: dict[str, PodRun] = {}
        self.seen: dict[str, str] = {}
        self.images: set[tuple[str, str]] = set()
        self.dirty: set[str] = set()
        self.refusals: dict[str, str] = {}
        self.retries: dict[str, datetime] = {}
        self.settle: Step = lambda: None
        self._due: list[tuple[datetime, int, Step]] = []
        self._order = itertools.count()
        self._events: dict[tuple[str, str, str, str], Obj] = {}
        self._swept = now

    def at(self, when: datetime, step: Step) -> None:
        """Take a step at that time (or at once on the next advance, if it has passed)."""
        heapq.heappush(self._due, (when, next(self._order), step))

    def after(self, seconds: float, step: Step) -> None:
        """Take a step so many seconds from now."""
        self.at(self.now + timedelta(seconds=seconds), step)

    def advance(self, until: datetime) -> None:
        """Take every step due until then, in order, and let the controllers settle after each."""
        self.settle()
        while self._due and self._due[0][0] <= until:
            when, _, step = heapq.heappop(self._due)
            self.now = max(self.now, when)
            step()
            self.settle()
        self.now = max(self.now, until)
        if self.now - self._swept >= _SWEEP:
            self._sweep()

    def changed(self, obj: Obj) -> None:
        """Say that an object was changed in place: a new version, and controllers look at its namespace."""
        self.store.touch(obj)
        self.dirty.add(namespace_of(obj))

    def look_at(self, namespace: str) -> None:
        """Have the controllers look at a namespace, though nothing in it changed: some time is over."""
        self.dirty.add(namespace)

    def event(
        self,
        about: Obj,
        reason: str,
        message: str,
        source: str,
        *,
        warning: bool = False,
        field_path: str = "",
    ) -> None:
        """Record an event; an equal one within its life is counted up. `source` is `kubelet@node-1` or a component."""
        component, _, host = source.partition("@")
        key = (uid_of(about), reason, message, field_path)
        found = self._events.get(key)
        if found is not None:
            found["count"] += 1
            found["lastTimestamp"] = stamp(self.now)
            self.store.touch(found)
            return
        name = str(about["metadata"]["name"])
        mark = digest(*key, stamp(self.now))[:16]
        involved = {
            "kind": about["kind"],
            "namespace": namespace_of(about),
            "name": name,
            "uid": uid_of(about),
            "apiVersion": about["apiVersion"],
            "resourceVersion": about["metadata"].get("resourceVersion", ""),
        }
        if field_path:
            involved["fieldPath"] = field_path
        self._events[key] = self.store.add(
            {
                "apiVersion": "v1",
                "kind": "Event",
                "metadata": {"name": f"{name}.{mark}", "namespace": namespace_of(about) or "default"},
                "involvedObject": involved,
                "reason": reason,
                "message": message,
                "source": {"component": component} | ({"host": host} if host else {}),
                "firstTimestamp": stamp(self.now),
                "lastTimestamp": stamp(self.now),
                "count": 1,
                "type": "Warning" if warning else "Normal",
                "eventTime": None,
                "reportingComponent": component,
                "reportingInstance": host,
            },
            self.now,
        )

    def forget_events(self, namespace: str) -> None:
        """Drop the memory of a namespace's events, so that equal new ones are recorded afresh."""
        self._events = {key: item for key, item in self._events.items() if namespace_of(item) != namespace}

    def adopt_event(self, item: Obj) -> None:
        """Count an event that was loaded as one of ours: equal ones add to it, and it ages."""
        about = item["involvedObject"]
        key = (about.get("uid", ""), item["reason"], item["message"], about.get("fieldPath", ""))
        self._events[key] = item

    def _sweep(self) -> None:
        """Forget events older than an hour, as the API server does."""
        self._swept = self.now
        old = [
            key
            for key, item in self._events.items()
            if self.now - instant(item["lastTimestamp"]) > _EVENT_LIFE
        ]
        for key in old:
            self.store.remove(self._events.pop(key))
