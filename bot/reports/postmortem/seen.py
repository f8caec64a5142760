"""What the snapshots show of the time before and during an incident: containers that ended, rollouts that began.

A pod tells the last end of each container and nothing of those before it, so several snapshots tell more than one.
The same end seen twice is one; ends of one workload for one reason that follow each other closely are one moment.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

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


class _End(NamedTuple):
    """One end of one container's run; there may be tens of thousands."""

    at: datetime
    workload: str
    reason: str
    run: str


def seen_in(
    snapshots: Sequence[Snapshot], begins: datetime, ends: datetime
) -> tuple[tuple[Moment, ...], tuple[Moment, ...]]:
    """Restarts and rollouts from `BEFORE` the begin to the end, each oldest first, whatever order they are read in."""
    views = [View(snapshot) for snapshot in snapshots]
    found = {one for view in views for one in _ends(view, begins - BEFORE, ends)}
    unique = {(one.run, one.at): one for one in sorted(found, key=lambda one: (one.at, one.run, one.reason))}
    rollouts: dict[tuple[Subject, int], Moment] = {}
    for view in sorted(views, key=lambda view: view.now):
        for subject, number, moment in _rollouts(view):
            if begins - BEFORE <= moment.at <= ends:
                rollouts[subject, number] = moment
    return _bursts(list(unique.values())), tuple(sorted(rollouts.values(), key=_order))


def _ends(view: View, first: datetime, last: datetime) -> Iterator[_End]:
    for pod in view.pods:
        for container in pod.containers:
            for ended in (container.last, container.ended):
                if ended is None or ended.at is None or not first <= ended.at <= last:
                    continue
                # An init container that ended well did what it is for.
                if not (container.init and ended.code == 0):
                    reason = f"{ended.reason or 'ended'}, exit code {ended.code}"
                    run = f"{_identity(pod)}/{container.name}"
                    yield _End(ended.at, str(view.owner_of(pod)), reason, run)


def _identity(pod: Pod) -> str:
    return pod.uid or f"{pod.namespace}/{pod.name}"


def _bursts(ends: Sequence[_End]) -> tuple[Moment, ...]:
    """Ends of a workload for a reason, one moment for those with less than `BURST` between them."""
    bursts: dict[tuple[str, str], list[list[datetime]]] = {}
    for one in ends:
        mine = bursts.setdefault((one.workload, one.reason), [])
        if mine and one.at - mine[-1][-1] < BURST:
            mine[-1].append(one.at)
        else:
            mine.append([one.at])
    return tuple(
        sorted((_restart(*key, times) for key, mine in bursts.items() for times in mine), key=_order)
    )


def _restart(workload: str, reason: str, times: Sequence[datetime]) -> Moment:
    return Moment(
        at=times[0],
        lane=Lane.RESTARTS,
        what="container ended",
        about=workload,
        why=reason,
        until=times[-1] if len(times) > 1 else None,
        times=len(times),
    )


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
