"""StatefulSets and DaemonSets: pods with fixed places, replaced one at a time."""

from bot.sandbox.cluster.kubelet import lifecycle
from bot.sandbox.cluster.objects import (
    Obj,
    canonical,
    is_owned_by,
    is_ready,
    labels_of,
    name_of,
    namespace_of,
    safe_word,
    uid_of,
)
from bot.sandbox.cluster.resources import NODES, PODS
from bot.sandbox.cluster.workloads.making import make
from bot.sandbox.cluster.world import World

_HASH = "controller-revision-hash"


def sync(world: World, owner: Obj) -> None:
    """Do what the StatefulSet or DaemonSet asks for now."""
    mark = safe_word(uid_of(owner) + canonical(owner["spec"]["template"]), 9)
    revision = f"{name_of(owner)}-{mark}" if owner["kind"] == "StatefulSet" else mark
    places = _places(world, owner)
    living = [pod for pod in world.store.all(PODS, namespace_of(owner)) if is_owned_by(pod, owner)]
    held = {_place(owner, pod): pod for pod in living}
    for place in [place for place in held if place not in places]:
        lifecycle.leave(world, held.pop(place))
    _fill(world, owner, places, held, revision)
    _replace_one(world, owner, [held[place] for place in places if place in held], revision)
    _status(world, owner, places, revision)


def _places(world: World, owner: Obj) -> list[str]:
    if owner["kind"] == "StatefulSet":
        return [str(index) for index in range(owner["spec"].get("replicas", 1))]
    wanted = owner["spec"]["template"]["spec"].get("nodeSelector") or {}
    nodes = world.store.all(NODES)
    return [
        name_of(node)
        for node in nodes
        if all(labels_of(node).get(key) == value for key, value in wanted.items())
    ]


def _place(owner: Obj, pod: Obj) -> str:
    if owner["kind"] == "StatefulSet":
        return name_of(pod).rpartition("-")[2]
    return str(pod["spec"].get("nodeName", ""))


def _fill(world: World, owner: Obj, places: list[str], held: dict[str, Obj], revision: str) -> None:
    """Make the missing pods; a StatefulSet waits for each to be ready before the next."""
    stateful = owner["kind"] == "StatefulSet"
    for place in places:
        if place in held:
            if stateful and not is_ready(held[place]):
                return
            continue
        suffix = place if stateful else safe_word(str(world.store.dice.random()), 5)
        name = f"{name_of(owner)}-{suffix}"
        pod = make(world, owner, name)
        if pod is None:
            return
        pod["metadata"]["labels"] |= {_HASH: revision}
        if stateful:
            pod["metadata"]["labels"] |= {
                "statefulset.kubernetes.io/pod-name": name,
                "apps.kubernetes.io/pod-index": place,
            }
        else:
            pod["spec"]["nodeName"] = place
        held[place] = pod
        lifecycle.begin(world, pod)
        if stateful:
            return


def _replace_one(world: World, owner: Obj, pods: list[Obj], revision: str) -> None:
    if len(pods) < len(_places(world, owner)) or any("deletionTimestamp" in pod["metadata"] for pod in pods):
        return
    outdated = [pod for pod in pods if labels_of(pod).get(_HASH, revision) != revision]
    unready = [pod for pod in pods if not is_ready(pod)]
    if not outdated or any(pod not in outdated for pod in unready):
        return
    chosen = next((pod for pod in unready if pod in outdated), outdated[-1])
    stateful = owner["kind"] == "StatefulSet"
    word = f"delete Pod {name_of(chosen)} in StatefulSet {name_of(owner)} successful"
    message = word if stateful else f"Deleted pod: {name_of(chosen)}"
    world.event(owner, "SuccessfulDelete", message, f"{owner['kind'].lower()}-controller")
    lifecycle.leave(world, chosen)


def _status(world: World, owner: Obj, places: list[str], revision: str) -> None:
    pods = [pod for pod in world.store.all(PODS, namespace_of(owner)) if is_owned_by(pod, owner)]
    ready = sum(1 for pod in pods if is_ready(pod))
    updated = sum(1 for pod in pods if labels_of(pod).get(_HASH, revision) == revision)
    before = owner.get("status") or {}
    status: Obj = {"observedGeneration": owner["metadata"].get("generation", 1)}
    if owner["kind"] == "StatefulSet":
        old = before.get("currentRevision", revision)
        status |= {
            "replicas": len(pods),
            "readyReplicas": ready,
            "availableReplicas": ready,
            "currentReplicas": len(pods),
            "updatedReplicas": updated,
            "currentRevision": revision if updated == len(places) == ready else old,
            "updateRevision": revision,
            "collisionCount": 0,
        }
    else:
        status |= {
            "currentNumberScheduled": len(pods),
            "desiredNumberScheduled": len(places),
            "numberAvailable": ready,
            "numberMisscheduled": 0,
            "numberReady": ready,
            "updatedNumberScheduled": updated,
        }
        if len(places) > ready:
            status["numberUnavailable"] = len(places) - ready
    if status != before:
        owner["status"] = status
        world.changed(owner)
