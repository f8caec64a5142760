"""The cluster's memory: raw objects by kind, namespace and name, with one counter for resource versions."""

import random
from collections import deque
from dataclasses import dataclass
from datetime import datetime

from bot.sandbox.cluster.objects import Obj, name_of, namespace_of, new_uid, stamp
from bot.sandbox.cluster.resources import BY_KIND, Resource

_HISTORY = 2000


@dataclass(frozen=True)
class Change:
    """One change, for watchers: ADDED, MODIFIED or DELETED. `obj` is the live object, as it is when it is sent."""

    version: int
    kind: str
    resource: Resource
    obj: Obj


class Store:
    """Objects as the API has them. Every stored change takes the next resource version."""

    def __init__(self, seed: int = 7) -> None:
        self.version = 1000
        self.dice = random.Random(seed)
        self.changes: deque[Change] = deque(maxlen=_HISTORY)
        self._objects: dict[Resource, dict[str, dict[str, Obj]]] = {}

    def get(self, resource: Resource, namespace: str, name: str) -> Obj | None:
        """The live object (not a copy), or None."""
        return self._objects.get(resource, {}).get(namespace, {}).get(name)

    def all(self, resource: Resource, namespace: str = "") -> list[Obj]:
        """Live objects in the order of namespace and name; "" means all namespaces."""
        shelves = self._objects.get(resource, {})
        wanted = (namespace,) if namespace else sorted(shelves)
        return [
            shelf[name] for space in wanted for shelf in (shelves.get(space, {}),) for name in sorted(shelf)
        ]

    def add(self, obj: Obj, now: datetime) -> Obj:
        """Store a new object, giving it a uid and a creation time if it has none."""
        resource = BY_KIND[obj["kind"]]
        obj["metadata"].setdefault("uid", new_uid(self.dice))
        obj["metadata"].setdefault("creationTimestamp", stamp(now))
        self._objects.setdefault(resource, {}).setdefault(namespace_of(obj), {})[name_of(obj)] = obj
        self._record("ADDED", resource, obj)
        return obj

    def touch(self, obj: Obj) -> None:
        """Say that a stored object was changed in place."""
        self._record("MODIFIED", BY_KIND[obj["kind"]], obj)

    def remove(self, obj: Obj) -> None:
        """Forget an object; one that is gone already is no error."""
        resource = BY_KIND[obj["kind"]]
        shelf = self._objects.get(resource, {}).get(namespace_of(obj), {})
        if shelf.pop(name_of(obj), None) is not None:
            self._record("DELETED", resource, obj)

    def everything(self) -> list[Obj]:
        """All live objects, kind by kind."""
        return [obj for resource in self._objects for obj in self.all(resource)]

    def _record(self, kind: str, resource: Resource, obj: Obj) -> None:
        self.version += 1
        obj["metadata"]["resourceVersion"] = str(self.version)
        self.changes.append(Change(self.version, kind, resource, obj))
