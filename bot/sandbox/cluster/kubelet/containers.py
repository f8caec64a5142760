"""A container's life: pulled, started, probed, killed, restarted, each step in the words of the kubelet."""

import random
from datetime import datetime, timedelta

from bot.sandbox.cluster.kubelet import images
from bot.sandbox.cluster.kubelet.configuration import environment_problem
from bot.sandbox.cluster.kubelet.fate import end_of
from bot.sandbox.cluster.kubelet.pods import container_status, refresh, wait
from bot.sandbox.cluster.kubelet.probes import probe_problem
from bot.sandbox.cluster.objects import Obj, digest, instant, name_of, namespace_of, stamp, uid_of
from bot.sandbox.cluster.world import ContainerRun, World

_SYNC = 13.0
_MINUTE = 60
_CALM = timedelta(minutes=10)


def resumed(world: World, pod: Obj, container: Obj) -> ContainerRun:
    """Where a loaded container is on its way, from what its status says."""
    status = container_status(pod, container)
    state, count = status["state"], int(status["restartCount"])
    soon = world.now + timedelta(seconds=random.Random(uid_of(pod)).uniform(3, 12))
    if "running" in state:
        world.images.add((pod["spec"]["nodeName"], container["image"]))
        run = ContainerRun("run", None, tries=count)
        _watch(world, pod, container, run, instant(state["running"]["startedAt"]), ready=status["ready"])
        run.due = _next(run)
        return run
    reason = state.get("waiting", {}).get("reason", "")
    if reason == "CrashLoopBackOff":
        ended = instant(status["lastState"]["terminated"]["finishedAt"])
        retry = max(world.now, ended + _backoff(count))
        return ContainerRun("down", soon, tries=count, retry_at=retry)
    if reason in {"ErrImagePull", "ImagePullBackOff"}:
        return ContainerRun("backoff", soon, tries=5, retry_at=world.now + timedelta(seconds=90))
    if reason in {"CreateContainerConfigError", "CreateContainerError"}:
        return ContainerRun("start", soon)
    return ContainerRun("pull" if "waiting" in state else "done", soon if "waiting" in state else None)


def _pull(world: World, pod: Obj, container: Obj, run: ContainerRun) -> None:
    image, machine = container["image"], pod["spec"]["nodeName"]
    if (machine, image) in world.images:
        message = f'Container image "{image}" already present on machine'
        world.event(pod, "Pulled", message, node(pod), field_path=field_path(container))
        _start(world, pod, container, run)
        return
    for name in images.missing_pull_secrets(world, pod):
        message = f"Unable to retrieve some image pull secrets ({name}); attempting to pull the image may not succeed."
        world.event(pod, "FailedToRetrieveImagePullSecret", message, node(pod), warning=True)
    world.event(pod, "Pulling", f'Pulling image "{image}"', node(pod), field_path=field_path(container))
    problem = images.pull_problem(world, pod, image)
    if problem:
        world.event(
            pod,
            "Failed",
            f'Failed to pull image "{image}": {problem}',
            node(pod),
            warning=True,
            field_path=field_path(container),
        )
        world.event(
            pod, "Failed", "Error: ErrImagePull", node(pod), warning=True, field_path=field_path(container)
        )
        wait(container_status(pod, container), "ErrImagePull", problem)
        run.tries += 1
        pause = timedelta(seconds=min(300.0, 10.0 * 2 ** (run.tries - 1)))
        run.stage, run.retry_at, run.due = "backoff", world.now + pause, world.now + timedelta(seconds=2)
        refresh(world, pod)
        return
    world.images.add((machine, image))
    size = 20_000_000 + int(digest(image)[:6], 16) * 8
    message = (
        f'Successfully pulled image "{image}" in 1.412s (1.412s including waiting). Image size: {size} bytes.'
    )
    world.event(pod, "Pulled", message, node(pod), field_path=field_path(container))
    _start(world, pod, container, run)


