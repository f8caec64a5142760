"""ReplicaSets: made from a Deployment's template, and kept at their number of pods."""

import copy
import math

from bot.sandbox.cluster.kubelet import lifecycle
from bot.sandbox.cluster.objects import (
    Obj,
    canonical,
    condition,
    dig,
    is_finished,
    is_owned_by,
    is_ready,
    labels_of,
    meta,
    name_of,
    namespace_of,
    owner_ref,
    safe_word,
    stamp,
    uid_of,
)
from bot.sandbox.cluster.resources import PODS, REPLICASETS
from bot.sandbox.cluster.workloads.making import make
from bot.sandbox.cluster.world import World

HASH = "pod-template-hash"
REVISION = "deployment.kubernetes.io/revision"
_NOT_COPIED = {REVISION, "kubectl.kubernetes.io/last-applied-configuration"}


def of_deployment(world: World, deployment: Obj) -> list[Obj]:
    """Its ReplicaSets, oldest revision first."""
    found = [
        item
        for item in world.store.all(REPLICASETS, namespace_of(deployment))
        if is_owned_by(item, deployment)
    ]
    return sorted(found, key=revision_of)


def revision_of(obj: Obj) -> int:
    """The revision annotation as a number; 0 if there is none."""
    return int((obj["metadata"].get("annotations") or {}).get(REVISION, 0))


def bare_template(obj: Obj) -> Obj:
    """The pod template without what a ReplicaSet adds to it."""
    template: Obj = copy.deepcopy(obj["spec"]["template"])
    if template.get("metadata"):
        template["metadata"].pop("creationTimestamp", None)
        (template["metadata"].get("labels") or {}).pop(HASH, None)
        if not template["metadata"].get("annotations", True):
            del template["metadata"]["annotations"]
    return template


def matching(deployment: Obj, replicasets: list[Obj]) -> Obj | None:
    """The ReplicaSet that runs the Deployment's template now."""
    return next((item for item in replicasets if _same_template(item, deployment)), None)


def _same_template(replicaset: Obj, deployment: Obj) -> bool:
    one, other = replicaset["spec"]["template"], deployment["spec"]["template"]
    return bool(one["spec"] == other["spec"] and _bare_metadata(one) == _bare_metadata(other))


def _bare_metadata(template: Obj) -> tuple[Obj, Obj]:
    metadata = template.get("metadata") or {}
    labels = {key: value for key, value in (metadata.get("labels") or {}).items() if key != HASH}
    return labels, metadata.get("annotations") or {}


def create(world: World, deployment: Obj, revision: int) -> Obj:
    """A new ReplicaSet for the template, with no pods yet."""
    template = bare_template(deployment)
    mark = safe_word(uid_of(deployment) + canonical(template), 9)
    meta(template).setdefault("labels", {})[HASH] = mark
    selector = copy.deepcopy(deployment["spec"]["selector"])
    selector.setdefault("matchLabels", {})[HASH] = mark
    replicaset: Obj = {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {
            "name": f"{name_of(deployment)}-{mark}",
            "namespace": namespace_of(deployment),
            "labels": labels_of(template),
            "annotations": {},
            "generation": 1,
            "ownerReferences": [owner_ref(deployment)],
        },
        "spec": {"replicas": 0, "selector": selector, "template": template},
        "status": {"replicas": 0, "observedGeneration": 1},
    }
    annotate(replicaset, deployment, revision)
    return world.store.add(replicaset, world.now)


def annotate(replicaset: Obj, deployment: Obj, revision: int) -> bool:
    """Copy the Deployment's annotations and the revision; whether anything changed."""
    before = dict(replicaset["metadata"].get("annotations") or {})
    own = deployment["metadata"].get("annotations") or {}
    after = before | {key: value for key, value in own.items() if key not in _NOT_COPIED}
    desired = deployment["spec"].get("replicas", 1)
    after |= {
        REVISION: str(revision),
        "deployment.kubernetes.io/desired-replicas": str(desired),
        "deployment.kubernetes.io/max-replicas": str(desired + surge(deployment)),
    }
    old = before.get(REVISION)
    if old and old != str(revision):
        history = before.get(f"{REVISION}-history", "")
        after[f"{REVISION}-history"] = f"{history},{old}" if history else old
    replicaset["metadata"]["annotations"] = after
    return after != before


