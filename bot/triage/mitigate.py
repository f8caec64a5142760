"""Mitigate: from a runbook's step and the live workload to one typed mitigation, or a reason why there is none."""

from bot.domain.errors import OutsideError
from bot.domain.mitigation import Mitigation, Restart, Scale, Undo
from bot.domain.runbook import Runbook, Step
from bot.domain.target import Subject
from bot.facts.change import previous_revision
from bot.triage.ports.cluster import Cluster
from bot.triage.target_now import WorkloadNow, read_workload

MITIGATIONS = ("restart", "undo", "scale")


def first_mitigation(runbook: Runbook) -> Step | None:
    """The first step of a runbook that changes something."""
    return next((step for step in runbook.steps if step.tool in MITIGATIONS), None)


async def plan(cluster: Cluster, step: Step, subject: Subject) -> Mitigation | str:
    """The mitigation that the step means for this workload now, or why there is none, as a sentence."""
    try:
        workload = await read_workload(cluster, subject)
    except OutsideError as problem:
        return f"{subject} could not be read: {problem}"
    if workload is None:
        return f"{subject} does not exist any more."
    match step.tool:
        case "restart":
            return Restart(subject=subject)
        case "undo":
            return _undo(subject, workload)
        case _:
            return _scale(step, subject, workload)


def _undo(subject: Subject, workload: WorkloadNow) -> Mitigation | str:
    revision = previous_revision(workload.workload, workload.replicasets)
    if revision is None:
        return f"{subject} has no earlier revision with another template."
    return Undo(subject=subject, to_revision=revision)


def _scale(step: Step, subject: Subject, workload: WorkloadNow) -> Mitigation | str:
    now = int(workload.workload.get("spec", {}).get("replicas", 1))
    wanted = min(now + int(step.arguments.get("replicas", "+1")), step.limits.max_replicas)
    if wanted == now:
        return f"{subject} is at the runbook's bound of {step.limits.max_replicas} replicas."
    return Scale(subject=subject, from_replicas=now, to_replicas=wanted)
