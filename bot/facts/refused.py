"""Creators of pods whose latest attempts were refused and that still lack pods: a refusal overcome is none.

The controller's newest event tells why; where events have expired, the ReplicaSet's own condition still does.
"""

from dataclasses import dataclass

from bot.domain.diagnosis import Observation
from bot.facts.raw import dig, number, text
from bot.facts.view import View
from bot.facts.when import instant
from bot.facts.workload import Workload


@dataclass(frozen=True, slots=True)
class Refusal:
    """A creator of pods, the API server's words to it, and where they were seen."""

    workload: Workload
    message: str
    cited: Observation

    @property
    def namespace(self) -> str:
        """Where it is."""
        return self.workload.namespace


def refused(view: View) -> tuple[Refusal, ...]:
    """The newest refusal of each creator that still lacks pods, by creator; ask with `view.once`."""
    found = []
    for workload in lacking(view):
        told = [one for one in view.events_of(workload.subject, workload.uid) if one.reason == "FailedCreate"]
        failure = workload.condition("ReplicaFailure")
        if told:
            found.append(Refusal(workload, told[-1].message, told[-1].cited()))
        elif failure.get("status") == "True" and (message := text(failure, "message")):
            found.append(Refusal(workload, message, workload.cited(f"ReplicaFailure: {message}")))
    return tuple(found)


def lacking(view: View, for_at_least: float = 0.0) -> tuple[Workload, ...]:
    """The creators of pods that have fewer than they want, by name; those younger than so many seconds are left out."""
    return tuple(
        one
        for one in sorted(view.workloads.values(), key=lambda one: str(one.subject))
        if _lacks(view, one)
        and not view.recent(instant(text(one.raw, "metadata", "creationTimestamp")), for_at_least)
    )


def _lacks(view: View, workload: Workload) -> bool:
    if workload.kind not in {"ReplicaSet", "StatefulSet", "DaemonSet", "Job"}:
        return False
    match workload.kind:
        case "Job":
            if dig(workload.raw, "spec", "suspend") is True or _done(workload):
                return False
            wanted = number(workload.raw, "spec", "parallelism", default=1)
        case "DaemonSet":
            wanted = number(workload.raw, "status", "desiredNumberScheduled")
        case _:
            wanted = workload.wanted
    return len(view.made_by(workload)) < wanted


def _done(job: Workload) -> bool:
    return any(job.condition(kind).get("status") == "True" for kind in ("Complete", "Failed"))
