"""Deployments: a ReplicaSet per template, rolled from the old ones to the new one, with the real conditions."""

from datetime import timedelta

from bot.sandbox.cluster.objects import Obj, condition, dig, instant, name_of, namespace_of, stamp
from bot.sandbox.cluster.resources import DEPLOYMENTS
from bot.sandbox.cluster.workloads import replicasets as rs
from bot.sandbox.cluster.world import World

_HISTORY = 10
_DEADLINE = 600


def sync(world: World, deployment: Obj) -> None:
    """Do what the Deployment asks for now."""
    owned = rs.of_deployment(world, deployment)
    new = rs.matching(deployment, owned)
    latest = max((rs.revision_of(item) for item in owned), default=rs.revision_of(deployment))
    if new is None:
        if deployment["spec"].get("paused"):
            return
        new = rs.create(world, deployment, latest + 1)
        _progress(world, deployment, "NewReplicaSetCreated", f'Created new replica set "{name_of(new)}"')
        owned.append(new)
    revision = rs.revision_of(new)
    if revision < latest:
        revision = latest + 1
    _stamp_revision(world, deployment, new, revision)
    old = [item for item in owned if item is not new]
    if not deployment["spec"].get("paused"):
        _roll(world, deployment, new, old)
    for item in owned:
        rs.sync(world, item)
    _status(world, deployment, new, old)
    _clean_up(world, deployment, old)


def _stamp_revision(world: World, deployment: Obj, new: Obj, revision: int) -> None:
    if rs.annotate(new, deployment, revision):
        world.changed(new)
    notes = deployment["metadata"].setdefault("annotations", {})
    if notes.get(rs.REVISION) != str(revision):
        notes[rs.REVISION] = str(revision)
        world.changed(deployment)


def _roll(world: World, deployment: Obj, new: Obj, old: list[Obj]) -> None:
    wanted = deployment["spec"].get("replicas", 1)
    if dig(deployment, "spec", "strategy", "type") == "Recreate":
        for item in old:
            rs.set_replicas(world, deployment, item, 0)
        if not any(rs.pods_of(world, item) for item in old):
            rs.set_replicas(world, deployment, new, wanted)
        return
    total = sum(item["spec"]["replicas"] for item in [new, *old])
    room = wanted + rs.surge(deployment) - total
    have = new["spec"]["replicas"]
    if have > wanted:
        rs.set_replicas(world, deployment, new, wanted)
    elif room > 0:
        rs.set_replicas(world, deployment, new, min(wanted, have + room))
    rs.sync(world, new)
    _shrink(world, deployment, new, old)


def _shrink(world: World, deployment: Obj, new: Obj, old: list[Obj]) -> None:
    """Scale the old ReplicaSets down: their unhealthy pods first, then as many as availability allows."""
    wanted = deployment["spec"].get("replicas", 1)
    least = wanted - rs.unavailable(deployment)
    fresh = rs.ready_count(rs.pods_of(world, new))
    total = sum(item["spec"]["replicas"] for item in [new, *old])
    spare = total - least - (new["spec"]["replicas"] - fresh)
    for item in old:
        sick = item["spec"]["replicas"] - rs.ready_count(rs.pods_of(world, item))
        cut = min(max(0, spare), sick)
        rs.set_replicas(world, deployment, item, item["spec"]["replicas"] - cut)
        spare -= cut
    healthy = fresh + sum(rs.ready_count(rs.pods_of(world, item)) for item in old)
    spare = healthy - least
    for item in old:
        cut = min(max(0, spare), item["spec"]["replicas"])
        rs.set_replicas(world, deployment, item, item["spec"]["replicas"] - cut)
        spare -= cut


def _status(world: World, deployment: Obj, new: Obj, old: list[Obj]) -> None:
    wanted = deployment["spec"].get("replicas", 1)
    fresh = rs.pods_of(world, new)
    everything = fresh + [pod for item in old for pod in rs.pods_of(world, item)]
    ready = rs.ready_count(everything)
    before = deployment.get("status") or {}
    counts = {
        "replicas": len(everything),
        "updatedReplicas": len(fresh),
        "readyReplicas": ready,
        "availableReplicas": ready,
        "unavailableReplicas": max(0, max(wanted, len(everything)) - ready),
    }
    status: Obj = {"observedGeneration": deployment["metadata"].get("generation", 1)}
    status |= {key: value for key, value in counts.items() if value}
    was = list(before.get("conditions") or [])
    status["conditions"] = list(was)
    deployment["status"] = status
    least = wanted - rs.unavailable(deployment)
    available = ready >= least
    word = "Available" if available else "Unavailable"
    _set(
        world,
        deployment,
        "Available",
        ("True" if available else "False", f"MinimumReplicas{word}"),
        "Deployment has minimum availability."
        if available
        else "Deployment does not have minimum availability.",
    )
    _judge_progress(world, deployment, new, before, counts)
    _pass_on_failure(deployment, [new, *old])
    told = [item["type"] for item in status["conditions"]] == [item["type"] for item in was]
    if not told or {**status, "conditions": None} != {**before, "conditions": None}:
        world.changed(deployment)


