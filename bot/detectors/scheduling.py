"""Pods that no node may take: their own wishes, taints, cordons, or other pods stand against it."""

from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.facts.apart import kept_from
from bot.facts.cite import first, of_pods
from bot.facts.command import kubectl
from bot.facts.fit import Fit, fit, singled_out
from bot.facts.pod import Pod
from bot.facts.raw import items, labels, text
from bot.facts.scheduling import Unscheduled
from bot.facts.selector import shown
from bot.facts.view import View

_LATE = {  # filters that come after the node's own: a node that fails them met everything before
    "anti-affinity": "pod-anti-affinity",
    "pod affinity rules": "pod-affinity",
    "topology spread": "topology-spread",
    "free ports": "host-port-taken",
    "Too many pods": "too-many-pods",
    "volume node affinity": "volume-node-affinity",
    "no available volume zone": "volume-node-affinity",
    "exceed max volume count": "volume-limit-reached",
}
_WORDS = {
    "node-selector-mismatch": "no node has the labels of its node selector",
    "node-affinity-mismatch": "no node meets its required node affinity",
    "taint-not-tolerated": "the nodes that it may use have taints that it does not tolerate",
    "node-cordoned": "the nodes that it may use are cordoned",
    "pod-anti-affinity": "pod anti-affinity keeps it from every open node",
    "pod-affinity": "no open node has the pods that its affinity asks for",
    "topology-spread": "every open node would break its topology spread",
    "host-port-taken": "its host port is taken on every open node",
    "too-many-pods": "every open node holds as many pods as it may",
    "volume-node-affinity": "its volume can be used only where it may not run",
    "volume-limit-reached": "every open node has as many volumes as it may",
    "scheduling-gated": "a scheduling gate holds it back, and whoever set the gate has not lifted it",
}
_HELD = 600


def detect(view: View) -> Iterator[Finding]:
    """One finding for each workload and cause; a short resource is another detector's."""
    for subject, pods in view.pods_by_owner.items():
        told = [(pod, why) for pod in pods if (why := view.unscheduled(pod)) and not why.insufficient]
        blamed = [(why.cited, cause, marks) for pod, why in told for cause, marks in _blame(view, pod, why)]
        blamed += [(cited, "scheduling-gated", ()) for pod in pods for cited in _gated(view, pod)]
        for cause in sorted({found[1] for found in blamed}):
            same = [found for found in blamed if found[1] == cause]
            cited, _, marks = same[0]
            yield Finding(
                detector=DETECTOR.code,
                cause=cause,
                subject=subject,
                statement=f"{subject}: {of_pods(len(same), len(pods))} without a node: {_WORDS[cause]}.",
                mechanism="The scheduler binds a pod only to a node that passes every one of its filters.",
                cites=first([cited, *marks]),
                refuted_by=DETECTOR.refuted_by,
                next_check=kubectl("", "get", "nodes", "--show-labels"),
                strength=0.92,
            )


def _gated(view: View, pod: Pod) -> list[Observation]:
    """A gate that has stood for longer than a controller needs."""
    names = [text(one, "name") for one in items(pod.raw, "spec", "schedulingGates")]
    old = pod.created is not None and not view.recent(pod.created, _HELD)
    waits = names and old and pod.phase == "Pending" and not pod.node
    return [pod.cited(f"schedulingGates: {', '.join(names)}", pod.created)] if waits else []


def _blame(view: View, pod: Pod, why: Unscheduled) -> list[tuple[str, tuple[Observation, ...]]]:
    """The cause, if one can be told: at most one."""
    late = [cause for _, reason in why.reasons for words, cause in _LATE.items() if words in reason]
    if late:
        return [(late[0], ())]
    workers = [node for node in view.nodes if not node.control_plane]
    fits = [fit(pod, node) for node in workers or view.nodes]
    wished = [one for one in fits if one.wished]
    idle = not {one.node for one in wished} & view.once(_busy)
    if wished and len(wished) < len(fits) and idle and not singled_out(pod):
        # Only what the pod shuns is told, and what is left are nodes that nothing of anybody runs on.
        fits, wished = [one for one in fits if not one.wished], []
    if not fits:
        return []
    cause = _by_nodes(wished) if wished else _by_wishes(fits)
    if not cause and why.silent:
        return _apart(view, pod, {one.node for one in wished if one.open})
    return [(cause, _marks(pod, fits))] if cause else []


def _apart(view: View, pod: Pod, open_nodes: set[str]) -> list[tuple[str, tuple[Observation, ...]]]:
    """Anti-affinity, where it stands between the pod and every open node."""
    nodes = [node for node in view.nodes if node.name in open_nodes]
    others = [(node.name, other) for node in nodes if (other := kept_from(view, pod, node))]
    if len(others) < len(nodes):
        return []
    said = "; ".join(f"{node}: {other.name} is there" for node, other in others)
    return [("pod-anti-affinity", (Observation(source="nodes", ref="nodes", quote=said[:400]),))]


def _busy(view: View) -> frozenset[str]:
    """The nodes that run ordinary pods."""
    return frozenset(pod.node for pod in view.live_pods if pod.node and pod.namespace != "kube-system")


def _by_wishes(fits: list[Fit]) -> str:
    """Which wish no node meets; affinity if each is met by some node, and no node meets both."""
    return "node-affinity-mismatch" if any(one.selector for one in fits) else "node-selector-mismatch"


def _by_nodes(wished: list[Fit]) -> str:
    """What most of the allowed nodes fail; taints before cordons among equals."""
    tainted = sum(bool(one.taint) for one in wished)
    cordoned = sum(one.cordoned and not one.taint for one in wished)
    if tainted + cordoned < len(wished):
        return ""  # some node passes: the reason lies elsewhere
    return "taint-not-tolerated" if tainted >= cordoned else "node-cordoned"


def _marks(pod: Pod, fits: list[Fit]) -> tuple[Observation, ...]:
    wished = [one for one in fits if one.wished]
    said = [
        f"{one.node}: {'cordoned ' if one.cordoned else ''}{f'taint {one.taint}' if one.taint else ''}".strip()
        for one in wished or fits
    ]
    selector = labels(pod.raw, "spec", "nodeSelector")
    asked = [pod.cited(f"nodeSelector: {shown(selector)}")] if selector else []
    return (*asked, Observation(source="nodes", ref="nodes", quote="; ".join(said)[:400]))


DETECTOR = Detector(
    code="scheduling",
    family="scheduling",
    refuted_by="Some node passes all filters for this pod, and the scheduler still leaves it Pending.",
    causes=tuple(_WORDS),
    needs=("pods", "events", "nodes"),
    detect=detect,
)
