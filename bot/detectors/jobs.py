"""Jobs that failed or ran out of time, and CronJobs that missed their time; suspended ones are as somebody wants."""

from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.facts.cite import first, log_lines
from bot.facts.command import describe
from bot.facts.raw import dig, text
from bot.facts.view import View
from bot.facts.when import instant
from bot.facts.workload import Workload

_FRESH = 24 * 3600
_FAILED = {"BackoffLimitExceeded", "PodFailurePolicy", "FailedIndexes"}
_MISSED = ("MissSchedule", "TooManyMissedTimes", "FailedNeedsStart", "UnparseableSchedule", "InvalidSchedule")


def detect(view: View) -> Iterator[Finding]:
    """One finding for each Job that failed lately and was not done again since, and each CronJob in trouble."""
    for subject, workload in sorted(view.workloads.items(), key=lambda item: str(item[0])):
        if dig(workload.raw, "spec", "suspend") is True:
            continue
        if workload.kind == "Job":
            yield from _job(view, workload)
        elif workload.kind == "CronJob":
            missed = [one for one in view.events_of(subject, workload.uid) if one.reason in _MISSED]
            if missed and view.recent(missed[-1].at, _FRESH):
                why = (
                    "its schedule cannot be read"
                    if "Schedule" in missed[-1].reason[-8:] and missed[-1].reason != "MissSchedule"
                    else "it missed its time"
                )
                yield _finding(workload, "cronjob-missed", why, (missed[-1].cited(),), 0.75)


def _job(view: View, job: Workload) -> Iterator[Finding]:
    failed = job.condition("Failed")
    at = instant(text(failed, "lastTransitionTime"))
    if failed.get("status") != "True" or not view.recent(at, _FRESH) or _done_since(view, job):
        return
    reason = text(failed, "reason")
    late = reason == "DeadlineExceeded"
    ref = f"{job.namespace}/job/{job.name}"
    said = Observation(
        source="job", ref=ref, quote=f"Failed: {reason} {text(failed, 'message')}"[:400], at=at
    )
    pods = [
        pod
        for pod in view.pods
        if job.uid
        and any(ref.get("uid") == job.uid for ref in dig(pod.raw, "metadata", "ownerReferences") or ())
    ]
    lines = [line for pod in pods[-1:] for one in pod.containers for line in log_lines(view, pod, one, 1)]
    why = "it ran past its deadline" if late else "all its attempts failed"
    cause = "job-deadline" if late else "job-failed"
    if late or reason in _FAILED or not reason:
        yield _finding(job, cause, why, (said, *lines), 0.8)


def _done_since(view: View, job: Workload) -> bool:
    """Whether a younger Job of the same CronJob is complete."""
    parent = text(job.owner, "name")
    mine = text(job.raw, "metadata", "creationTimestamp")
    return bool(parent) and any(
        one.kind == "Job"
        and text(one.owner, "name") == parent
        and text(one.raw, "metadata", "creationTimestamp") > mine
        and one.condition("Complete").get("status") == "True"
        for one in view.workloads.values()
    )


def _finding(
    workload: Workload, cause: str, why: str, cites: tuple[Observation, ...], strength: float
) -> Finding:
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=workload.subject,
        statement=f"{workload.subject}: {why}.",
        mechanism="The work of this run is not done; a later run may or may not make up for it.",
        cites=first(cites),
        refuted_by=DETECTOR.refuted_by,
        next_check=describe(workload.subject),
        strength=strength,
    )


DETECTOR = Detector(
    code="jobs",
    family="runtime",
    refuted_by="A later run of the same work is complete.",
    causes=("job-failed", "job-deadline", "cronjob-missed"),
    needs=("pods", "jobs", "cronjobs", "events"),
    detect=detect,
)
