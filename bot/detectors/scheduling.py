"""Pods that no node may take: their own wishes, taints, cordons, or other pods stand against it."""

from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.facts.cite import first, of_pods
from bot.facts.command import kubectl
from bot.facts.fit import Fit, fit
from bot.facts.pod import Pod
from bot.facts.raw import labels
from bot.facts.scheduling import Unscheduled
from bot.facts.selector import shown
from bot.facts.view import View

_LATE = {  # filters that come after the node's own: a node that fails them met everything before
    "pod anti-affinity": "pod-anti-affinity",
    "pod affinity rules": "pod-affinity",
    "topology spread": "topology-spread",
    "free ports": "host-port-taken",
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
}


def detect(view: View) -> Iterator[Finding]:
    """One finding for each workload and cause; a short resource is another detector's."""
    for subject, pods in view.pods_by_owner.items():
        told = [(pod, why) for pod in pods if (why := view.unscheduled(pod)) and not why.insufficient]
        blamed = [(pod, why, cause, marks) for pod, why in told for cause, marks in _blame(view, pod, why)]
        for cause in sorted({found[2] for found in blamed}):
            same = [found for found in blamed if found[2] == cause]
            _, why, _, marks = same[0]
            yield Finding(
                detector=DETECTOR.code,
                cause=cause,
                subject=subject,
                statement=f"{subject}: {of_pods(len(same), len(pods))} without a node: {_WORDS[cause]}.",
                mechanism="The scheduler binds a pod only to a node that passes every one of its filters.",
                cites=first([why.cited, *marks]),
                refuted_by="Some node passes all filters for this pod, and the scheduler still leaves it Pending.",
                next_check=kubectl("", "get", "nodes", "--show-labels"),
                strength=0.92,
            )


def _blame(view: View, pod: Pod, why: Unscheduled) -> list[tuple[str, tuple[Observation, ...]]]:
    """The cause, if one can be told: at most one."""
    late = [cause for _, reason in why.reasons for words, cause in _LATE.items() if words in reason]
    if late:
        return [(late[0], ())]
    workers = [node for node in view.nodes if not node.control_plane]
    fits = [fit(pod, node) for node in workers or view.nodes]
    if not fits:
        return []
    cause = _by_wishes(fits) or _by_nodes([one for one in fits if one.wished])
    return [(cause, _marks(pod, fits))] if cause else []


def _by_wishes(fits: list[Fit]) -> str:
    if not any(one.selector for one in fits):
        return "node-selector-mismatch"
    return "" if any(one.wished for one in fits) else "node-affinity-mismatch"


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


DETECTOR = Detector(code="scheduling", causes=tuple(_WORDS), needs=("pods", "events", "nodes"), detect=detect)
