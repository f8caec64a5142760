"""Workloads short of processor time, memory or connections, by alert or by measurement, and who suffers from it."""

from collections.abc import Iterator, Mapping

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.cite import first
from bot.facts.command import kubectl
from bot.facts.scaling import maxed_of
from bot.facts.shortage import Shortage, shortages_of
from bot.facts.signals import Kind
from bot.facts.slowness import slowness_of
from bot.facts.view import View

_WHAT = {
    Kind.CPU: ("cpu-saturated", "processor time"),
    Kind.MEMORY: ("memory-near-limit", "memory"),
    Kind.POOL: ("connection-pool-exhausted", "pooled connections"),
}
_MECHANISM = {
    Kind.CPU: "A container at its processor limit waits for the next period; whoever calls it waits too.",
    Kind.MEMORY: "The kernel kills a container that goes over its memory limit; its callers wait for it.",
    Kind.POOL: "A request that needs a connection waits until another gives one back.",
}


def detect(view: View) -> Iterator[Finding]:
    """One finding for each workload and short resource; what harms nobody is a leftover."""
    shortages = view.once(shortages_of)
    for kind in _WHAT:
        short = shortages.get(kind, {})
        for subject in sorted(short, key=str):
            yield _finding(view, kind, short[subject], first_cause=_first(view, kind, subject, short))


def _first(view: View, kind: Kind, subject: Subject, short: Mapping[Subject, Shortage]) -> bool:
    """Whether it begins here: a busy caller of a busy workload retries and waits, the one that is called is first.

    And where an autoscaler wants more replicas than it may have, that is what a person would change.
    """
    called = view.once(slowness_of).calls.get(subject, frozenset())
    harmed = frozenset(one for one in short if not short[one].leftover)
    return not called & harmed and not (kind is Kind.CPU and subject in view.once(maxed_of))


def _finding(view: View, kind: Kind, shortage: Shortage, *, first_cause: bool) -> Finding:
    subject, (cause, what) = shortage.subject, _WHAT[kind]
    pods = view.pods_by_owner[subject]
    limits = sorted(
        {one.limit(kind.value) for pod in pods for one in pod.containers if one.limit(kind.value)}
    )
    bound = f"limit {', '.join(limits)}" if limits else "no limit"
    of_pod: tuple[Observation, ...] = () if kind is Kind.POOL else (pods[0].cited(bound),)
    told = f" ({bound})" if of_pod else ""
    use = kind.value if of_pod else "connections"
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=subject,
        statement=f"{subject}: its containers are short of {what}{told}{shortage.also}.",
        mechanism=_MECHANISM[kind],
        cites=first([*shortage.cites, *of_pod], most=5),
        refuted_by=f"Its use of {use} stays well under its limit while it is slow.",
        next_check=kubectl(
            subject.namespace,
            "top",
            "pods",
            "--containers",
            "--sort-by",
            kind.value if of_pod else Kind.CPU.value,
        ),
        strength=shortage.strength - (0.0 if first_cause else 0.12),
        explains=tuple(sorted(view.once(slowness_of).slow - {subject}, key=str)),
        leftover=shortage.leftover,
    )


DETECTOR = Detector(
    code="saturation",
    family="performance",
    refuted_by="Its use stays well under its limit while it is slow.",
    causes=tuple(cause for cause, _ in _WHAT.values()),
    needs=("pods",),
    confirms=(
        "container_cpu_throttled_ratio",
        "container_memory_limit_ratio",
        "connection_pool_used_ratio",
        "connection_pool_waiting",
    ),
    detect=detect,
    shapes=("connection-pool-exhausted",),
)
