"""The control plane does not act: pods that no scheduler has looked at, changes that no controller has seen."""

import re
from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.cite import counted, first
from bot.facts.command import kubectl
from bot.facts.pod import Pod
from bot.facts.raw import dig, name_of, number, text
from bot.facts.view import View
from bot.facts.when import instant
from bot.facts.workload import Workload
from bot.facts.written import written_at

_SYSTEM = "kube-system"
_PATIENCE = 30
_STALE = 60
_DEFAULT = "default-scheduler"
_HOLDER = re.compile(r"^(?P<node>.+)_[0-9a-f-]{8,}")


def detect(view: View) -> Iterator[Finding]:
    """One finding for the scheduler, one for each scheduler that is not there, one for the controllers."""
    ignored = [pod for pod in view.live_pods if _ignored(view, pod)]
    ours = [pod for pod in ignored if _asked(pod) == _DEFAULT]
    if ours:
        yield _component(
            view,
            "scheduler-down",
            "kube-scheduler",
            ours,
            [pod.cited(_seen(), pod.created) for pod in ours[:2]],
        )
    for subject, pods in view.grouped(pod for pod in ignored if _asked(pod) != _DEFAULT).items():
        yield _unknown(subject, pods)
    behind = [one for one in view.workloads.values() if _behind(view, one)]
    if behind:
        marks = [one.cited(_lag(one)) for one in sorted(behind, key=lambda one: str(one.subject))[:2]]
        yield _component(view, "controller-manager-down", "kube-controller-manager", behind, marks)


def _asked(pod: Pod) -> str:
    return text(pod.raw, "spec", "schedulerName") or _DEFAULT


def _ignored(view: View, pod: Pod) -> bool:
    """Pending for a while with neither node, condition nor word of a scheduler, and not held back on purpose."""
    if (
        pod.phase != "Pending"
        or pod.node
        or pod.condition("PodScheduled")
        or dig(pod.raw, "spec", "schedulingGates")
    ):
        return False
    late = pod.created is not None and not view.recent(pod.created, _PATIENCE)
    heard = view.pod_events(pod, "FailedScheduling", "Scheduled", "NotTriggerScaleUp", "TriggeredScaleUp")
    return late and not heard and view.was_read("events", pod.namespace)


def _seen() -> str:
    return "Pending without a node, without a PodScheduled condition and without an event of a scheduler"


def _behind(view: View, workload: Workload) -> bool:
    """Whether its controller has not seen its newest spec, although it had time to."""
    seen = dig(workload.raw, "status", "observedGeneration")
    newest = number(workload.raw, "metadata", "generation")
    if not isinstance(seen, int) or seen >= newest:
        return False
    made = instant(text(workload.raw, "metadata", "creationTimestamp"))
    old = made is not None and not view.recent(made, _STALE)
    changed = written_at(workload.raw)
    late = changed is not None and not view.recent(changed, _STALE)
    return workload.kind in {"Deployment", "StatefulSet", "DaemonSet"} and old and late


def _lag(workload: Workload) -> str:
    seen, newest = (
        number(workload.raw, "status", "observedGeneration"),
        number(workload.raw, "metadata", "generation"),
    )
    return f"generation {newest}, observed {seen}"


def _component(
    view: View, cause: str, name: str, ill: list[Pod] | list[Workload], marks: list[Observation]
) -> Finding:
    subject, leader = _home(view, name)
    what = "pods that wait" if cause == "scheduler-down" else "workloads whose change was not seen"
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=subject,
        statement=f"{subject}: {name} does not act: {counted(len(ill), 'object')} of the cluster wait for it ({what}).",
        mechanism=f"Only {name} does this step; the rest of the cluster goes on as if nothing were wrong.",
        cites=first([*marks, leader]),
        refuted_by=f"{name} runs, holds its lease, and its log goes on.",
        next_check=kubectl(_SYSTEM, "get", "lease", name, "-o", "yaml"),
        strength=0.9 if leader else 0.86,
        explains=tuple(
            dict.fromkeys(view.owner_of(one) if isinstance(one, Pod) else one.subject for one in ill)
        ),
    )


def _home(view: View, name: str) -> tuple[Subject, Observation | None]:
    """The node that last held its lease; else the only control-plane node; else the namespace."""
    said = [*_leases(view, name), *_elections(view, name)]
    nodes = {node.name for node in view.nodes}
    for holder, cited in said:
        match = _HOLDER.match(holder)
        if match and match["node"] in nodes:
            return Subject(kind="Node", name=match["node"]), cited
    planes = [node.name for node in view.nodes if node.control_plane]
    known = (
        Subject(kind="Node", name=planes[0]) if len(planes) == 1 else Subject(kind="Namespace", name=_SYSTEM)
    )
    return known, said[0][1] if said else None


def _leases(view: View, name: str) -> list[tuple[str, Observation]]:
    leases = [one for one in view.objects("leases", _SYSTEM) if name_of(one) == name]
    return [
        (
            text(one, "spec", "holderIdentity"),
            Observation(
                source="lease",
                ref=f"{_SYSTEM}/lease/{name}",
                quote=f"held by {text(one, 'spec', 'holderIdentity')}, renewed {text(one, 'spec', 'renewTime')}",
            ),
        )
        for one in leases
    ]


def _elections(view: View, name: str) -> list[tuple[str, Observation]]:
    told = view.events_of(Subject(kind="Lease", namespace=_SYSTEM, name=name))
    return [(one.message, one.cited()) for one in reversed(told) if "became leader" in one.message]


def _unknown(subject: Subject, pods: tuple[Pod, ...]) -> Finding:
    name = _asked(pods[0])
    return Finding(
        detector=DETECTOR.code,
        cause="scheduler-unknown",
        subject=subject,
        statement=f"{subject}: its pods ask for scheduler {name}, which says nothing of them.",
        mechanism="A pod waits for the scheduler that it names; no other one touches it.",
        cites=first([pods[0].cited(f"schedulerName: {name}; {_seen()}", pods[0].created)]),
        refuted_by=f"A scheduler named {name} runs and its log tells of these pods.",
        next_check=kubectl(
            "", "get", "pods", "--all-namespaces", "--field-selector", f"spec.schedulerName={name}"
        ),
        strength=0.88,
    )


DETECTOR = Detector(
    code="control-plane",
    family="infrastructure",
    refuted_by="The component runs, holds its lease, and its log goes on.",
    causes=("scheduler-down", "scheduler-unknown", "controller-manager-down"),
    needs=("pods", "events", "nodes"),
    detect=detect,
    cluster=True,
)
