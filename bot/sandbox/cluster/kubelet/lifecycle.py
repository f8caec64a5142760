"""A pod's life: placed, mounted, run container by container, removed."""

from datetime import datetime, timedelta

from bot.sandbox.cluster.kubelet import containers, scheduler
from bot.sandbox.cluster.kubelet.configuration import volume_problem
from bot.sandbox.cluster.kubelet.pods import container_status, pod_ip, refresh
from bot.sandbox.cluster.objects import Obj, name_of, namespace_of, stamp, uid_of
from bot.sandbox.cluster.resources import PODS
from bot.sandbox.cluster.world import ContainerRun, PodRun, World

_LEAVING = 4.0


def begin(world: World, pod: Obj) -> None:
    """Begin the life of a new pod."""
    stage = "mount" if "nodeName" in pod["spec"] else "schedule"
    world.runs[uid_of(pod)] = PodRun(stage, world.now + timedelta(seconds=0.2))
    _wake(world, pod)


def leave(world: World, pod: Obj) -> None:
    """Begin the graceful end of a pod; it is gone some seconds later."""
    if "deletionTimestamp" in pod["metadata"]:
        return
    grace = pod["spec"].get("terminationGracePeriodSeconds", 30)
    pod["metadata"]["deletionTimestamp"] = stamp(world.now + timedelta(seconds=grace))
    pod["metadata"]["deletionGracePeriodSeconds"] = grace
    for container in pod["spec"]["containers"]:
        status = container_status(pod, container)
        if "running" in status["state"]:
            world.event(
                pod,
                "Killing",
                f"Stopping container {container['name']}",
                containers.node(pod),
                field_path=containers.field_path(container),
            )
    world.runs[uid_of(pod)] = PodRun("leave", world.now + timedelta(seconds=_LEAVING))
    world.changed(pod)
    _wake(world, pod)


def vanish(world: World, pod: Obj) -> None:
    """Forget a pod: it has left, or nobody waits any longer for its node to say so."""
    world.runs.pop(uid_of(pod), None)
    world.seen.pop(uid_of(pod), None)
    world.store.remove(pod)
    world.dirty.add(namespace_of(pod))


def reconsider(world: World) -> None:
    """Have the scheduler look at every waiting pod now, as it does when a node changes."""
    for pod in world.store.all(PODS):
        run = world.runs.get(uid_of(pod))
        if run is not None and run.stage == "schedule" and run.due is not None and run.due > world.now:
            run.due = world.now
            _wake(world, pod)


def resume(world: World, pod: Obj) -> None:
    """Take up the life of a pod that was loaded, from what its status says."""
    run = PodRun("run", world.now)
    if "nodeName" not in pod["spec"]:
        run.stage = "schedule"
    elif not pod["status"].get("containerStatuses"):
        run.stage = "mount"
    else:
        for container in pod["spec"]["containers"]:
            run.containers[container["name"]] = containers.resumed(world, pod, container)
    world.runs[uid_of(pod)] = run
    _wake(world, pod)


def _wake(world: World, pod: Obj) -> None:
    run = world.runs[uid_of(pod)]
    if run.due is not None:
        uid, due = uid_of(pod), run.due
        world.at(due, lambda: _step(world, pod, uid, due))


def _step(world: World, pod: Obj, uid: str, due: datetime) -> None:
    """Take the pod's due step, unless the pod is gone or its plans have changed meanwhile."""
    run = world.runs.get(uid)
    if run is None or run.due != due or world.store.get(PODS, namespace_of(pod), name_of(pod)) is not pod:
        return
    run.due = None
    if pod["spec"].get("nodeName") in world.physics.lost_nodes:
        return  # nothing of its kubelet is heard any more: the pod stays as it was last seen
    if run.stage == "leave":
        vanish(world, pod)
        return
    if run.stage == "schedule":
        placed = scheduler.place(world, pod)
        run.stage, delay = ("mount", 0.3) if placed else ("schedule", 30.0)
        run.due = world.now + timedelta(seconds=delay)
    elif run.stage == "mount":
        _mount(world, pod, run)
    else:
        _containers(world, pod, run)
    _wake(world, pod)


def _mount(world: World, pod: Obj, run: PodRun) -> None:
    pod["status"].setdefault("startTime", stamp(world.now))
    for container in pod["spec"]["containers"]:
        container_status(pod, container)
    problem = volume_problem(world, pod)
    if problem:
        world.event(pod, "FailedMount", problem, containers.node(pod), warning=True)
        run.due = world.now + timedelta(seconds=30)
    else:
        pod["status"]["podIP"] = pod_ip(pod)
        pod["status"]["podIPs"] = [{"ip": pod["status"]["podIP"]}]
        run.stage, run.due = "run", world.now + timedelta(seconds=0.5)
        for container in pod["spec"]["containers"]:
            run.containers[container["name"]] = ContainerRun("pull", run.due)
    refresh(world, pod)


def _containers(world: World, pod: Obj, run: PodRun) -> None:
    for container in pod["spec"]["containers"]:
        mine = run.containers[container["name"]]
        if mine.due is not None and mine.due <= world.now:
            containers.STEPS[mine.stage](world, pod, container, mine)
    run.due = min((item.due for item in run.containers.values() if item.due is not None), default=None)


def end_container(world: World, pod: Obj, container: Obj, code: int, reason: str) -> None:
    """End a running container now, as something outside would; it is restarted by the rules."""
    run = world.runs[uid_of(pod)]
    containers.end(world, pod, container, run.containers[container["name"]], code, reason)
    run.due = min((item.due for item in run.containers.values() if item.due is not None), default=None)
    _wake(world, pod)
