"""What happens to pods: how the kubelet and the scheduler write it into their status and events."""

from tests.worlds.world import Raw, World


def _status(pod: Raw, name: str = "") -> Raw:
    found: list[Raw] = pod["status"]["containerStatuses"]
    return next((one for one in found if one["name"] == name), found[0])


def unready(pod: Raw) -> None:
    """Its conditions say not ready."""
    for one in pod["status"].get("conditions", ()):
        if one["type"] in {"Ready", "ContainersReady"}:
            one["status"] = "False"


def end(
    world: World, code: int, reason: str = "Error", *, ago: float = 25, lasted: float = 8, message: str = ""
) -> Raw:
    """How a run ended."""
    ended = {
        "exitCode": code,
        "reason": reason,
        "startedAt": world.ago(ago + lasted),
        "finishedAt": world.ago(ago),
    }
    return {**ended, **({"message": message} if message else {})}


def waits(
    pod: Raw, reason: str, message: str, *, container: str = "", restarts: int = 0, last: Raw | None = None
) -> None:
    """A container that waits; the others of the pod run on. Before its first run the pod is Pending."""
    unready(pod)
    status = _status(pod, container)
    status |= {
        "ready": False, "started": False, "restartCount": restarts, "state": {"waiting": {"reason": reason, "message": message}},
        "lastState": {"terminated": last} if last else {},
    }  # fmt: skip
    if not last and len(pod["status"]["containerStatuses"]) == 1:
        pod["status"]["phase"] = "Pending"


def creating(pod: Raw) -> None:
    """No container of it was made yet."""
    for status in pod["status"]["containerStatuses"]:
        waits(pod, "ContainerCreating", "", container=status["name"])
    pod["status"]["phase"] = "Pending"


def loops(world: World, pod: Raw, last: Raw, *, container: str = "", restarts: int = 5) -> None:
    """A crash loop, as it stands between two runs, with the kubelet's event."""
    name = _status(pod, container)["name"]
    said = f"back-off 2m40s restarting failed container={name} pod={pod['metadata']['name']}_{world.namespace}(0af1)"
    waits(pod, "CrashLoopBackOff", said, container=container, restarts=restarts, last=last)
    told = f"Back-off restarting failed container {name} in pod {pod['metadata']['name']}_{world.namespace}(0af1)"
    world.event(pod, "Pod", "BackOff", told, count=11, age=12, field=f"spec.containers{{{name}}}")


def runs_unready(world: World, pod: Raw, *, container: str = "", since: float = 240) -> None:
    """Running, and not ready."""
    unready(pod)
    _status(pod, container).update(ready=False, state={"running": {"startedAt": world.ago(since)}})


def restarted(
    world: World, pod: Raw, last: Raw, *, restarts: int = 3, since: float = 20, ready: bool = True
) -> None:
    """Running again after ends."""
    status = _status(pod)
    status |= {"restartCount": restarts, "lastState": {"terminated": last}, "ready": ready}
    status["state"] = {"running": {"startedAt": world.ago(since)}}
    if not ready:
        unready(pod)


def unscheduled(world: World, pod: Raw, message: str, *, event: bool = True) -> None:
    """Pending without a node, with the scheduler's words."""
    pod["spec"].pop("nodeName", None)
    condition = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message}
    pod["status"] = {"phase": "Pending", "conditions": [condition]}
    world.logs = {key: log for key, log in world.logs.items() if key.pod != pod["metadata"]["name"]}
    if event:
        world.event(pod, "Pod", "FailedScheduling", message, count=4, age=30)


def probe_fails(
    world: World, pod: Raw, kind: str, said: str, *, count: int = 14, container: str = ""
) -> None:
    """The kubelet's event about a failed probe."""
    name = _status(pod, container)["name"]
    message = f"{kind} probe failed: {said}"
    world.event(pod, "Pod", "Unhealthy", message, count=count, age=8, field=f"spec.containers{{{name}}}")


def silent(world: World, pod: Raw) -> None:
    """A container that never ran has no log."""
    world.logs = {key: log for key, log in world.logs.items() if key.pod != pod["metadata"]["name"]}
