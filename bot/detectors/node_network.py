"""A node whose network is slow or loses packets, told by its own signals or by where the slow workloads run."""

from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding
from bot.domain.target import Subject
from bot.facts.cite import counted, first
from bot.facts.command import kubectl
from bot.facts.network import Suspect, suspects_of
from bot.facts.signals import Kind
from bot.facts.slowness import slowness_of
from bot.facts.view import View


def detect(view: View) -> Iterator[Finding]:
    """At most one finding."""
    for suspect in view.once(suspects_of):
        yield _finding(view, suspect)


def _finding(view: View, suspect: Suspect) -> Finding:
    state = view.once(slowness_of)
    slow = state.by_kind[Kind.LATENCY]
    examples = [told[0].cited for _, told in sorted(slow.items(), key=lambda item: str(item[0]))[:2]]
    traffic = [told[0].cited for _, told in sorted(state.by_kind.get(Kind.TRAFFIC, {}).items(), key=str)[:1]]
    subject = Subject(kind="Node", name=suspect.node)
    what = "its network loses packets" if suspect.lossy else "its network is slow"
    how = (
        "its connections send again and again" if suspect.signals else "most of the slow workloads run there"
    )
    return Finding(
        detector=DETECTOR.code,
        cause="node-network-loss" if suspect.lossy else "node-network-delay",
        subject=subject,
        statement=(
            f"{subject}: {what}: {counted(len(slow), 'workload')} answer slowly with resources to spare, and {how}."
        ),
        mechanism=(
            "A lost packet is sent again after a pause, so some requests take far longer."
            if suspect.lossy
            else "Each reply comes late, so every caller waits and asks less often."
        ),
        cites=first([*(one.cited for one in suspect.signals[:2]), *examples, *traffic]),
        refuted_by=DETECTOR.refuted_by,
        next_check=kubectl(
            "",
            "get",
            "pods",
            "--all-namespaces",
            "-o",
            "wide",
            "--field-selector",
            f"spec.nodeName={suspect.node}",
        ),
        strength=suspect.strength,
        explains=tuple(sorted(slow, key=str)),
    )


DETECTOR = Detector(
    code="node-network",
    family="performance",
    refuted_by="Pods on this node reach pods on other nodes as fast as others do.",
    causes=("node-network-loss", "node-network-delay"),
    needs=("pods", "nodes"),
    confirms=(
        "node_tcp_retransmits_per_second",
        "node_receive_drop_per_second",
        "node_transmit_drop_per_second",
    ),
    detect=detect,
)