def _pull_backoff(world: World, pod: Obj, container: Obj, run: ContainerRun) -> None:
    if run.retry_at is not None and world.now >= run.retry_at:
        _pull(world, pod, container, run)
        return
    image, where = container["image"], field_path(container)
    problem = images.pull_problem(world, pod, image)
    world.event(pod, "BackOff", f'Back-off pulling image "{image}"', node(pod), field_path=where)
    world.event(pod, "Failed", "Error: ImagePullBackOff", node(pod), warning=True, field_path=where)
    detail = f": ErrImagePull: {problem}" if problem else ""
    wait(container_status(pod, container), "ImagePullBackOff", f'Back-off pulling image "{image}"{detail}')
    run.due = min(world.now + timedelta(seconds=_SYNC), run.retry_at or world.now)
    refresh(world, pod)


def _start(world: World, pod: Obj, container: Obj, run: ContainerRun) -> None:
    where, status = field_path(container), container_status(pod, container)
    run.stage = "start"
    problem = environment_problem(world, pod, container)
    if problem:
        world.event(pod, "Failed", f"Error: {problem}", node(pod), warning=True, field_path=where)
        wait(status, "CreateContainerConfigError", problem)
        run.stage, run.due = "pull", world.now + timedelta(seconds=_SYNC - 1)
        refresh(world, pod)
        return
    world.event(pod, "Created", f"Created container: {container['name']}", node(pod), field_path=where)
    world.event(pod, "Started", f"Started container {container['name']}", node(pod), field_path=where)
    identity = f"containerd://{digest(uid_of(pod), container['name'], stamp(world.now))}"
    digest_id = digest(container["image"])
    status |= {
        "state": {"running": {"startedAt": stamp(world.now)}},
        "ready": "readinessProbe" not in container,
        "started": True,
        "containerID": identity,
        "image": container["image"],
        "imageID": f"{container['image'].rpartition(':')[0]}@sha256:{digest_id}",
    }
    run.stage = "run"
    _watch(world, pod, container, run, world.now, ready=status["ready"])
    run.due = _next(run)
    refresh(world, pod)


def _watch(
    world: World, pod: Obj, container: Obj, run: ContainerRun, started: datetime, *, ready: bool
) -> None:
    """Plan what will happen to a running container: its end, its next probes."""
    end = end_of(world, pod, container, started)
    run.ends_at, run.end = end if end is not None else (None, (0, ""))
    if run.ends_at is not None:
        run.ends_at = max(run.ends_at, world.now)
    run.probe_at = run.live_at = None
    run.live_failures = 0
    readiness, liveness = container.get("readinessProbe"), container.get("livenessProbe")
    if readiness is not None and not ready:
        first = started + timedelta(seconds=readiness.get("initialDelaySeconds", 0) + 4)
        run.probe_at = max(first, world.now + timedelta(seconds=1))
    if liveness is not None:
        first = started + timedelta(
            seconds=liveness.get("initialDelaySeconds", 0) + liveness.get("periodSeconds", 10)
        )
        first = max(first, world.now + timedelta(seconds=1))
        run.live_at = first if probe_problem(world, pod, container, liveness, first) else None


def _next(run: ContainerRun) -> datetime | None:
    return min((when for when in (run.ends_at, run.probe_at, run.live_at) if when is not None), default=None)


def _running(world: World, pod: Obj, container: Obj, run: ContainerRun) -> None:
    if run.ends_at is not None and run.ends_at <= world.now:
        end(world, pod, container, run, *run.end)
        return
    if run.probe_at is not None and run.probe_at <= world.now:
        _probe_readiness(world, pod, container, run)
    if run.live_at is not None and run.live_at <= world.now and _probe_liveness(world, pod, container, run):
        return
    run.due = _next(run)


def _probe_readiness(world: World, pod: Obj, container: Obj, run: ContainerRun) -> None:
    probe = container["readinessProbe"]
    problem = probe_problem(world, pod, container, probe, world.now)
    if problem:
        run.probe_at = world.now + timedelta(seconds=probe.get("periodSeconds", 10))
        _unhealthy(world, pod, container, f"Readiness probe failed: {problem}")
        return
    run.probe_at = None
    container_status(pod, container)["ready"] = True
    refresh(world, pod)


