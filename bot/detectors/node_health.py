"""Nodes that are not ready, not heard of, or whose container runtime is gone."""

from collections import defaultdict
from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.capacity import Node
from bot.facts.cite import counted, first
from bot.facts.command import describe
from bot.facts.event import Event
from bot.facts.pod import Pod
from bot.facts.raw import name_of, text
from bot.facts.view import View
from bot.facts.when import instant, newest, seconds_between

_RUNTIME = (
    "containerd.sock",
    "crio.sock",
    "cri-dockerd.sock",
    "container runtime is down",
    "runtime service failed",
)
_LEASES, _STALE = "kube-node-lease", 60
_WORDS = {
    "node-unreachable": "its kubelet no longer posts its status",
    "node-not-ready": "its kubelet reports it as not ready",
    "container-runtime-down": "its container runtime does not answer",
}


def detect(view: View) -> Iterator[Finding]:
    """One finding for each node in trouble."""
    for node in view.nodes:
        events = _runtime_events(view, node)
        ready = node.condition("Ready")
        if events or any(words in text(ready, "message") for words in _RUNTIME):
            yield _finding(view, node, "container-runtime-down", events)
        elif node.ready and (stale := _stale(view, node)):
            yield _finding(view, node, "node-unreachable", [], stale)
        elif ready and not node.ready:
            yield _finding(
                view, node, "node-unreachable" if ready.get("status") == "Unknown" else "node-not-ready", []
            )


def _runtime_events(view: View, node: Node) -> list[Event]:
    """What pods that still wait on this node tell of its runtime."""
    waiting = [pod for pod in view.once(_by_node).get(node.name, ()) if not pod.ready]
    told = [event for pod in waiting for event in view.pod_events(pod) if event.warning]
    return [event for event in told if any(words in event.message for words in _RUNTIME)]


def _stale(view: View, node: Node) -> Observation | None:
    """A lease not renewed for far longer than those of other nodes: the node's condition only follows later."""
    renewed = {
        name_of(one): instant(text(one, "spec", "renewTime")) for one in view.objects("leases", _LEASES)
    }
    mine, others = renewed.get(node.name), newest(*renewed.values())
    age = seconds_between(mine, others)
    if age is None or age < _STALE:
        return None
    quote = f"lease renewed {round(age)} s before that of the freshest node"
    return Observation(source="lease", ref=f"{_LEASES}/lease/{node.name}", quote=quote, at=mine)


def _by_node(view: View) -> dict[str, list[Pod]]:
    found: dict[str, list[Pod]] = defaultdict(list)
    for pod in view.live_pods:
        found[pod.node].append(pod)
    return dict(found)


def _finding(
    view: View, node: Node, cause: str, events: list[Event], stale: Observation | None = None
) -> Finding:
    ready = node.condition("Ready")
    here = sum(pod.namespace == view.namespace for pod in view.once(_by_node).get(node.name, ()))
    subject = Subject(kind="Node", name=node.name)
    said = f"Ready={ready.get('status')}: {text(ready, 'reason')} {text(ready, 'message')}".strip()
    mark = Observation(
        source="node", ref=node.name, quote=said, at=instant(text(ready, "lastTransitionTime"))
    )
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=subject,
        statement=f"{subject}: {_WORDS[cause]}; {counted(here, 'pod')} of namespace {view.namespace} on it.",
        mechanism="Pods on such a node are not started, probed or taken out of service in time.",
        cites=first([*(event.cited() for event in events[:2]), stale, mark]),
        refuted_by=DETECTOR.refuted_by,
        next_check=describe(subject),
        strength=0.93 if here else 0.6,
    )


DETECTOR = Detector(
    code="node-health",
    family="infrastructure",
    refuted_by="The node's Ready condition is true and fresh, and pods start on it.",
    causes=tuple(_WORDS),
    needs=("pods", "events", "nodes"),
    detect=detect,
)
