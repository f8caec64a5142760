"""Pods that get a node and no network: the runtime cannot make their sandbox."""

from collections import defaultdict
from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding
from bot.domain.target import Subject
from bot.facts.cite import counted, first, of_pods
from bot.facts.command import describe
from bot.facts.event import Event
from bot.facts.pod import Pod
from bot.facts.view import View

_REASON = "FailedCreatePodSandBox"
_OTHERS = (".sock", "runtime service failed", "OOM-killed", "OCI runtime")
_FRESH = 900
_SEVERAL = 2


def detect(view: View) -> Iterator[Finding]:
    """One finding for each node on which several workloads wait so, else for each workload."""
    waiting = [(pod, event) for pod in view.live_pods if (event := _refused(view, pod))]
    by_node: dict[str, list[tuple[Pod, Event]]] = defaultdict(list)
    for pod, event in waiting:
        by_node[pod.node].append((pod, event))
    shared = {
        node for node, found in by_node.items() if len({view.owner_of(pod) for pod, _ in found}) >= _SEVERAL
    }
    for node in sorted(shared):
        subject = Subject(kind="Node", name=node)
        yield _finding(subject, "node-sandbox-failing", by_node[node], counted(len(by_node[node]), "pod"))
    for subject, pods in view.pods_by_owner.items():
        mine = [(pod, event) for pod, event in waiting if pod in pods and pod.node not in shared]
        if mine:
            yield _finding(subject, "pod-sandbox-failed", mine, of_pods(len(mine), len(pods)))


def _refused(view: View, pod: Pod) -> Event | None:
    """The newest refusal, for a pod that waits for it; a runtime that is gone is the node's own trouble."""
    states = pod.containers
    if (
        not pod.node
        or any(one.running or one.exit for one in states)
        or not any(one.waiting for one in states)
    ):
        return None
    told = view.pod_events(pod, _REASON)
    if not told or not view.recent(told[-1].at, _FRESH):
        return None
    return None if any(words in told[-1].message for words in _OTHERS) else told[-1]


def _finding(subject: Subject, cause: str, found: list[tuple[Pod, Event]], share: str) -> Finding:
    pod, event = found[0]
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=subject,
        statement=f"{subject}: its pods ({share} on node {pod.node}) get no sandbox: their network is not set up.",
        mechanism="Before any container starts, the network plugin gives the pod its interface and its address.",
        cites=first(one.cited() for _, one in found[:2]),
        refuted_by=DETECTOR.refuted_by,
        next_check=describe(pod.subject),
        strength=0.92 if event.count > 1 else 0.85,
    )


DETECTOR = Detector(
    code="pod-sandbox",
    family="startup",
    refuted_by="Another new pod on the same node gets its address.",
    causes=("pod-sandbox-failed", "node-sandbox-failing"),
    needs=("pods", "events"),
    detect=detect,
)