def _probe_liveness(world: World, pod: Obj, container: Obj, run: ContainerRun) -> bool:
    """Ask the liveness probe; True if the container was killed for it."""
    probe = container["livenessProbe"]
    problem = probe_problem(world, pod, container, probe, world.now)
    if not problem:
        run.live_at, run.live_failures = None, 0
        return False
    _unhealthy(world, pod, container, f"Liveness probe failed: {problem}")
    run.live_failures += 1
    run.live_at = world.now + timedelta(seconds=probe.get("periodSeconds", 10))
    if run.live_failures < probe.get("failureThreshold", 3):
        return False
    message = f"Container {container['name']} failed liveness probe, will be restarted"
    world.event(pod, "Killing", message, node(pod), field_path=field_path(container))
    end(world, pod, container, run, 143, "Error")
    return True


def _unhealthy(world: World, pod: Obj, container: Obj, message: str) -> None:
    world.event(pod, "Unhealthy", message, node(pod), warning=True, field_path=field_path(container))


def end(world: World, pod: Obj, container: Obj, run: ContainerRun, code: int, reason: str) -> None:
    """End a running container, and plan its restart if it is restarted."""
    status = container_status(pod, container)
    started = instant(status["state"]["running"]["startedAt"])
    over = {
        "exitCode": code,
        "reason": reason,
        "startedAt": stamp(started),
        "finishedAt": stamp(world.now),
        "containerID": status["containerID"],
    }
    if not _restarts(pod, code):
        status["state"] = {"terminated": over}
        status["ready"] = status["started"] = False
        run.stage, run.due = "done", None
        refresh(world, pod)
        return
    status["lastState"] = {"terminated": over}
    if world.now - started >= _CALM:
        run.tries = 0
    run.tries += 1
    pause = _backoff(run.tries)
    run.ends_at = run.probe_at = run.live_at = None
    run.stage, run.retry_at = "down", world.now + pause
    if pause:
        wait(status, "CrashLoopBackOff", _backoff_message(pod, container, pause))
        run.due = world.now + timedelta(seconds=1)
    else:
        status["state"] = {"terminated": status["lastState"]["terminated"]}
        status["ready"] = status["started"] = False
        run.due = world.now + timedelta(seconds=1)
    refresh(world, pod)


def _restarts(pod: Obj, code: int) -> bool:
    """Whether the pod's policy has a container that ended with this code started again."""
    policy = pod["spec"].get("restartPolicy", "Always")
    return policy == "Always" or (policy == "OnFailure" and code != 0)


def _backoff(deaths: int) -> timedelta:
    """The pause before a restart: none at first, then 10, 20, 40 ... 300 seconds."""
    return timedelta(seconds=0 if deaths <= 1 else min(300, 10 * 2 ** (deaths - 2)))


def _backoff_message(pod: Obj, container: Obj, pause: timedelta) -> str:
    seconds = int(pause.total_seconds())
    words = f"{seconds}s" if seconds < _MINUTE else f"{seconds // _MINUTE}m{seconds % _MINUTE}s"
    return f"back-off {words} restarting failed container={container['name']} pod={_full_name(pod)}"


def _full_name(pod: Obj) -> str:
    return f"{name_of(pod)}_{namespace_of(pod)}({uid_of(pod)})"


def _down(world: World, pod: Obj, container: Obj, run: ContainerRun) -> None:
    if run.retry_at is not None and world.now < run.retry_at:
        message = f"Back-off restarting failed container {container['name']} in pod {_full_name(pod)}"
        world.event(pod, "BackOff", message, node(pod), warning=True, field_path=field_path(container))
        run.due = min(world.now + timedelta(seconds=_SYNC), run.retry_at)
        return
    container_status(pod, container)["restartCount"] += 1
    _pull(world, pod, container, run)


def node(pod: Obj) -> str:
    """The source of a kubelet's events: `kubelet@node-1`."""
    return f"kubelet@{pod['spec'].get('nodeName', '')}"


def field_path(container: Obj) -> str:
    """How an event names a container."""
    return f"spec.containers{{{container['name']}}}"


STEPS = {"pull": _pull, "backoff": _pull_backoff, "start": _start, "run": _running, "down": _down}