def surge(deployment: Obj) -> int:
    """How many pods more than desired a rolling update may have."""
    return _share(deployment, "maxSurge", up=True)


def unavailable(deployment: Obj) -> int:
    """How many pods fewer than desired may be available during a rolling update."""
    found = _share(deployment, "maxUnavailable", up=False)
    return found if found or surge(deployment) else 1


def _share(deployment: Obj, field: str, *, up: bool) -> int:
    value = dig(deployment, "spec", "strategy", "rollingUpdate", field)
    text = "25%" if value is None else str(value)
    if not text.endswith("%"):
        return int(text)
    replicas: int = deployment["spec"].get("replicas", 1)
    part = int(text.removesuffix("%")) * replicas / 100
    return math.ceil(part) if up else math.floor(part)


def pods_of(world: World, owner: Obj) -> list[Obj]:
    """The pods of a controller that are neither finished nor being removed."""
    return [
        pod
        for pod in world.store.all(PODS, namespace_of(owner))
        if is_owned_by(pod, owner) and "deletionTimestamp" not in pod["metadata"] and not is_finished(pod)
    ]


def ready_count(pods: list[Obj]) -> int:
    """How many are ready."""
    return sum(1 for pod in pods if is_ready(pod))


def set_replicas(world: World, deployment: Obj, replicaset: Obj, count: int) -> None:
    """Scale a ReplicaSet, with the Deployment controller's event."""
    before = replicaset["spec"]["replicas"]
    if before == count:
        return
    word = "up" if count > before else "down"
    replicaset["spec"]["replicas"] = count
    replicaset["metadata"]["generation"] = replicaset["metadata"].get("generation", 1) + 1
    message = f"Scaled {word} replica set {name_of(replicaset)} from {before} to {count}"
    world.event(deployment, "ScalingReplicaSet", message, "deployment-controller")
    world.changed(replicaset)


def sync(world: World, replicaset: Obj) -> None:
    """Create or remove pods until their number is right, then write the status."""
    pods = pods_of(world, replicaset)
    wanted = replicaset["spec"].get("replicas", 1)
    for _ in range(wanted - len(pods)):
        name = f"{name_of(replicaset)}-{safe_word(str(world.store.dice.random()), 5)}"
        pod = make(world, replicaset, name)
        if pod is None:
            break
        lifecycle.begin(world, pod)
    for pod in sorted(pods, key=_worth)[: max(0, len(pods) - wanted)]:
        world.event(replicaset, "SuccessfulDelete", f"Deleted pod: {name_of(pod)}", "replicaset-controller")
        lifecycle.leave(world, pod)
    pods = pods_of(world, replicaset)
    ready = ready_count(pods)
    status: Obj = {
        "replicas": len(pods),
        "fullyLabeledReplicas": len(pods),
        "observedGeneration": replicaset["metadata"].get("generation", 1),
    }
    if ready:
        status |= {"readyReplicas": ready, "availableReplicas": ready}
    failure = _failure(world, replicaset)
    if failure is not None and len(pods) < wanted:
        status["conditions"] = [failure]
    if status != replicaset.get("status"):
        replicaset["status"] = status
        world.changed(replicaset)


def _failure(world: World, replicaset: Obj) -> Obj | None:
    """The condition that says why pods could not be made, if the last attempt was refused."""
    problem = world.refusals.get(uid_of(replicaset))
    if problem is None:
        return None
    found = condition(replicaset, "ReplicaFailure")
    since = found["lastTransitionTime"] if found is not None else stamp(world.now)
    return {
        "type": "ReplicaFailure",
        "status": "True",
        "reason": "FailedCreate",
        "message": problem,
        "lastTransitionTime": since,
    }


def _worth(pod: Obj) -> tuple[bool, bool, str]:
    """Pods that are least worth keeping come first: unplaced, not ready, young."""
    born = pod["metadata"]["creationTimestamp"]
    return ("nodeName" in pod["spec"], is_ready(pod), "".join(chr(255 - ord(letter)) for letter in born))
