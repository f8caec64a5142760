"""Jobs and CronJobs: pods that run to their end, tried again up to a bound, and Jobs made by the clock."""

import copy
from datetime import datetime, timedelta
from functools import partial

from apscheduler.triggers.cron import CronTrigger

from bot.sandbox.cluster.kubelet import lifecycle
from bot.sandbox.cluster.objects import (
    Obj,
    condition,
    dig,
    instant,
    is_finished,
    is_owned_by,
    labels_of,
    name_of,
    namespace_of,
    owner_ref,
    safe_word,
    stamp,
    uid_of,
)
from bot.sandbox.cluster.resources import CRONJOBS, JOBS, PODS
from bot.sandbox.cluster.workloads.making import make
from bot.sandbox.cluster.world import World

_PATIENCE = 10
_KEPT = {"Complete": "successfulJobsHistoryLimit", "Failed": "failedJobsHistoryLimit"}
_HISTORY = {"Complete": 3, "Failed": 1}


def sync(world: World, job: Obj) -> None:
    """Do what the Job asks for now."""
    if _ended(job) is not None:
        return
    pods = [pod for pod in world.store.all(PODS, namespace_of(job)) if is_owned_by(pod, job)]
    done = sum(1 for pod in pods if dig(pod, "status", "phase") == "Succeeded")
    failed = sum(1 for pod in pods if dig(pod, "status", "phase") == "Failed")
    alive = [pod for pod in pods if not is_finished(pod) and "deletionTimestamp" not in pod["metadata"]]
    began = str(dig(job, "status", "startTime") or stamp(world.now))
    if job["spec"].get("suspend"):
        _end_pods(world, alive)
        _write(world, job, _counts(done, failed, 0), _condition(world, job, "Suspended", "JobSuspended"))
    elif done >= job["spec"].get("completions", 1):
        world.event(job, "Completed", "Job completed", "job-controller")
        over = {"startTime": began, "completionTime": stamp(world.now)} | _counts(done, failed, 0)
        _write(world, job, over, _condition(world, job, "Complete", "CompletionsReached"))
    elif why := _given_up(world, job, failed, began):
        _end_pods(world, alive)
        world.event(job, why, _WORDS[why], "job-controller", warning=True)
        over = {"startTime": began} | _counts(done, failed, 0)
        _write(world, job, over, _condition(world, job, "Failed", why, _WORDS[why]))
    else:
        room = min(job["spec"].get("parallelism", 1), job["spec"].get("completions", 1) - done) - len(alive)
        fresh = _start(world, job, room) if _rested(world, job, pods, failed) else 0
        _watch_deadline(world, job)
        _write(world, job, {"startTime": began} | _counts(done, failed, len(alive) + fresh))


def _start(world: World, job: Obj, count: int) -> int:
    """Make so many pods; how many were let in."""
    for made in range(count):
        pod = make(world, job, f"{name_of(job)}-{safe_word(str(world.store.dice.random()), 5)}")
        if pod is None:
            return made
        lifecycle.begin(world, pod)
    return max(0, count)


def _end_pods(world: World, pods: list[Obj]) -> None:
    for pod in pods:
        lifecycle.leave(world, pod)


_WORDS = {
    "BackoffLimitExceeded": "Job has reached the specified backoff limit",
    "DeadlineExceeded": "Job was active longer than specified deadline",
}


def _given_up(world: World, job: Obj, failed: int, began: str) -> str:
    """Why the Job is not tried any more, "" if it is."""
    if failed > job["spec"].get("backoffLimit", 6):
        return "BackoffLimitExceeded"
    seconds = job["spec"].get("activeDeadlineSeconds")
    over = seconds is not None and world.now - instant(began) >= timedelta(seconds=seconds)
    return "DeadlineExceeded" if over else ""


def _rested(world: World, job: Obj, pods: list[Obj], failed: int) -> bool:
    """Whether the pause after the last failure is over: 10 seconds, doubled with each; else it is looked at then."""
    ends = [
        dig(status, "state", "terminated", "finishedAt")
        for pod in pods
        if dig(pod, "status", "phase") == "Failed"
        for status in pod["status"].get("containerStatuses") or []
    ]
    latest = max((end for end in ends if end), default="")
    if not latest:
        return True
    again = instant(latest) + timedelta(seconds=min(600, _PATIENCE * 2 ** (failed - 1)))
    if again <= world.now:
        return True
    _look_again(world, job, again)
    return False


def _look_again(world: World, job: Obj, when: datetime) -> None:
    if world.retries.get(uid_of(job)) != when:
        world.retries[uid_of(job)] = when
        world.at(when, partial(world.look_at, namespace_of(job)))


