"""Workloads short of processor time or memory, told by alerts, and those that only suffer from one."""

from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding
from bot.domain.target import Subject
from bot.facts.cite import first
from bot.facts.command import kubectl
from bot.facts.signals import Kind, Signal
from bot.facts.slowness import Slowness, slowness_of
from bot.facts.view import View

_CAUSES = {Kind.CPU: ("cpu-saturated", "processor time"), Kind.MEMORY: ("memory-near-limit", "memory")}


def detect(view: View) -> Iterator[Finding]:
    """One finding for each workload and short resource."""
    state = view.once(slowness_of)
    for kind in _CAUSES:
        short = state.by_kind.get(kind, {})
        for subject in sorted(short, key=str):
            # A busy caller of a busy workload retries and waits: the one that is called is the origin.
            called = state.calls.get(subject, frozenset()) & frozenset(short)
            yield _finding(view, state, subject, kind, short[subject], first_cause=not called)


def _finding(
    view: View, state: Slowness, subject: Subject, kind: Kind, told: tuple[Signal, ...], *, first_cause: bool
) -> Finding:
    cause, what = _CAUSES[kind]
    pods = view.pods_by_owner[subject]
    limits = sorted(
        {one.limit(kind.value) for pod in pods for one in pod.containers if one.limit(kind.value)}
    )
    bound = f"limit {', '.join(limits)}" if limits else "no limit"
    slow = state.by_kind.get(Kind.LATENCY, {}).get(subject, ())
    also = " and answers slowly" if slow else ""
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=subject,
        statement=f"{subject}: its containers are short of {what} ({bound}){also}.",
        mechanism="A container at its limit is throttled (processor) or killed (memory); its callers wait for it.",
        cites=first(
            [*(one.cited for one in told[:2]), *(one.cited for one in slow[:1]), pods[0].cited(bound)]
        ),
        refuted_by=f"Its use of {kind.value} stays well under its limit while it is slow.",
        next_check=kubectl(subject.namespace, "top", "pods", "--containers", "--sort-by", kind.value),
        strength=(0.9 if slow or len(told) > 1 else 0.8) - (0.0 if first_cause else 0.12),
        explains=tuple(sorted(state.slow - {subject}, key=str)),
    )


DETECTOR = Detector(
    code="saturation",
    family="performance",
    refuted_by="Its use stays well under its limit while it is slow.",
    causes=tuple(cause for cause, _ in _CAUSES.values()),
    needs=("pods",),
    detect=detect,
)
