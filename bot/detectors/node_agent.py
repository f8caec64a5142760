"""Agents that every node needs (kube-proxy, the network plugin) and that do not run on one of them."""

import re
from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding
from bot.domain.target import Subject
from bot.facts.cite import first, log_lines
from bot.facts.command import logs
from bot.facts.pod import Pod
from bot.facts.view import View

_AGENTS = (
    ("kube-proxy-down", re.compile(r"^kube-proxy"), "Services are not reached from it, or at outdated addresses"),
    (
        "network-agent-down",
        re.compile(r"^(?:calico-node|canal|cilium(?!-operator)|kube-flannel|weave-net|aws-node|azure-cni|antrea-agent|"
                   r"kindnet|kube-router|ovnkube-node|kube-ovn-cni)"),
        "pods on it get no network, or lose it",
    ),
)  # fmt: skip
_GRACE = 60


def detect(view: View) -> Iterator[Finding]:
    """One finding for each such pod that is down, about its node."""
    for pod in view.live_pods:
        owned = view.owner_of(pod).kind in {"DaemonSet", "Node", "Pod"}
        told = next((one for one in _AGENTS if one[1].match(pod.name)), None) if owned else None
        if told and pod.node and _down(view, pod):
            yield _finding(view, pod, told[0], told[2])


def _down(view: View, pod: Pod) -> bool:
    """Not ready for longer than a start takes, as far as its status was read."""
    late = pod.created is None or not view.recent(pod.created, _GRACE)
    return bool(pod.condition("Ready")) and not pod.ready and late


def _finding(view: View, pod: Pod, cause: str, harm: str) -> Finding:
    subject = Subject(kind="Node", name=pod.node)
    here = {
        view.owner_of(one)
        for one in view.live_pods
        if one.node == pod.node and one.namespace == view.namespace
    }
    ill = next((one for one in pod.containers if not one.ready), pod.containers[0])
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=subject,
        statement=f"{subject}: its {pod.name} is not ready ({ill.waiting or 'not running'}): {harm}.",
        mechanism="Each node has its own agent for this; where it stops, the other nodes go on as before.",
        cites=first(
            [pod.cited(f"container {ill.name}: {ill.waiting or 'not ready'}"), *log_lines(view, pod, ill, 1)]
        ),
        refuted_by=DETECTOR.refuted_by,
        next_check=logs(pod.namespace, pod.name, ill.name, previous=ill.restarts > 0),
        strength=0.9 if ill.waiting or ill.restarts else 0.8,
        explains=(*sorted(here, key=str), view.owner_of(pod), pod.subject),
    )


DETECTOR = Detector(
    code="node-agent",
    family="infrastructure",
    refuted_by="The agent on this node is ready and its log goes on.",
    causes=tuple(cause for cause, _, _ in _AGENTS),
    needs=("pods",),
    detect=detect,
    cluster=True,
)
