"""Work: runs due tasks, one after another, and gives every failure an end that somebody can see.

A task whose outside failed comes back later; one that keeps failing is buried with its reason and its thread is told
by a constant template, so an error of our own is neither silence nor a loop.
"""

import asyncio
from contextlib import suppress
from datetime import timedelta

import structlog

from bot.domain.errors import OutsideError, PermanentError, RefusedError, TransientError
from bot.render.fallback import FALLBACK_POST
from bot.triage import thread
from bot.triage.ports.store import ConflictError, Task
from bot.triage.story import CHAPTERS
from bot.triage.world import LostLeaseError, World

log = structlog.get_logger()

TRIES = 5
BACKOFF = (timedelta(seconds=1), timedelta(seconds=3), timedelta(seconds=10), timedelta(seconds=30))


async def run_next(world: World) -> bool:
    """Claim the most overdue task and run its chapter; False if nothing was due."""
    async with world.store.begin() as tx:
        task = await tx.tasks.claim(world.worker, world.policy.lease)
    if task is None:
        return False
    heartbeat = asyncio.create_task(_keep_lease(world, task))
    try:
        await _run(world, task)
    finally:
        heartbeat.cancel()
        with suppress(asyncio.CancelledError):
            await heartbeat
    return True


async def _run(world: World, task: Task) -> None:
    context = {"task": task.kind, "incident": task.incident_id, "key": task.key}
    try:
        await CHAPTERS[task.kind](world, task)
    except LostLeaseError:
        log.warning("lease lost; another worker has this task", **context)
    except ConflictError:
        await _again(world, task, timedelta(0), "an incident changed meanwhile")
    except TransientError as problem:
        await _again(world, task, _wait(task, problem), str(problem))
    except (PermanentError, RefusedError) as problem:
        await _bury(world, task, str(problem))
    except Exception as problem:
        log.exception("a chapter failed", **context)
        await _again(world, task, _wait(task, None), f"{type(problem).__name__}: {problem}")


def _wait(task: Task, problem: TransientError | None) -> timedelta:
    told = problem.retry_after if problem is not None else None
    return timedelta(seconds=told) if told is not None else BACKOFF[min(task.attempts, len(BACKOFF)) - 1]


async def _again(world: World, task: Task, wait: timedelta, why: str) -> None:
    if task.attempts >= TRIES:
        await _bury(world, task, why)
        return
    log.info("task postponed", task=task.kind, key=task.key, why=why, seconds=wait.total_seconds())
    async with world.store.begin() as tx:
        await tx.tasks.postpone(task, world.worker, tx.now + wait, why)


async def _bury(world: World, task: Task, why: str) -> None:
    log.error("task given up", task=task.kind, key=task.key, why=why)
    async with world.step() as tx:
        if not await tx.tasks.bury(task, world.worker, why) or not task.incident_id:
            return
        incident = await tx.incidents.get(task.incident_id)
        await thread.say(tx, incident, f"fault:{task.id}", FALLBACK_POST)


async def _keep_lease(world: World, task: Task) -> None:
    pause = world.policy.lease.total_seconds() / 3
    while True:
        await world.clock.sleep(pause)
        try:
            async with world.store.begin() as tx:
                if not await tx.tasks.renew(task, world.worker, world.policy.lease):
                    return
        except OutsideError as problem:
            log.warning("a lease could not be renewed", task=task.kind, key=task.key, why=str(problem))
