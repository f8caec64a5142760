"""Slowness that neither processor, memory nor a dependency explains: where it starts in the graph of calls."""

from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding
from bot.facts.cite import first
from bot.facts.command import kubectl
from bot.facts.network import suspects_of
from bot.facts.shortage import shortages_of
from bot.facts.signals import Kind
from bot.facts.slowness import slowness_of
from bot.facts.view import View

_FEW, _SURE = 2, 0.7


def detect(view: View) -> Iterator[Finding]:
    """One finding for each origin, as long as there are few; many origins speak for what they share."""
    state = view.once(slowness_of)
    short = {
        subject
        for kind in (Kind.CPU, Kind.MEMORY)
        for subject, one in view.once(shortages_of).get(kind, {}).items()
        if one.strength >= _SURE and not one.leftover
    }
    quiet = [
        one for one in state.origins if one not in short and all(pod.ready for pod in view.pods_by_owner[one])
    ]
    if not quiet or len(quiet) > _FEW or short or view.once(suspects_of):
        return
    for subject in quiet:
        told = state.by_kind[Kind.LATENCY][subject]
        traffic = state.by_kind.get(Kind.TRAFFIC, {}).get(subject, ())
        others = sorted(state.slow - {subject}, key=str)
        waits = f"; {', '.join(one.name for one in others[:4])} only wait for it" if others else ""
        pod = view.pods_by_owner[subject][0]
        yield Finding(
            detector=DETECTOR.code,
            cause="latency-origin",
            subject=subject,
            statement=f"{subject}: slowness starts here, nothing that it calls is slow, no resource is short{waits}.",
            mechanism=(
                "With processor and memory to spare, what is left is the way to it "
                f"(network of pod {pod.name}) or its own waiting."
            ),
            cites=first([*(one.cited for one in told[:2]), *(one.cited for one in traffic[:1])]),
            refuted_by=DETECTOR.refuted_by,
            next_check=kubectl(subject.namespace, "describe", "pod", pod.name),
            strength=0.82 if len(quiet) == 1 else 0.7,
            explains=tuple(others),
        )


DETECTOR = Detector(
    code="latency",
    family="performance",
    refuted_by="Something that it calls was slow first, or its processor use rose with the slowness.",
    causes=("latency-origin",),
    needs=("pods",),
    measures=("service_latency_p95_ms", "service_latency_p95_seconds", "service_latency_max_seconds"),
    detect=detect,
)
