"""Work: runs due tasks, one after another, and gives every failure an end that somebody can see.

A task whose outside failed comes back later; one that keeps failing is buried with its reason and its thread is told
by a constant template, so an error of our own is neither silence nor a loop.
"""

import asyncio
from collections import Counter
from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta

import structlog

from bot.domain.errors import OutsideError, PermanentError, RefusedError, TransientError
from bot.domain.incident import Incident
from bot.render.fallback import FALLBACK_POST
from bot.render.whispers import error_whisper
from bot.triage import thread
from bot.triage.about import about, is_about
from bot.triage.ports.store import ConflictError, Task, Transaction
from bot.triage.story import CHAPTERS, ESCALATING
from bot.triage.world import LostLeaseError, World

log = structlog.get_logger()

TRIES = 5
BACKOFF = (timedelta(seconds=1), timedelta(seconds=3), timedelta(seconds=10), timedelta(seconds=30))
FROM_OUTSIDE = frozenset({"alert", "mention", "locate"})
"""Kinds whose sender waits for a word, also when no incident came of it."""
UNWORKED = "This click could not be worked. The status message shows what is recorded."


class Worker:
    """A round of work: as `run_next`, but where nothing was due the last time it only looks, and takes no turn.

    Every process has a dozen loops that wake each second; on a record that several share, their turns to write would
    be most of what there is. `kinds` are those it takes, all if there are none. Of one cluster it runs `of_each` tasks
    at a time at most (and as many that are about none), so that one which hangs leaves the others theirs; 0: no bound.
    """

    def __init__(self, world: World, kinds: Collection[str] = (), *, of_each: int = 0) -> None:
        self._world = world
        self.kinds = kinds
        self._of_each = of_each
        self._running: Counter[str] = Counter()
        self._turn = asyncio.Lock()
        self._busy = False

    async def __call__(self) -> bool:
        """Run the next task; False if none was due."""
        if not self._busy and not await self._is_due():
            return False
        self._busy = await (self._run_bounded() if self._of_each else run_next(self._world, self.kinds))
        return self._busy

    async def _is_due(self) -> bool:
        async with self._world.store.read() as tx:
            return await tx.tasks.is_due(self.kinds, but=self._full())

    async def _run_bounded(self) -> bool:
        async with self._turn:  # what is full must be known before the next one is claimed
            async with self._world.store.begin() as tx:
                task = await _claimed(self._world, tx, self.kinds, self._full())
                cluster = "" if task is None else await _cluster_of(tx, task)
            self._running[cluster] += task is not None
        if task is None:
            return False
        try:
            await _hold(self._world, task)
        finally:
            self._running[cluster] -= 1
        return True

    def _full(self) -> list[str]:
        return [name for name, count in self._running.items() if count >= self._of_each > 0]


async def run_next(world: World, kinds: Collection[str] = ()) -> bool:
    """Claim the most overdue task (of these kinds, if any are named) and run its chapter; False if nothing was due."""
    async with world.store.begin() as tx:
        task = await _claimed(world, tx, kinds)
    if task is None:
        return False
    await _hold(world, task)
    return True


async def _claimed(
    world: World, tx: Transaction, kinds: Collection[str], but: Collection[str] = ()
) -> Task | None:
    return await tx.tasks.claim(world.worker, world.policy.lease, kinds=kinds, but=but)


async def _cluster_of(tx: Transaction, task: Task) -> str:
    """The cluster that a task's incident is about, "" for none."""
    incident = await _incident_of(tx, task) if task.incident_id else None
    return incident.target.cluster if incident is not None and incident.target is not None else ""


async def _hold(world: World, task: Task) -> None:
    """Run a task's chapter and keep its lease until that has ended."""
    with about(_named(task)):
        heartbeat = asyncio.create_task(_keep_lease(world, task))
        try:
            await _run(world, task)
        finally:
            heartbeat.cancel()
            with suppress(asyncio.CancelledError):
                await heartbeat