def _watch_deadline(world: World, job: Obj) -> None:
    seconds = job["spec"].get("activeDeadlineSeconds")
    if seconds is not None and not dig(job, "status", "startTime"):
        world.after(seconds, partial(world.look_at, namespace_of(job)))


def _counts(done: int, failed: int, active: int) -> Obj:
    counts = {"succeeded": done, "failed": failed, "active": active}
    return {key: value for key, value in counts.items() if value} | {"ready": active}


def _condition(world: World, job: Obj, kind: str, reason: str, message: str = "") -> Obj:
    found = condition(job, kind)
    since = found["lastTransitionTime"] if found is not None else stamp(world.now)
    return {
        "type": kind,
        "status": "True",
        "reason": reason,
        "message": message,
        "lastProbeTime": since,
        "lastTransitionTime": since,
    }


def _ended(job: Obj) -> str | None:
    return next((kind for kind in _KEPT if condition(job, kind) is not None), None)


def _write(world: World, job: Obj, status: Obj, held: Obj | None = None) -> None:
    fresh = status | ({"conditions": [held]} if held is not None else {})
    if fresh != job.get("status"):
        job["status"] = fresh
        world.changed(job)


def sync_cron(world: World, cron: Obj) -> None:
    """Keep the next run of a CronJob on the agenda, and no more of its past than it keeps."""
    own = [job for job in world.store.all(JOBS, namespace_of(cron)) if is_owned_by(job, cron)]
    active = [job for job in own if _ended(job) is None]
    refs = [
        {"apiVersion": "batch/v1", "kind": "Job", "name": name_of(job), "namespace": namespace_of(job)}
        for job in active
    ]
    status = {key: value for key, value in (cron.get("status") or {}).items() if key != "active"}
    status |= {"active": refs} if refs else {}
    if status != (cron.get("status") or {}):
        cron["status"] = status
        world.store.touch(cron)
    for kind, field in _KEPT.items():
        past = sorted(
            (job for job in own if _ended(job) == kind), key=lambda job: job["metadata"]["creationTimestamp"]
        )
        for job in past[: max(0, len(past) - cron["spec"].get(field, _HISTORY[kind]))]:
            _forget(world, job)
    following = next_run(cron, world.now)
    if world.retries.get(uid_of(cron)) != following:
        world.retries[uid_of(cron)] = following
        world.at(following, partial(_run, world, cron, following))


def next_run(cron: Obj, after: datetime) -> datetime:
    """When the schedule comes next, strictly after a moment; in UTC, as schedules without a time zone are."""
    trigger = CronTrigger.from_crontab(
        cron["spec"]["schedule"], timezone=cron["spec"].get("timeZone") or "UTC"
    )
    found: datetime = trigger.get_next_fire_time(None, after + timedelta(seconds=1))
    return found


def _run(world: World, cron: Obj, when: datetime) -> None:
    """The schedule's time has come: a Job, unless it is suspended, gone, or forbids a second one."""
    if world.store.get(CRONJOBS, namespace_of(cron), name_of(cron)) is not cron:
        return
    world.dirty.add(namespace_of(cron))
    busy = bool(dig(cron, "status", "active")) and cron["spec"].get("concurrencyPolicy") == "Forbid"
    if cron["spec"].get("suspend") or busy:
        return
    name = f"{name_of(cron)}-{int(when.timestamp()) // 60}"
    template = cron["spec"]["jobTemplate"]
    job: Obj = {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {
            "name": name,
            "namespace": namespace_of(cron),
            "labels": labels_of(template) if template.get("metadata") else {},
            "ownerReferences": [owner_ref(cron)],
        },
        "spec": copy.deepcopy(template["spec"]),
        "status": {},
    }
    complete(job)
    world.store.add(job, world.now)
    world.event(cron, "SuccessfulCreate", f"Created job {name}", "cronjob-controller")
    cron.setdefault("status", {})["lastScheduleTime"] = stamp(when)
    world.changed(cron)


def complete(job: Obj) -> None:
    """What the server fills into a new Job: its bounds, its selector and the labels of its pods."""
    spec, name = job["spec"], name_of(job)
    for key, value in (("parallelism", 1), ("completions", 1), ("backoffLimit", 6), ("suspend", False)):
        spec.setdefault(key, value)
    labels = {"batch.kubernetes.io/job-name": name, "job-name": name}
    spec["selector"] = {"matchLabels": {"batch.kubernetes.io/job-name": name}}
    metadata = spec["template"].setdefault("metadata", {})
    metadata["labels"] = (metadata.get("labels") or {}) | labels
    spec["template"]["spec"].setdefault("restartPolicy", "Never")


def _forget(world: World, job: Obj) -> None:
    for pod in world.store.all(PODS, namespace_of(job)):
        if is_owned_by(pod, job):
            lifecycle.vanish(world, pod)
    world.store.remove(job)
