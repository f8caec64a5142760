"""Containers killed for want of memory, also in a pod that runs again."""

from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.cite import counted, first, of_pods
from bot.facts.command import kubectl
from bot.facts.container import KILLED, Container
from bot.facts.meters import meters_of
from bot.facts.patience import ended_by
from bot.facts.pod import Pod
from bot.facts.quantity import amount
from bot.facts.strain import MEMORY
from bot.facts.symptoms import fresh
from bot.facts.view import View

Hit = tuple[Pod, Container, tuple[float, Observation]]
_RECENT = 2 * 3600
_GUESS, _MEASURED = 0.6, 0.85
_NEAR = 0.9
_TINY, _LEAST = 0.74, 6 * 2**20
"""Runtimes refuse limits under some megabytes, for their own first process runs within them."""
_WORDS = ("oom-killed", "oomkilled", "out of memory: killed")
_OTHER_KILLS = ("Killing", "Evicted", "Preempted", "NodeNotReady", "Preempting")


def detect(view: View) -> Iterator[Finding]:
    """One finding for each workload with a container that ran out of memory; an old one is a leftover."""
    for subject, pods in view.pods_by_owner.items():
        hits = [(pod, one, mark) for pod in pods for one in pod.containers if (mark := _mark(view, pod, one))]
        lately = any(_lately(view, pod, one) for pod, one, _ in hits)
        if lately or any(strength > _GUESS for _, _, (strength, _) in hits):
            share = of_pods(len({pod.name for pod, _, _ in hits}), len(pods))
            yield _finding(view, subject, hits, share, lately=lately)


def _mark(view: View, pod: Pod, container: Container) -> tuple[float, Observation] | None:
    """How surely this container was killed for memory, and what shows it."""
    end = container.exit
    if end and (end.reason == "OOMKilled" or any(words in end.message.lower() for words in _WORDS)):
        return 0.95, _cited(pod, container)
    for event in view.pod_events(pod):
        if event.warning and any(words in event.message.lower() for words in _WORDS):
            return 0.93, event.cited()
    if end and end.code == KILLED and end.reason == "Error" and container.limit("memory"):
        probed = any("probe" in event.message.lower() and event.warning for event in view.pod_events(pod))
        by_probe = probed or ended_by(view, pod, container)
        if not by_probe and not view.pod_events(pod, *_OTHER_KILLS):
            return _MEASURED if _use(view, pod, container) else _GUESS, _cited(pod, container)
    return (_TINY, _tiny(pod, container)) if _too_small(view, pod, container) else None


def _too_small(view: View, pod: Pod, container: Container) -> bool:
    """Whether it is not created, nothing tells why any more, and its limit is less than a runtime itself needs."""
    limit = amount(container.limit("memory"))
    waits = container.waiting == "ContainerCreating" and bool(pod.node) and not view.pod_events(pod)
    return waits and 0 < limit < _LEAST and not fresh(view, pod)


def _tiny(pod: Pod, container: Container) -> Observation:
    return pod.cited(f"container {container.name} is not created; memory limit {container.limit('memory')}")


def _use(view: View, pod: Pod, container: Container) -> Observation | None:
    """The container's measured memory, if it came near its limit within the window."""
    for meter in view.once(meters_of).get(MEMORY, ()):
        mine = (
            meter.has.get("pod") == pod.name and meter.has.get("container", container.name) == container.name
        )
        if mine and meter.peak >= _NEAR:
            return meter.cited(f"{pod.namespace}/pod/{pod.name}", f"rose to {meter.peak:.0%} of the limit")
    return None


def _cited(pod: Pod, container: Container) -> Observation:
    end = container.exit
    told = f"{end.reason}, exit code {end.code}" if end else "ended"
    return pod.cited(
        f"container {container.name}: {'' if container.ended else 'last state '}{told}; "
        f"{counted(container.restarts, 'restart')}; memory limit {container.limit('memory') or '(none)'}",
        end.at if end else None,
    )


def _finding(view: View, subject: Subject, hits: list[Hit], share: str, *, lately: bool) -> Finding:
    hits = sorted(hits, key=lambda hit: (-hit[2][0], -hit[1].restarts, hit[0].name))
    pod, container, (strength, _) = hits[0]
    limit = container.limit("memory")
    rollout = view.rollout(subject)
    changes = rollout.touching(container.name, "resources.") if rollout else ()
    told = f"; {rollout.told(changes)}" if rollout and changes else ""
    bound = f"its limit is {limit}" if limit else "it has no memory limit"
    return Finding(
        detector=DETECTOR.code,
        cause="oom-killed",
        subject=subject,
        statement=(
            f"{subject}: container {container.name} {_told(strength, container)} ({share}, "
            f"{counted(container.restarts, 'restart')}), {bound}{told}."
        ),
        mechanism=(
            "The kernel kills a container that goes over its memory limit."
            if limit
            else "Without a limit the kernel kills when the node itself runs out of memory."
        ),
        cites=first(
            [
                *(mark for _, _, (_, mark) in hits[:3]),
                _use(view, pod, container),
                rollout.cited(changes) if rollout and changes else None,
            ],
            most=5,
        ),
        refuted_by=DETECTOR.refuted_by,
        next_check=kubectl(pod.namespace, "top", "pod", pod.name, "--containers"),
        strength=strength,
        leftover=not lately,
    )


def _told(strength: float, container: Container) -> str:
    if strength == _TINY:
        return "cannot start within so little memory"
    ended = container.exit and strength <= _GUESS
    return "ended with exit code 137 (SIGKILL), as if out of memory" if ended else "ran out of memory"


def _lately(view: View, pod: Pod, container: Container) -> bool:
    end = container.exit
    return not pod.ready or (end is not None and view.recent(end.at, _RECENT))


DETECTOR = Detector(
    code="oom-killed",
    family="runtime",
    refuted_by="The working set stays well under the limit until the kill, or something else sent it.",
    causes=("oom-killed",),
    needs=("pods",),
    confirms=("container_memory_limit_ratio",),
    detect=detect,
)