async def _run(world: World, task: Task) -> None:
    context = {"task": task.kind, "key": task.key}
    bounded = task.kind not in ESCALATING
    try:
        await CHAPTERS[task.kind](world, task)
    except LostLeaseError:
        log.warning("lease lost; another worker has this task", **context)
    except ConflictError:
        await _again(world, task, timedelta(0), "an incident changed meanwhile", bounded=bounded)
    except TransientError as problem:
        await _again(world, task, _wait(task, problem), str(problem), bounded=bounded)
    except (PermanentError, RefusedError) as problem:
        await _bury(world, task, str(problem))
    except Exception as problem:
        with suppress(OutsideError):
            async with world.store.read() as tx:
                await _look_up(tx, task)
        log.exception("a chapter failed", **context)
        await _again(world, task, _wait(task, None), f"{type(problem).__name__}: {problem}")


def _wait(task: Task, problem: TransientError | None) -> timedelta:
    told = problem.retry_after if problem is not None else None
    return timedelta(seconds=told) if told is not None else BACKOFF[min(task.attempts, len(BACKOFF)) - 1]


async def _again(world: World, task: Task, wait: timedelta, why: str, *, bounded: bool = True) -> None:
    if bounded and task.attempts >= TRIES:
        await _bury(world, task, why)
        return
    async with world.store.begin() as tx:
        await _look_up(tx, task)
        await tx.tasks.postpone(task, world.worker, tx.now + wait, why)
    log.info("task postponed", task=task.kind, key=task.key, why=why, seconds=wait.total_seconds())


async def _bury(world: World, task: Task, why: str) -> None:
    async with world.step() as tx:
        if not await tx.tasks.bury(task, world.worker, why):
            return
        incident = await _look_up(tx, task)
        if incident is not None:
            await thread.say(tx, incident, f"fault:{task.id}", FALLBACK_POST)
        elif task.kind in FROM_OUTSIDE and (place := _place(task)):
            channel, ts = place
            await tx.outbox.put(
                f"fault:{task.id}", FALLBACK_POST, incident_id="", channel=channel, thread_ts=ts
            )
    log.error("task given up", task=task.kind, key=task.key, why=why)
    if task.kind == "click":
        await _tell_clicker(world, task, incident)


async def _look_up(tx: Transaction, task: Task) -> Incident | None:
    """As `_incident_of`; the lines that come are about it."""
    incident = await _incident_of(tx, task)
    if incident is not None:
        is_about(incident.id)
    return incident


async def _incident_of(tx: Transaction, task: Task) -> Incident | None:
    """The incident that a task is about, by whatever its payload or key says; None if there is none (yet)."""
    try:
        if task.payload.get("proposal"):
            return await tx.incidents.get((await tx.proposals.get(str(task.payload["proposal"]))).incident_id)
        if named := _named(task):
            return await tx.incidents.get(named)
    except PermanentError:
        return None
    place = _place(task)
    return await tx.incidents.at_message(*place) if place else None


def _named(task: Task) -> str:
    """The id of the incident that a task names, "" if it names none."""
    return task.incident_id or str(task.payload.get("incident_id") or "") or _reminded(task)


def _reminded(task: Task) -> str:
    """A reminder names its incident in its key alone, so that it waits for no other task of the incident."""
    return task.key.split(":")[1] if task.kind == "remind" and ":" in task.key else ""


def _place(task: Task) -> tuple[str, str] | None:
    """The channel and the thread (else the message) that a post, a mention or a remark came from."""
    channel, ts = task.payload.get("channel"), task.payload.get("thread_ts") or task.payload.get("ts")
    return (str(channel), str(ts)) if channel and ts else None


async def _tell_clicker(world: World, task: Task, incident: Incident | None) -> None:
    """Best effort, like every answer to a click; a click's effects and its end commit together, so it had none."""
    channel, user = str(task.payload.get("channel", "")), str(task.payload.get("user_id", ""))
    thread_ts = incident.thread_ts if incident is not None else ""
    with suppress(OutsideError):
        await world.messenger.whisper(channel, user, error_whisper(UNWORKED), thread_ts=thread_ts)


async def _keep_lease(world: World, task: Task) -> None:
    pause = world.policy.lease.total_seconds() / 3
    while True:
        await world.clock.sleep(pause)
        try:
            # Before others: whoever waits for its turn for longer than the lease would begin again, and again.
            async with world.store.begin(urgent=True) as tx:
                if not await tx.tasks.renew(task, world.worker, world.policy.lease):
                    return
        except OutsideError as problem:
            log.warning("a lease could not be renewed", task=task.kind, key=task.key, why=str(problem))
