"""Creators of pods whose latest attempts were refused and that still lack pods: a refusal overcome is none."""

from bot.facts.event import Event
from bot.facts.raw import number
from bot.facts.view import View
from bot.facts.workload import Workload


def refused(view: View) -> tuple[tuple[Workload, Event], ...]:
    """(creator, its newest refusal), by creator."""
    found = []
    for workload in sorted(view.workloads.values(), key=lambda one: str(one.subject)):
        told = [one for one in view.events_of(workload.subject, workload.uid) if one.reason == "FailedCreate"]
        if told and _lacks(view, workload):
            found.append((workload, told[-1]))
    return tuple(found)


def _lacks(view: View, workload: Workload) -> bool:
    """Whether fewer pods are there than wanted."""
    if workload.kind not in {"ReplicaSet", "StatefulSet", "Job"}:
        return False
    wanted = (
        number(workload.raw, "spec", "parallelism", default=1) if workload.kind == "Job" else workload.wanted
    )
    return len(view.made_by(workload)) < wanted
