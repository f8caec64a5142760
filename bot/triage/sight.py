"""Sight: what must be seen after each action, and whether it is there now.

A cure (a rollout, more replicas, another pod, a lifted cordon) is done when its object is well; then `verify` asks the
rules whether the symptom went too. What only holds things still (a pause, a cordon, a suspended schedule) is done when
it holds.
"""

from typing import NamedTuple

from bot.domain.mitigation import (
    Cordon,
    DeletePod,
    EvictPod,
    Pause,
    RecreateJob,
    ResumeCronJob,
    SuspendCronJob,
    Uncordon,
)
from bot.domain.proposal import LiveTarget, Proposal
from bot.domain.target import Subject
from bot.facts.job_again import has_failed, has_succeeded
from bot.facts.live import ready_of, replicas_of
from bot.facts.raw import text
from bot.facts.touched import is_leaving
from bot.triage.ports.cluster import Cluster
from bot.triage.target_now import look, read_object


class Sighting(NamedTuple):
    """What was seen: whether it is what the action should bring about, and in words.

    `well` is the subject whose symptom should be gone then, None if the action is no cure. `over` says that no later
    look can show better.
    """

    ok: bool
    seen: str
    well: Subject | None = None
    over: bool = False


async def sight(cluster: Cluster, proposal: Proposal) -> Sighting:
    """One look at what the proposal's action changed.

    Raises:
        OutsideError: it could not be read.
    """
    mitigation = proposal.mitigation
    match mitigation:
        case DeletePod() | EvictPod():
            return await _pod(cluster, mitigation.subject, proposal.live)
        case RecreateJob():
            return await _job(cluster, mitigation.made)
        case _:
            live = await look(cluster, mitigation)
            return _changed(proposal, live) if live else Sighting(ok=False, seen="the target is gone")


def _changed(proposal: Proposal, live: LiveTarget) -> Sighting:
    mitigation, subject = proposal.mitigation, proposal.mitigation.subject
    match mitigation:
        case Pause():
            return _switch(subject, live, "paused", wanted=True)
        case Cordon():
            return _switch(subject, live, "cordoned", wanted=True)
        case SuspendCronJob() | ResumeCronJob():
            return _switch(subject, live, "suspended", wanted=isinstance(mitigation, SuspendCronJob))
        case Uncordon() if not live.held:
            state = "is" if live.settled else "is not"
            seen = f"{subject} is not cordoned and {state} ready"
            return Sighting(ok=live.settled, seen=seen, well=subject)
        case Uncordon():
            return _switch(subject, live, "cordoned", wanted=False)
        case _:
            return _rolled(subject, live)


def _switch(subject: Subject, live: LiveTarget, state: str, *, wanted: bool) -> Sighting:
    is_so = "is" if live.held else "is not"
    return Sighting(ok=live.held is wanted, seen=f"{subject} {is_so} {state}")


def _rolled(subject: Subject, live: LiveTarget) -> Sighting:
    seen = f"{live.ready} of {live.replicas} replicas of {subject} are ready"
    seen += "" if live.settled else ", and its rollout has not ended"
    return Sighting(ok=live.settled and live.ready >= live.replicas, seen=seen, well=subject)


async def _pod(cluster: Cluster, pod: Subject, before: LiveTarget) -> Sighting:
    """That very pod is gone, and its workload has all its replicas without it."""
    now = await read_object(cluster, pod)
    if now is not None and text(now, "metadata", "uid") == before.uid:
        going = "being deleted" if is_leaving(now) else "not being deleted"
        return Sighting(ok=False, seen=f"{pod} is still there, {going}")
    workload = await read_object(cluster, before.owner) if before.owner else None
    if workload is None:
        return Sighting(ok=False, seen=f"{pod} is gone, and so is its workload")
    ready, replicas = ready_of(workload), replicas_of(workload)
    seen = f"{pod} is gone; {ready} of {replicas} replicas of {before.owner} are ready"
    return Sighting(ok=ready >= replicas, seen=seen, well=before.owner)


async def _job(cluster: Cluster, made: Subject) -> Sighting:
    """The new Job is complete; once it failed too, no later look shows better."""
    job = await read_object(cluster, made)
    if job is None:
        return Sighting(ok=False, seen=f"{made} is not there")
    if has_failed(job):
        return Sighting(ok=False, seen=f"{made} failed too", over=True)
    done = has_succeeded(job)
    return Sighting(ok=done, seen=f"{made} is complete" if done else f"{made} has not ended")
