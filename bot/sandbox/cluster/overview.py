"""The cluster on one page: pods by namespace as `kubectl get pods` shows them, and the latest events."""

from bot.sandbox.cluster.objects import Obj, dig
from bot.sandbox.cluster.resources import EVENTS, NODES, PODS
from bot.sandbox.cluster.table.ages import age
from bot.sandbox.cluster.table.pods import pod_ready, pod_restarts, pod_status
from bot.sandbox.cluster.world import World

_EVENTS = 30


def overview(world: World) -> Obj:
    """JSON for a page: `{now, nodes, namespaces: [{name, pods: [...]}], events: [...]}`."""
    namespaces: dict[str, list[Obj]] = {}
    for pod in world.store.all(PODS):
        row = {
            "name": pod["metadata"]["name"],
            "ready": pod_ready(pod),
            "status": pod_status(pod),
            "restarts": pod_restarts(pod, world.now),
            "age": age(pod["metadata"].get("creationTimestamp"), world.now),
            "node": dig(pod, "spec", "nodeName") or "<none>",
        }
        namespaces.setdefault(pod["metadata"]["namespace"], []).append(row)
    return {
        "now": world.now.isoformat(),
        "nodes": [_node(node) for node in world.store.all(NODES)],
        "namespaces": [{"name": name, "pods": pods} for name, pods in sorted(namespaces.items())],
        "events": [_event(item, world) for item in _latest(world)],
    }


def _node(node: Obj) -> Obj:
    conditions = {item["type"]: item["status"] for item in dig(node, "status", "conditions") or []}
    return {
        "name": node["metadata"]["name"],
        "ready": conditions.get("Ready") == "True",
        "schedulable": not node.get("spec", {}).get("unschedulable", False),
    }


def _latest(world: World) -> list[Obj]:
    return sorted(world.store.all(EVENTS), key=lambda item: item.get("lastTimestamp") or "", reverse=True)[
        :_EVENTS
    ]


def _event(item: Obj, world: World) -> Obj:
    about = item["involvedObject"]
    return {
        "age": age(item.get("lastTimestamp"), world.now),
        "namespace": about.get("namespace", ""),
        "object": f"{about['kind'].lower()}/{about['name']}",
        "type": item.get("type", ""),
        "reason": item.get("reason", ""),
        "message": item.get("message", ""),
        "count": item.get("count", 1),
    }