def _pass_on_failure(deployment: Obj, replicasets: list[Obj]) -> None:
    """A ReplicaSet that could not make its pods: the Deployment says so too, while it lasts."""
    kept = [item for item in deployment["status"]["conditions"] if item["type"] != "ReplicaFailure"]
    failures = [found for item in replicasets if (found := condition(item, "ReplicaFailure")) is not None]
    again = [found | {"lastUpdateTime": found["lastTransitionTime"]} for found in failures[:1]]
    deployment["status"]["conditions"] = kept + again


def _judge_progress(world: World, deployment: Obj, new: Obj, before: Obj, counts: dict[str, int]) -> None:
    wanted = deployment["spec"].get("replicas", 1)
    current = f'ReplicaSet "{name_of(new)}"'
    done = counts["updatedReplicas"] == wanted == counts["replicas"] == counts["availableReplicas"]
    found = condition(deployment, "Progressing")
    was_done = (
        found is not None and found["reason"] == "NewReplicaSetAvailable" and current in found["message"]
    )
    if done:
        if not was_done:
            _progress(world, deployment, "NewReplicaSetAvailable", f"{current} has successfully progressed.")
        return
    if was_done:
        return
    keys = ("updatedReplicas", "readyReplicas")
    moved = any(counts[key] > before.get(key, 0) for key in keys) or counts["replicas"] < before.get(
        "replicas", 0
    )
    seconds = deployment["spec"].get("progressDeadlineSeconds", _DEADLINE)
    if found is None or moved:
        _progress(world, deployment, "ReplicaSetUpdated", f"{current} is progressing.")
        _watch_deadline(world, deployment, seconds)
    elif found["status"] == "True":
        late = instant(found["lastUpdateTime"]) + timedelta(seconds=seconds)
        if world.now >= late:
            _set(
                world,
                deployment,
                "Progressing",
                ("False", "ProgressDeadlineExceeded"),
                f"{current} has timed out progressing.",
            )


def _watch_deadline(world: World, deployment: Obj, seconds: int) -> None:
    namespace, name = namespace_of(deployment), name_of(deployment)
    world.after(seconds + 1, lambda: look_again(world, namespace, name))


def resume(world: World, deployment: Obj) -> None:
    """Take up a Deployment that was loaded in the middle of a rollout: its deadline still runs."""
    found = condition(deployment, "Progressing")
    if found is not None and found["reason"] in {"ReplicaSetUpdated", "NewReplicaSetCreated"}:
        gone = (world.now - instant(found["lastUpdateTime"])).total_seconds()
        seconds = deployment["spec"].get("progressDeadlineSeconds", _DEADLINE)
        _watch_deadline(world, deployment, max(0, int(seconds - gone)))


def look_again(world: World, namespace: str, name: str) -> None:
    """Have a Deployment looked at, as when its deadline passes."""
    if world.store.get(DEPLOYMENTS, namespace, name) is not None:
        world.dirty.add(namespace)


def _progress(world: World, deployment: Obj, reason: str, message: str) -> None:
    _set(world, deployment, "Progressing", ("True", reason), message)


def _set(world: World, deployment: Obj, kind: str, answer: tuple[str, str], message: str) -> None:
    status, reason = answer
    found = condition(deployment, kind)
    same = found is not None and (found["status"], found["reason"], found["message"]) == (
        status,
        reason,
        message,
    )
    if same and reason != "ReplicaSetUpdated":
        return
    moved = (
        found["lastTransitionTime"] if found is not None and found["status"] == status else stamp(world.now)
    )
    fresh = {
        "type": kind,
        "status": status,
        "lastUpdateTime": stamp(world.now),
        "lastTransitionTime": moved,
        "reason": reason,
        "message": message,
    }
    conditions: list[Obj] = deployment.setdefault("status", {}).setdefault("conditions", [])
    if found is None:
        conditions.append(fresh)
    else:
        conditions[conditions.index(found)] = fresh
    world.changed(deployment)


def _clean_up(world: World, deployment: Obj, old: list[Obj]) -> None:
    keep = deployment["spec"].get("revisionHistoryLimit", _HISTORY)
    idle = [item for item in old if not item["spec"]["replicas"] and not rs.pods_of(world, item)]
    for item in idle[: max(0, len(idle) - keep)]:
        world.store.remove(item)
