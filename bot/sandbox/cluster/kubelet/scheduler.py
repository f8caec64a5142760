"""The scheduler: a node for a pod by what is requested, or the reason why there is none."""

from collections import Counter

from bot.sandbox.cluster.kubelet.pods import refresh, set_condition
from bot.sandbox.cluster.objects import Obj, dig, is_finished, labels_of, name_of, namespace_of
from bot.sandbox.cluster.physics import quantity
from bot.sandbox.cluster.resources import NODES, PODS
from bot.sandbox.cluster.world import World

_RESOURCES = ("cpu", "memory")


def place(world: World, pod: Obj) -> bool:
    """Bind the pod to the emptiest node that fits; False with a FailedScheduling event if none does."""
    nodes = world.store.all(NODES)
    used = _used(world)
    refusals = {name_of(node): _refusal(node, pod, used) for node in nodes}
    fitting = [name for name, why in refusals.items() if not why]
    if not fitting:
        _say_no(world, pod, Counter(refusals.values()), len(nodes))
        return False
    node = min(fitting, key=lambda name: (used[name, "pods"], name))
    pod["spec"]["nodeName"] = node
    address = next(item for item in nodes if name_of(item) == node)
    pod["status"]["hostIP"] = next(
        (
            item["address"]
            for item in dig(address, "status", "addresses") or []
            if item["type"] == "InternalIP"
        ),
        "",
    )
    set_condition(world, pod, "PodScheduled", holds=True)
    message = f"Successfully assigned {namespace_of(pod)}/{name_of(pod)} to {node}"
    world.event(pod, "Scheduled", message, "default-scheduler")
    refresh(world, pod)
    return True


def _used(world: World) -> Counter[tuple[str, str]]:
    used: Counter[tuple[str, str]] = Counter()
    for pod in world.store.all(PODS):
        node = pod["spec"].get("nodeName")
        if node and not is_finished(pod):
            used[node, "pods"] += 1
            for resource in _RESOURCES:
                used[node, resource] += _milli(pod, resource)
    return used


def _milli(pod: Obj, resource: str) -> int:
    total = 0.0
    for container in pod["spec"].get("containers") or []:
        total += quantity(dig(container, "resources", "requests", resource) or 0)
    return round(total * 1000)


def _refusal(node: Obj, pod: Obj, used: Counter[tuple[str, str]]) -> str:
    if node["spec"].get("unschedulable"):
        return "node(s) were unschedulable"
    taint = _untolerated(node, pod)
    if taint is not None:
        return f"node(s) had untolerated taint {{{taint['key']}: {taint.get('value', '')}}}"
    wanted = pod["spec"].get("nodeSelector") or {}
    if any(labels_of(node).get(key) != value for key, value in wanted.items()):
        return "node(s) didn't match Pod's node affinity/selector"
    name = name_of(node)
    for resource in _RESOURCES:
        room = round(quantity(dig(node, "status", "allocatable", resource) or 0) * 1000)
        if used[name, resource] + _milli(pod, resource) > room:
            return f"Insufficient {resource}"
    if used[name, "pods"] >= int(dig(node, "status", "allocatable", "pods") or 110):
        return "Too many pods"
    return ""


def _untolerated(node: Obj, pod: Obj) -> Obj | None:
    """The first taint of the node that keeps the pod away."""
    bars = [taint for taint in node["spec"].get("taints") or [] if taint["effect"] != "PreferNoSchedule"]
    held = pod["spec"].get("tolerations") or []
    return next((taint for taint in bars if not any(_tolerates(one, taint) for one in held)), None)


def _tolerates(toleration: Obj, taint: Obj) -> bool:
    if toleration.get("effect") not in {None, "", taint["effect"]}:
        return False
    if toleration.get("key") not in {None, "", taint["key"]}:
        return False
    exists = toleration.get("operator") == "Exists"
    return exists or toleration.get("value", "") == taint.get("value", "")


def _say_no(world: World, pod: Obj, refusals: Counter[str], nodes: int) -> None:
    if not nodes:
        message = "no nodes available to schedule pods"
    else:
        reasons = ", ".join(f"{count} {why}" for why, count in sorted(refusals.items()))
        short = sum(count for why, count in refusals.items() if why.startswith("Insufficient"))
        parts = [f"{nodes - short} Preemption is not helpful for scheduling"] if nodes > short else []
        if short:
            parts.append(f"{short} No preemption victims found for incoming pod")
        none = f"0/{nodes} nodes are available"
        message = f"{none}: {reasons}. preemption: {none}: {', '.join(parts)}."
    world.event(pod, "FailedScheduling", message, "default-scheduler", warning=True)
    set_condition(
        world, pod, "PodScheduled", holds=False, why={"reason": "Unschedulable", "message": message}
    )
    world.changed(pod)
