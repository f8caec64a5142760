"""Mitigate: from a runbook's step and the live object to one typed mitigation, or a reason why there is none.

A step is written for a cause, and a cause's subject is often not what its remedy changes: `bot.triage.pick` goes from
a workload to the pod, the node or the CronJob in question.
"""

from bot.domain.errors import OutsideError
from bot.domain.mitigation import (
    Cordon,
    DeletePod,
    EvictPod,
    Mitigation,
    Pause,
    RecreateJob,
    Restart,
    Resume,
    ResumeCronJob,
    Scale,
    SuspendCronJob,
    Uncordon,
    Undo,
)
from bot.domain.runbook import Runbook, Step
from bot.domain.target import Subject
from bot.domain.tool import TOOLS
from bot.facts.change import previous_revision, revision_of, revision_template
from bot.facts.job_again import again_name, has_failed
from bot.facts.raw import dig
from bot.facts.touched import is_leaving
from bot.triage.pick import Picked, pick, reaches
from bot.triage.ports.cluster import Cluster
from bot.triage.target_now import WorkloadNow, read_workload

BY_FORCE = "only by force would it go sooner, which is never done by the bot"


def first_mitigation(runbook: Runbook, subject: Subject) -> Step | None:
    """The first step of a runbook that changes something, and can be applied to that kind of subject."""
    changing = (step for step in runbook.steps if step.tool in TOOLS)
    return next((step for step in changing if reaches(step.tool, subject.kind)), None)


async def plan(cluster: Cluster, step: Step, subject: Subject) -> Mitigation | str:
    """The mitigation that the step means for this subject now, or why there is none, as a sentence."""
    try:
        picked = await pick(cluster, step.tool, subject)
        if isinstance(picked, str):
            return picked
        if step.tool in ("undo", "scale"):
            workload = await read_workload(cluster, picked.subject)
            if workload is None:
                return f"{picked.subject} does not exist any more."
            return (_undo if step.tool == "undo" else _scale)(step, picked.subject, workload)
    except OutsideError as problem:
        return f"{subject} could not be read: {problem}"
    return _simple(step.tool, picked)


def _simple(tool: str, picked: Picked) -> Mitigation | str:
    """The mitigation of a tool that takes no argument, if the object is not in that state already."""
    subject, raw = picked
    paused, closed = dig(raw, "spec", "paused") is True, dig(raw, "spec", "unschedulable") is True
    suspended = dig(raw, "spec", "suspend") is True
    plain: dict[str, tuple[Mitigation, bool, str]] = {
        "restart": (
            Restart(subject=subject),
            not paused,
            "is paused: a change would wait until it is resumed",
        ),
        "pause": (Pause(subject=subject), not paused, "is paused already"),
        "resume": (Resume(subject=subject), paused, "is not paused"),
        "delete-pod": (
            DeletePod(subject=subject),
            not is_leaving(raw),
            f"is being deleted already; {BY_FORCE}",
        ),
        "evict-pod": (
            EvictPod(subject=subject),
            not is_leaving(raw),
            f"is being deleted already; {BY_FORCE}",
        ),
        "cordon": (Cordon(subject=subject), not closed, "is cordoned already"),
        "uncordon": (Uncordon(subject=subject), closed, "is not cordoned"),
        "suspend-cronjob": (SuspendCronJob(subject=subject), not suspended, "is suspended already"),
        "resume-cronjob": (ResumeCronJob(subject=subject), suspended, "is not suspended"),
        "recreate-job": (
            RecreateJob(subject=subject, new_name=again_name(raw)),
            has_failed(raw) and not dig(raw, "spec", "manualSelector"),
            "has not failed, or has a selector of its own that a second one would share",
        ),
    }
    mitigation, applies, why_not = plain[tool]
    return mitigation if applies else f"{subject} {why_not}."


def _undo(step: Step, subject: Subject, now: WorkloadNow) -> Mitigation | str:
    wanted = step.arguments.get("to_revision", "")
    if not wanted.isdecimal():
        revision = previous_revision(now.workload, now.replicasets)
        if revision is None:
            return f"{subject} has no earlier revision with another template."
        return Undo(subject=subject, to_revision=revision)
    named = int(wanted)
    if named == revision_of(now.workload):
        return f"{subject} is at revision {named} already."
    if revision_template(named, subject, now.replicasets) is None:
        return f"Revision {named} of {subject} is not kept by any ReplicaSet."
    return Undo(subject=subject, to_revision=named)


def _scale(step: Step, subject: Subject, workload: WorkloadNow) -> Mitigation | str:
    now = int(workload.workload.get("spec", {}).get("replicas", 1))
    change, limits = int(step.arguments.get("replicas", "+1")), step.limits
    wanted = min(now + change, limits.max_replicas) if change > 0 else max(now + change, limits.min_replicas)
    if (wanted - now) * change <= 0:
        bound = limits.max_replicas if change > 0 else limits.min_replicas
        return f"{subject} is at the runbook's bound of {bound} replicas."
    return Scale(subject=subject, from_replicas=now, to_replicas=wanted)
