"""Nodes: their heartbeat, the taints that follow from a cordon, and what the cluster does about a node gone silent.

The node lifecycle controller's order: 40 seconds without a lease and the node is Unknown and its pods are not ready;
300 seconds more and they are marked for deletion, which on a silent node never ends by itself.
"""

from datetime import timedelta
from functools import partial

from bot.sandbox.cluster.kubelet import lifecycle
from bot.sandbox.cluster.kubelet.pods import set_condition
from bot.sandbox.cluster.objects import Obj, condition, instant, name_of, namespace_of, stamp
from bot.sandbox.cluster.resources import LEASES, NODES, PODS
from bot.sandbox.cluster.world import World

_LEASE = timedelta(seconds=10)
_HEARTBEAT = timedelta(minutes=5)
_GRACE, _TOLERATION = 40.0, 300.0
_UNSCHEDULABLE, _UNREACHABLE = "node.kubernetes.io/unschedulable", "node.kubernetes.io/unreachable"
_HOME = "kube-node-lease"


def heartbeat(world: World) -> None:
    """Renew the leases of nodes and, more rarely, their conditions, as living kubelets do."""
    for lease in world.store.all(LEASES, _HOME):
        renewed = instant(lease["spec"]["renewTime"])
        if name_of(lease) not in world.physics.lost_nodes and world.now - renewed >= _LEASE:
            lease["spec"]["renewTime"] = micro(world)
            world.store.touch(lease)
    for node in world.store.all(NODES):
        ready = condition(node, "Ready")
        if ready is None or name_of(node) in world.physics.lost_nodes:
            continue
        if world.now - instant(ready["lastHeartbeatTime"]) >= _HEARTBEAT:
            for item in node["status"]["conditions"]:
                item["lastHeartbeatTime"] = stamp(world.now)
            world.store.touch(node)


def micro(world: World) -> str:
    """Now with microseconds, as leases write it."""
    return stamp(world.now).replace("Z", f".{world.now.microsecond:06d}Z")


def sync(world: World, node: Obj) -> None:
    """Keep the taint of a cordon, and let waiting pods try again when one is lifted."""
    cordoned = bool(node["spec"].get("unschedulable"))
    tainted = any(taint["key"] == _UNSCHEDULABLE for taint in node["spec"].get("taints") or [])
    if cordoned and not tainted:
        _taint(world, node, _UNSCHEDULABLE, "NoSchedule")
    elif tainted and not cordoned:
        kept = [taint for taint in node["spec"]["taints"] if taint["key"] != _UNSCHEDULABLE]
        node["spec"]["taints"] = kept
        if not kept:
            del node["spec"]["taints"]
        world.changed(node)
        lifecycle.reconsider(world)


def _taint(world: World, node: Obj, key: str, *effects: str) -> None:
    taints: list[Obj] = node["spec"].setdefault("taints", [])
    for effect in effects:
        at = {"timeAdded": stamp(world.now)} if effect == "NoExecute" else {}
        taints.append({"key": key, "effect": effect} | at)
    world.changed(node)


def lose(world: World, name: str) -> None:
    """From now on nothing is heard of a node."""
    lost = tuple(sorted({*world.physics.lost_nodes, name}))
    world.physics = world.physics.model_copy(update={"lost_nodes": lost})
    world.after(_GRACE, partial(_silent, world, name))


def resume(world: World, node: Obj) -> None:
    """Take up a silent node that was loaded: what is still to come of it comes at its time."""
    ready = condition(node, "Ready")
    if name_of(node) not in world.physics.lost_nodes or ready is None:
        return
    if ready["status"] == "Unknown":
        since = instant(ready["lastTransitionTime"])
        world.at(since + timedelta(seconds=_TOLERATION), partial(_evict, world, name_of(node)))
    else:
        world.after(_GRACE, partial(_silent, world, name_of(node)))


def _silent(world: World, name: str) -> None:
    """The grace is over: the node is Unknown, tainted, and its pods are no longer ready."""
    node = world.store.get(NODES, "", name)
    if node is None or name not in world.physics.lost_nodes:
        return
    for item in node["status"]["conditions"]:
        item |= {
            "status": "Unknown",
            "reason": "NodeStatusUnknown",
            "message": "Kubelet stopped posting node status.",
            "lastTransitionTime": stamp(world.now),
        }
    world.event(node, "NodeNotReady", f"Node {name} status is now: NodeNotReady", "node-controller")
    _taint(world, node, _UNREACHABLE, "NoSchedule", "NoExecute")
    for pod in _pods_on(world, name):
        set_condition(world, pod, "Ready", holds=False)
        world.event(pod, "NodeNotReady", "Node is not ready", "node-controller", warning=True)
        world.changed(pod)
    world.after(_TOLERATION, partial(_evict, world, name))


def _evict(world: World, name: str) -> None:
    """The pods' toleration is over: they are marked for deletion, so their controllers make others elsewhere."""
    if name not in world.physics.lost_nodes:
        return
    for pod in _pods_on(world, name):
        owners = {ref["kind"] for ref in pod["metadata"].get("ownerReferences") or []}
        if "DaemonSet" not in owners and "deletionTimestamp" not in pod["metadata"]:
            message = f"Marking for deletion Pod {namespace_of(pod)}/{name_of(pod)}"
            world.event(pod, "TaintManagerEviction", message, "taint-eviction-controller")
            lifecycle.leave(world, pod)


def gone(world: World, name: str) -> None:
    """A node was taken out: nobody waits for its kubelet any more, so its pods go too."""
    lost = tuple(item for item in world.physics.lost_nodes if item != name)
    world.physics = world.physics.model_copy(update={"lost_nodes": lost})
    lease = world.store.get(LEASES, _HOME, name)
    if lease is not None:
        world.store.remove(lease)
    for pod in _pods_on(world, name):
        lifecycle.vanish(world, pod)


def _pods_on(world: World, name: str) -> list[Obj]:
    return [pod for pod in world.store.all(PODS) if pod["spec"].get("nodeName") == name]
