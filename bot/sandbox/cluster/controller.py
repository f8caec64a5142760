"""The controller manager: settles every namespace in which something changed, and keeps nodes' heartbeats fresh."""

from collections.abc import Callable

from bot.sandbox.cluster import nodes, quota
from bot.sandbox.cluster.objects import Obj, name_of, namespace_of
from bot.sandbox.cluster.resources import (
    BUDGETS,
    CRONJOBS,
    DAEMONSETS,
    DEPLOYMENTS,
    JOBS,
    NODES,
    RESOURCEQUOTAS,
    SERVICES,
    STATEFULSETS,
    Resource,
)
from bot.sandbox.cluster.workloads import budgets, deployments, jobs, ordered, services
from bot.sandbox.cluster.world import World

Sync = Callable[[World, Obj], None]

_ROUNDS = 50
_WORKLOADS: tuple[tuple[Resource, Sync], ...] = (
    (DEPLOYMENTS, deployments.sync),
    (STATEFULSETS, ordered.sync),
    (DAEMONSETS, ordered.sync),
    (JOBS, jobs.sync),
    (CRONJOBS, jobs.sync_cron),
)
_CONSEQUENCES: tuple[tuple[Resource, Sync], ...] = (
    (SERVICES, services.sync),
    (RESOURCEQUOTAS, quota.sync),
    (BUDGETS, budgets.sync),
)
"""What follows from the pods that there are, in this order."""


class Controller:
    """Settles what follows from changes. Workloads held still are photographs until somebody writes to one."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._still: dict[str, set[tuple[str, str]]] = {}
        self._touched: set[str] = set()
        world.settle = self.settle

    def settle(self) -> None:
        """Let every controller look at the changed namespaces until nothing more follows."""
        for _ in range(_ROUNDS):
            if not self._world.dirty:
                return
            namespaces, self._world.dirty = sorted(self._world.dirty), set()
            for namespace in namespaces:
                self._namespace(namespace)

    def hold_still(self, namespace: str, workloads: list[Obj]) -> None:
        """Keep loaded workloads of a folder exactly as they were photographed."""
        self._still[namespace] = {(item["kind"], name_of(item)) for item in workloads}

    def release(self, obj: Obj) -> None:
        """A write came to this workload: from now on it is alive, and so are the Services beside it."""
        self._touched.add(namespace_of(obj))
        self._still.get(namespace_of(obj), set()).discard((obj["kind"], name_of(obj)))

    def forget(self, namespace: str) -> None:
        """Nothing of a namespace is held still any more."""
        self._still.pop(namespace, None)
        self._touched.discard(namespace)

    def _namespace(self, namespace: str) -> None:
        if not namespace:
            for node in self._world.store.all(NODES):
                nodes.sync(self._world, node)
            return
        for resource, sync in _WORKLOADS:
            for item in self._alive(resource, namespace):
                sync(self._world, item)
        if namespace not in self._still or namespace in self._touched:
            for resource, sync in _CONSEQUENCES:
                for item in self._world.store.all(resource, namespace):
                    sync(self._world, item)

    def _alive(self, resource: Resource, namespace: str) -> list[Obj]:
        held = self._still.get(namespace, set())
        found = self._world.store.all(resource, namespace)
        return [item for item in found if (item["kind"], name_of(item)) not in held]

    def heartbeat(self) -> None:
        """What living kubelets say from time to time."""
        nodes.heartbeat(self._world)
