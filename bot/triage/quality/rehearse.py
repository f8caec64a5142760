"""Rehearse: once a day the release in use is asked about the golden incidents, one case a task.

Between two cases the real ones go first: a case is due a while after the one before it. What is not an answer (a lever,
a budget, a provider that is down) ends the rehearsal and is told as what was not tried, since it says nothing of how
good the answers are. So is a chosen release that this version lacks, since then no incident has a model either.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from bot.domain.label import LabelledCase
from bot.domain.release import Release
from bot.domain.stop import MODEL
from bot.reports.replays import replay_of
from bot.reports.score import Scored
from bot.triage.model.allowance import Allowance, allowance, month_of
from bot.triage.model.choice import chosen, in_use
from bot.triage.model.consult import run_name
from bot.triage.model.levers import forbidden
from bot.triage.ports.store import Task, Transaction
from bot.triage.quality.record import record
from bot.triage.quality.trial import Trial, close_cut, stand_in, tried
from bot.triage.quality.watch import tell_drift
from bot.triage.remote import listen
from bot.triage.world import World

PAUSE = timedelta(seconds=20)
CHANGED = "another release was chosen meanwhile"


class _Course(NamedTuple):
    """What a task of the chain is told: the day, the release of the first case, and what came of the cases so far."""

    day: str
    release: str
    scored: tuple[Scored, ...]
    served: tuple[str, ...]


async def begin_rehearsal(world: World, tx: Transaction, day: str) -> None:
    """Queue the first case of a day, if there is a model; `day` is in the key, so once over all processes."""
    if world.model is not None:
        await _queue(tx, _Course(day, "", (), ()))


async def rehearse(world: World, task: Task) -> None:
    """One case, and the next one or the sum.

    Raises:
        PermanentError: the golden incidents cannot be read.
    """
    course = _course_of(task.payload)
    cases = await asyncio.to_thread(world.golden)
    place = len(course.scored)
    if place >= len(cases):
        async with world.last_step(task):
            return
    release, why, name = await _chosen(world, course.release)
    if task.epoch > 1:
        await close_cut(world, [run_name(task, epoch) for epoch in range(1, task.epoch)])
    if release is None or why:
        await _end(world, task, course._replace(release=course.release or name), cases, why)
        return
    course = course._replace(release=release.name)
    allowed, why = await permitted(world, cases[place], release)
    if why:
        await _end(world, task, course, cases, why)
        return
    trial = await tried(world, cases[place], release, run_name(task), allowed, task)
    course = _after(course, trial)
    if trial.why or len(course.scored) == len(cases):
        await _end(world, task, course, cases, trial.why)
        return
    async with world.last_step(task) as tx:
        await _queue(tx, course, later=True)


async def permitted(world: World, case: LabelledCase, release: Release) -> tuple[Allowance, str]:
    """What a case may cost, or why the release may not be asked now: a lever, a budget, a quota."""
    await listen(world)
    spent = await world.paid.since(world.store, month_of(world.clock.now()))
    async with world.store.read() as tx:
        why = forbidden(await world.switch(tx), (MODEL, f"release:{release.name}"))
        allowed = allowance(spent, stand_in(case), tx.now, world.policy.model.budgets)
    return allowed, why or allowed.why


async def _chosen(world: World, begun: str) -> tuple[Release | None, str, str]:
    """The release in use, or why there is none for this course; and the name that a person chose, "" for none."""
    async with world.store.read() as tx:
        release, why = await in_use(tx, world.releases)
        name = await chosen(tx)
    return release, CHANGED if release is not None and begun and release.name != begun else why, name


def _after(course: _Course, trial: Trial) -> _Course:
    """The course with one more case, if the model answered it."""
    served = (*course.served, trial.served)
    if trial.why:
        return course._replace(served=served)
    return course._replace(scored=(*course.scored, trial.scored), served=served)


async def _end(world: World, task: Task, course: _Course, cases: Sequence[LabelledCase], why: str) -> None:
    """Write the sum down, and look for drift in it."""
    async with world.last_step(task) as tx:
        if course.release:
            left = len(cases) - len(course.scored)
            served = course.served
            replay = replay_of(
                tx.now, course.release, course.scored, is_model=True, served=served, left=left, why=why
            )
            await record(tx, replay)
            await tell_drift(world, tx)


async def _queue(tx: Transaction, course: _Course, *, later: bool = False) -> None:
    payload: dict[str, Any] = {
        "day": course.day,
        "release": course.release,
        "scored": [one.model_dump(mode="json") for one in course.scored],
        "served": list(course.served),
    }
    key = f"rehearse:{course.day}:{len(course.scored)}"
    await tx.tasks.add("rehearse", key, payload, due_at=tx.now + PAUSE if later else None)


def _course_of(payload: dict[str, Any]) -> _Course:
    return _Course(
        str(payload["day"]),
        str(payload["release"]),
        tuple(Scored.model_validate(one) for one in payload["scored"]),
        tuple(str(one) for one in payload["served"]),
    )
