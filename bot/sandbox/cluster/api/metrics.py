"""The resource metrics API, for `kubectl top`: what pods and nodes use, the same numbers for the same minute."""

import math
from collections import Counter

from bot.sandbox.cluster.kubelet.pods import workload_of
from bot.sandbox.cluster.objects import (
    Obj,
    dig,
    digest,
    is_ready,
    labels_of,
    name_of,
    namespace_of,
    stamp,
    uid_of,
)
from bot.sandbox.cluster.physics import quantity
from bot.sandbox.cluster.resources import NODES, PODS
from bot.sandbox.cluster.selectors import label_match
from bot.sandbox.cluster.status import no_such_path, not_found
from bot.sandbox.cluster.world import World

GROUP, VERSION = "metrics.k8s.io", "v1beta1"
_PREFIX = f"/apis/{GROUP}/{VERSION}/"
_SYSTEM_CPU, _SYSTEM_MEMORY = 0.14, 900 * 2**20


def discovered() -> Obj:
    """The group's list of kinds."""
    kinds = (("nodes", "NodeMetrics", False), ("pods", "PodMetrics", True))
    resources = [
        {"name": name, "singularName": "", "namespaced": homed, "kind": kind, "verbs": ["get", "list"]}
        for name, kind, homed in kinds
    ]
    version = f"{GROUP}/{VERSION}"
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": version, "resources": resources}


def is_metrics(path: str) -> bool:
    """Whether a path is of this API."""
    return path.startswith(_PREFIX)


def measure(world: World, path: str, selector: str) -> Obj:
    """The answer to a read of this API.

    Raises:
        ApiError: 404, no such path, pod or node.
    """
    parts = path.removeprefix(_PREFIX).split("/")
    namespace = ""
    if parts[0] == "namespaces" and len(parts) > len(("namespaces", "x")):
        namespace, parts = parts[1], parts[2:]
    plural, name = [*parts, ""][:2]
    if plural not in {"pods", "nodes"}:
        raise no_such_path()
    matches = label_match(selector)
    if plural == "pods":
        found = [_pod(world, pod) for pod in world.store.all(PODS, namespace) if _runs(pod) and matches(pod)]
    else:
        usage = _by_node(world)
        found = [_node(world, node, usage) for node in world.store.all(NODES) if matches(node)]
    if not name:
        kind = "PodMetricsList" if plural == "pods" else "NodeMetricsList"
        return {"kind": kind, "apiVersion": f"{GROUP}/{VERSION}", "metadata": {}, "items": found}
    one = next((item for item in found if name_of(item) == name), None)
    if one is None:
        raise not_found(PODS if plural == "pods" else NODES, name)
    return one


def _runs(pod: Obj) -> bool:
    statuses = dig(pod, "status", "containerStatuses") or []
    return any("running" in status["state"] for status in statuses)


def _pod(world: World, pod: Obj) -> Obj:
    containers = [
        {"name": container["name"], "usage": _usage(*used(world, pod, container))}
        for container in pod["spec"]["containers"]
    ]
    return _measured(world, "PodMetrics", pod) | {"containers": containers}


def _node(world: World, node: Obj, usage: Counter[tuple[str, str]]) -> Obj:
    name = name_of(node)
    cpu = _SYSTEM_CPU + usage[name, "cpu"] / 1000
    return _measured(world, "NodeMetrics", node) | {
        "usage": _usage(cpu, _SYSTEM_MEMORY + usage[name, "memory"])
    }


def _measured(world: World, kind: str, obj: Obj) -> Obj:
    metadata: Obj = {"name": name_of(obj), "labels": labels_of(obj)}
    if namespace_of(obj):
        metadata["namespace"] = namespace_of(obj)
    when = {"timestamp": stamp(world.now), "window": "15s"}
    return {"kind": kind, "apiVersion": f"{GROUP}/{VERSION}", "metadata": metadata} | when


def used(world: World, pod: Obj, container: Obj) -> tuple[float, float]:
    """Cores and bytes that a container uses: a share of its requests that wanders, less while it serves nobody."""
    app = world.physics.app(namespace_of(pod), workload_of(world, pod))
    luck = int(digest(uid_of(pod), container["name"])[:4], 16) / 0xFFFF
    wave = math.sin(world.now.timestamp() / 600 + luck * 6)
    busy = 0.35 + 0.15 * luck + 0.05 * wave if is_ready(pod) else 0.02
    cores = quantity(dig(container, "resources", "requests", "cpu") or "50m") * busy
    memory = quantity(dig(container, "resources", "requests", "memory") or "64Mi") * (0.6 + 0.2 * luck)
    return cores, float(app.memory.at_start) if app.memory is not None else memory


def _by_node(world: World) -> Counter[tuple[str, str]]:
    found: Counter[tuple[str, str]] = Counter()
    for pod in world.store.all(PODS):
        for container in pod["spec"]["containers"] if _runs(pod) else ():
            cores, memory = used(world, pod, container)
            found[pod["spec"]["nodeName"], "cpu"] += round(cores * 1000)
            found[pod["spec"]["nodeName"], "memory"] += round(memory)
    return found


def _usage(cores: float, memory: float) -> Obj:
    return {"cpu": f"{round(cores * 1e9)}n", "memory": f"{round(memory / 1024)}Ki"}
