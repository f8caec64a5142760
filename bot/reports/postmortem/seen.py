"""What the snapshots show of the time before and during an incident: containers that ended, rollouts that began.

A pod tells the last end of each container and nothing of those before it, so several snapshots tell more than one.
The same end seen twice is one; ends of one workload for one reason that follow each other closely are one moment.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.domain.noun import Noun
from bot.domain.snapshot import Snapshot
from bot.domain.target import Subject
from bot.facts.pod import Pod
from bot.facts.raw import dig
from bot.facts.revision import Rollout, revision_of
from bot.facts.view import View
from bot.facts.when import instant
from bot.facts.workload import controller
from bot.reports.postmortem.nouns import Lane, Moment

BEFORE = timedelta(hours=2)
"""How long before an incident's first alert a restart or rollout is part of its story."""
BURST = timedelta(minutes=5)
CHANGES = 3


class _End(Noun):
    """One end of one container's run."""

    at: datetime
    workload: str
    reason: str
    run: str


def seen_in(
    snapshots: Sequence[Snapshot], begins: datetime, ends: datetime
) -> tuple[tuple[Moment, ...], tuple[Moment, ...]]:
    """Restarts and rollouts from `BEFORE` the begin to the end, each oldest first, whatever order they are read in."""
    views = [View(snapshot) for snapshot in snapshots]
    found = {one for view in views for one in _ends(view) if begins - BEFORE <= one.at <= ends}
    unique = {(one.run, one.at): one for one in sorted(found, key=lambda one: (one.at, one.run, one.reason))}
    rollouts: dict[tuple[Subject, int], Moment] = {}
    for view in sorted(views, key=lambda view: view.now):
        for subject, number, moment in _rollouts(view):
            if begins - BEFORE <= moment.at <= ends:
                rollouts[subject, number] = moment
    return _bursts(list(unique.values())), tuple(sorted(rollouts.values(), key=_order))


def _ends(view: View) -> Iterator[_End]:
    for pod in view.pods:
        workload = str(view.owner_of(pod))
        for container in pod.containers:
            for ended in (container.last, container.ended):
                # An init container that ended well did what it is for.
                if ended is not None and ended.at is not None and not (container.init and ended.code == 0):
                    reason = f"{ended.reason or 'ended'}, exit code {ended.code}"
                    run = f"{_identity(pod)}/{container.name}"
                    yield _End(at=ended.at, workload=workload, reason=reason, run=run)


def _identity(pod: Pod) -> str:
    return pod.uid or f"{pod.namespace}/{pod.name}"


def _bursts(ends: Sequence[_End]) -> tuple[Moment, ...]:
    """Ends of a workload for a reason, one moment for those with less than `BURST` between them."""
    moments: dict[tuple[str, str], list[Moment]] = {}
    for one in ends:
        before = moments.setdefault((one.workload, one.reason), [])
        if before and one.at - (before[-1].until or before[-1].at) < BURST:
            times = before[-1].times + 1
            before[-1] = before[-1].model_copy(update={"until": one.at, "times": times})
        else:
            said = {"what": "container ended", "about": one.workload, "why": one.reason}
            before.append(Moment(at=one.at, lane=Lane.RESTARTS, **said))
    return tuple(sorted((one for group in moments.values() for one in group), key=_order))


def _rollouts(view: View) -> Iterator[tuple[Subject, int, Moment]]:
    """The revisions of every Deployment that was read: of the newest one also what it changed."""
    for workload in view.workloads.values():
        number = revision_of(workload)
        reference = controller(workload.raw)
        if workload.kind != "ReplicaSet" or not number or not reference:
            continue
        subject = view.top_of(workload)
        rollout = view.rollout(subject)
        newest = rollout is not None and rollout.number == number
        made = instant(dig(workload.raw, "metadata", "creationTimestamp"))
        at = rollout.since if rollout is not None and newest else made
        if at is None:
            continue
        why = _changes(rollout) if rollout is not None and newest else ""
        what = f"revision {number} rolled out"
        yield subject, number, Moment(at=at, lane=Lane.ROLLOUTS, what=what, about=str(subject), why=why)


def _changes(rollout: Rollout) -> str:
    more = len(rollout.changes) - CHANGES
    told = "; ".join(str(one).replace(" -> ", " → ") for one in rollout.changes[:CHANGES])
    return f"{told} and {more} more" if more > 0 else told


def _order(moment: Moment) -> tuple[datetime, str, str]:
    return (moment.at, moment.about, moment.why)
