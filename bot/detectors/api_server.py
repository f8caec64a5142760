"""The API server or its store do not keep up: their own pods are down, or others are told so by them."""

import re
from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.cite import counted, first, log_lines
from bot.facts.command import kubectl
from bot.facts.event import read_event
from bot.facts.pod import Pod
from bot.facts.view import View

_SYSTEM, _FRESH, _GRACE, _SEVERAL = "kube-system", 1800, 60, 2
_WORDS = {
    "etcd-trouble": "etcd, in which the cluster keeps its state, does not answer in time",
    "api-server-unhealthy": "the API server is down or overloaded",
}
_PODS = (("etcd-trouble", re.compile(r"^etcd-")), ("api-server-unhealthy", re.compile(r"^kube-apiserver-")))
_TOLD = (
    ("etcd-trouble", re.compile(r"etcdserver: |mvcc: database space exceeded|etcd cluster is unavailable")),
    (
        "api-server-unhealthy",
        re.compile(
            r"the server is currently unable to handle the request|apiserver not ready|unexpected server error: 5|"
            r"dial tcp \S+:6443: (?:connect: connection refused|i/o timeout)|client rate limiter|TLS handshake timeout"
        ),
    ),
)


def detect(view: View) -> Iterator[Finding]:
    """At most one finding: etcd goes before the API server, which cannot be well without it."""
    for (cause, name), (_, words) in zip(_PODS, _TOLD, strict=True):
        ill = [
            pod
            for pod in view.live_pods
            if pod.namespace == _SYSTEM and name.match(pod.name) and _down(view, pod)
        ]
        told = _told(view, words)
        if ill or len(told) >= _SEVERAL:
            yield _finding(view, cause, ill, told)
            return


def _down(view: View, pod: Pod) -> bool:
    late = pod.created is None or not view.recent(pod.created, _GRACE)
    return bool(pod.condition("Ready")) and not pod.ready and late


def _told(view: View, words: re.Pattern[str]) -> list[Observation]:
    """Fresh warnings of any component about it, newest last."""
    events = [read_event(raw) for raw in view.objects("events")]
    mine = [
        one for one in events if one.warning and words.search(one.message) and view.recent(one.at, _FRESH)
    ]
    return [one.cited() for one in sorted(mine, key=lambda one: (one.at or view.now, one.kind, one.name))]


def _finding(view: View, cause: str, ill: list[Pod], told: list[Observation]) -> Finding:
    nodes = sorted({pod.node for pod in ill if pod.node})
    subject = Subject(kind="Node", name=nodes[0]) if nodes else Subject(kind="Namespace", name=_SYSTEM)
    lines = [line for pod in ill[:1] for one in pod.containers for line in log_lines(view, pod, one, 1)]
    who = (
        counted(len(ill), "pod") + " of it not ready"
        if ill
        else f"{counted(len(told), 'warning')} of others tell so"
    )
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=subject,
        statement=f"{subject}: {_WORDS[cause]} ({who}).",
        mechanism="Every change, lease and status goes through the API server into etcd; running pods only go on.",
        cites=first([*(pod.cited(f"not ready, phase {pod.phase}") for pod in ill[:2]), *lines, *told[-2:]]),
        refuted_by=DETECTOR.refuted_by,
        next_check=kubectl("", "get", "--raw", "/readyz?verbose"),
        strength=0.9 if ill else 0.8,
        explains=tuple(one.subject for one in ill),
    )


DETECTOR = Detector(
    code="api-server",
    family="infrastructure",
    refuted_by="The API server answers /readyz at once from several places.",
    causes=tuple(_WORDS),
    needs=("pods", "events"),
    detect=detect,
    cluster=True,
)
