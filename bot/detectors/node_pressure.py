"""Nodes short of disk, memory or process ids, and pods that were evicted for it."""

from collections.abc import Iterator
from datetime import datetime

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.capacity import Node
from bot.facts.cite import counted, first
from bot.facts.command import describe
from bot.facts.pod import Pod
from bot.facts.raw import text
from bot.facts.view import View
from bot.facts.when import instant

_PRESSURES = {
    "DiskPressure": "node-disk-pressure",
    "MemoryPressure": "node-memory-pressure",
    "PIDPressure": "node-pid-pressure",
}
_FRESH = 2 * 3600


def detect(view: View) -> Iterator[Finding]:
    """One finding for each node and pressure, and for each workload that lacks pods after an eviction."""
    pressed = set()
    for node in view.nodes:
        for kind, cause in _PRESSURES.items():
            if node.condition(kind).get("status") == "True":
                pressed.add(node.name)
                yield _pressure(view, node, kind, cause)
    for subject, pods in view.grouped(pod for pod in view.pods if _evicted(pod)).items():
        fresh = [pod for pod in pods if view.recent(_when(view, pod), _FRESH) and pod.node not in pressed]
        lacks = not any(pod.ready for pod in view.pods_by_owner.get(subject, ()))
        if fresh and lacks:
            yield _eviction(view, subject, fresh)


def _evicted(pod: Pod) -> bool:
    return pod.phase == "Failed" and text(pod.raw, "status", "reason") == "Evicted"


def _when(view: View, pod: Pod) -> datetime | None:
    told = view.pod_events(pod, "Evicted")
    return told[-1].at if told else pod.created


def _pressure(view: View, node: Node, kind: str, cause: str) -> Finding:
    condition = node.condition(kind)
    subject = Subject(kind="Node", name=node.name)
    gone = [pod for pod in view.pods if pod.node == node.name and _evicted(pod)]
    here = {
        view.owner_of(pod) for pod in view.pods if pod.node == node.name and pod.namespace == view.namespace
    }
    said = f"{kind}=True: {text(condition, 'reason')} {text(condition, 'message')}".strip()
    at = instant(text(condition, "lastTransitionTime"))
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=subject,
        statement=f"{subject}: it reports {kind}; {counted(len(gone), 'pod')} evicted from it.",
        mechanism="Under pressure the kubelet evicts pods and the scheduler sends no new ones there.",
        cites=first(
            [Observation(source="node", ref=node.name, quote=said, at=at), *(_told(pod) for pod in gone[:2])]
        ),
        refuted_by=DETECTOR.refuted_by,
        next_check=describe(subject),
        strength=0.92 if here else 0.6,
        explains=tuple(sorted(here, key=str)),
    )


def _told(pod: Pod) -> Observation:
    return pod.cited(f"Evicted: {text(pod.raw, 'status', 'message')}", pod.created)


def _eviction(view: View, subject: Subject, pods: list[Pod]) -> Finding:
    return Finding(
        detector=DETECTOR.code,
        cause="pod-evicted",
        subject=subject,
        statement=f"{subject}: {counted(len(pods), 'pod')} evicted lately and none of its pods is ready.",
        mechanism="An evicted pod does not come back; its controller makes another one where there is room.",
        cites=first([_told(pods[0]), *(one.cited() for one in view.pod_events(pods[0], "Evicted")[-1:])]),
        refuted_by="A pod of the workload became ready after the eviction.",
        next_check=describe(pods[0].subject),
        strength=0.8,
    )


DETECTOR = Detector(
    code="node-pressure",
    family="infrastructure",
    refuted_by="The condition is false again and nothing was evicted since.",
    causes=(*_PRESSURES.values(), "pod-evicted"),
    needs=("pods", "nodes"),
    detect=detect,
)
