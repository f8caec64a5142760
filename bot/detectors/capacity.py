"""Pods that no node has room for: too large a request, or a full cluster, with the arithmetic."""

from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.capacity import RESOURCES, Arithmetic, arithmetic
from bot.facts.cite import first, of_pods
from bot.facts.command import describe
from bot.facts.fit import fit
from bot.facts.pod import Pod
from bot.facts.scheduling import Unscheduled
from bot.facts.view import View


def detect(view: View) -> Iterator[Finding]:
    """One finding for each workload and short resource."""
    for subject, pods in view.pods_by_owner.items():
        told = [(pod, why) for pod in pods if (why := view.unscheduled(pod))]
        for resource in sorted({one for pod, why in told for one in _short(view, pod, why)}):
            short = [(pod, why) for pod, why in told if resource in _short(view, pod, why)]
            yield _finding(view, subject, resource, short, of_pods(len(short), len(pods)))


def _short(view: View, pod: Pod, why: Unscheduled) -> set[str]:
    """The resources that are short: by the scheduler's words, else by the sums over nodes that it may use."""
    if not why.silent:
        return set(why.insufficient)
    usable = [node for node in view.nodes if fit(pod, node).open]
    sums = {resource: arithmetic(pod, resource, usable) for resource in RESOURCES}
    return {resource for resource, one in sums.items() if one.open_nodes and not one.fits}


def _finding(
    view: View, subject: Subject, resource: str, short: list[tuple[Pod, Unscheduled]], share: str
) -> Finding:
    pod, why = max(short, key=lambda hit: (hit[0].request(resource), hit[0].name))
    sums = arithmetic(pod, resource, view.nodes)
    rollout = view.rollout(subject)
    changes = (
        tuple(one for one in rollout.changes if f"resources.requests.{resource}" in one.path)
        if rollout
        else ()
    )
    told = f"; {rollout.told(changes)}" if rollout and changes else ""
    nodes = view.was_read("nodes", "")
    counted = Observation(source="nodes", ref="nodes", quote=sums.shown()) if nodes else None
    fits = counted is not None and sums.open_nodes > 0 and sums.fits and view.was_read("pods", "kube-system")
    return Finding(
        detector=DETECTOR.code,
        cause=f"insufficient-{resource}" if resource in RESOURCES else "insufficient-other",
        subject=subject,
        statement=(
            f"{subject}: no node has room ({share} without a node): {sums.shown()}; {_which(sums)}{told}."
        ),
        mechanism="A pod is bound only to a node whose allocatable, less all requests there, covers its own.",
        cites=first(
            [
                why.cited,
                counted if not fits else None,
                rollout.cited(changes) if rollout and changes else None,
            ]
        ),
        against=(counted,) if fits and counted else (),
        refuted_by=f"Some open node has {resource} free for this request, as `kubectl describe node` tells.",
        next_check=describe(pod.subject),
        # The scheduler names the first filter a node fails; resources come after taints and selectors.
        strength=0.93 if changes or sums.oversized else 0.88,
    )


def _which(sums: Arithmetic) -> str:
    return "the request is larger than any open node" if sums.oversized else "the nodes it may use are full"


DETECTOR = Detector(
    code="capacity",
    family="scheduling",
    refuted_by="Some open node has that much free, as `kubectl describe node` tells.",
    causes=(*(f"insufficient-{resource}" for resource in RESOURCES), "insufficient-other"),
    needs=("pods", "events", "nodes"),
    detect=detect,
)
