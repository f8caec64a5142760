"""Stop: pulls a lever that halts nothing but canaries, and measures when the last of them still began something.

A canary is a task like any other, so whichever running process claims it takes part. It does what an execution does,
over and over: a transaction that reads the switch, and after it a side effect, which is harmless here (a time is
noted). What comes of it is a row, whose last one `/lookout status` and the doctor show.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot.domain.drill import Drill, Drilled, DrillName, drill_of
from bot.domain.ledger import Act
from bot.domain.noun import Noun
from bot.domain.stop import Stop, drill_scope
from bot.reports.drills import stop_drilled
from bot.triage.drills.made import DrillError, NotNowError, failed, note, note_drilled
from bot.triage.ports.clock import Clock
from bot.triage.ports.store import Store, Task
from bot.triage.world import World

log = structlog.get_logger()

CANARIES, ROUNDS = 2, 3
LONGEST = timedelta(seconds=15)
"""A canary that nobody stops ends by itself."""
PATIENCE = 10.0
BEAT, LOOK, RUNNING = 0.02, 0.05, 0.3
"""Seconds between two effects, between two looks at what came of it, and how long all canaries run before the lever."""
NOT_TAKEN = (
    "no running Lookout took the drill up: is one connected to this database, and idle enough to work?"
)
STOPPED = "everything is stopped already, so there is nothing to measure: resume first"
NOT_STOPPED = "a canary did not stop: what was measured is no latency but a fault"


class Beats(Noun):
    """What a canary tells at its end: by whom, how much it began, and when the last of it."""

    canary: str
    worker: str
    effects: int
    last: datetime | None
    seen: datetime


async def canary(world: World, task: Task) -> None:
    """Begin harmless effects until the drill's lever is pulled."""
    drill, name = str(task.payload["drill"]), task.key
    scope = drill_scope(drill)
    async with world.store.begin() as tx:
        until, effects, last = min(tx.now + LONGEST, datetime.fromisoformat(task.payload["until"])), 0, None
        await note(tx, drill=drill, began=name)
    while True:
        async with world.store.begin() as tx:
            switch = await world.switch(tx)
            if switch.halts(scope) is not None or not switch.readable or tx.now > until:
                break
        last, effects = world.clock.now(), effects + 1
        await world.clock.sleep(BEAT)
    told = Beats(canary=name, worker=world.worker, effects=effects, last=last, seen=world.clock.now())
    async with world.last_step(task) as tx:
        await note(tx, drill=drill, beats=told.model_dump(mode="json"))


async def drill_stop(world: World) -> Drilled:
    """One round, by whichever processes work.

    Raises:
        DrillError: as `measure`.
    """
    return stop_drilled(await measure(world.store, world.clock, by=world.worker, rounds=1))


async def run_drill(
    store: Store, clock: Clock, *, by: str, rounds: int = ROUNDS, canaries: int = CANARIES
) -> Drill:
    """As `measure`, written down however it ended.

    Raises:
        DrillError: as `measure`.
    """
    try:
        measured = await measure(store, clock, by=by, rounds=rounds, canaries=canaries)
    except NotNowError:
        raise
    except DrillError as problem:
        async with store.begin() as tx:
            await note_drilled(tx, failed(DrillName.STOP, tx.now, problem))
        raise
    async with store.begin() as tx:
        await note_drilled(tx, stop_drilled(measured))
    return measured


async def measure(
    store: Store, clock: Clock, *, by: str, rounds: int = ROUNDS, canaries: int = CANARIES
) -> Drill:
    """All rounds, and what they came to.

    Raises:
        DrillError: something did not stop, or (`NotNowError`) nobody took part; nothing is left pulled.
    """
    beats: list[Beats] = []
    waits: list[float] = []
    noticed: list[float] = []
    for _ in range(rounds):
        pulled, found = await _round(store, clock, by, canaries)
        beats += found
        waits += [(one.last - pulled).total_seconds() if one.last else 0.0 for one in found]
        noticed += [(one.seen - pulled).total_seconds() for one in found]
    effects, workers = sum(one.effects for one in beats), [one.worker for one in beats]
    measured = drill_of(clock.now(), rounds, workers, effects, waits, noticed)
    log.info("stop drill", **measured.model_dump(mode="json"), in_time=measured.in_time)
    return measured


async def _round(store: Store, clock: Clock, by: str, canaries: int) -> tuple[datetime, list[Beats]]:
    """When the lever was pulled, and what the canaries told."""
    name = secrets.token_hex(6)
    async with store.begin() as tx:
        if (await tx.stops.read()).halts() is not None:
            raise NotNowError(STOPPED)
        for number in range(canaries):
            until = tx.now + timedelta(seconds=PATIENCE) + LONGEST
            payload = {"drill": name, "until": until.isoformat()}
            await tx.tasks.add("canary", f"canary:{name}:{number}", payload)
    began = await _until(store, clock, name, "began", canaries)
    if not began:
        await _call_off(store, name)
        raise NotNowError(NOT_TAKEN)
    await clock.sleep(RUNNING)
    async with store.begin() as tx:
        pulled = tx.now
        await tx.stops.pull(Stop(scope=drill_scope(name), by=by, at=pulled, why="drill"))
    try:
        told = await _until(store, clock, name, "beats", len(began))
    finally:
        await _call_off(store, name)
    if len(told) < len(began):
        raise DrillError(NOT_STOPPED)
    return pulled, [Beats.model_validate(one) for one in told]


async def _until(store: Store, clock: Clock, name: str, field: str, wanted: int) -> Sequence[Any]:
    """What the rows of the drill say in a field, when that many do or it takes too long."""
    end = clock.now() + timedelta(seconds=PATIENCE)
    while True:
        async with store.read() as tx:
            rows = await tx.ledger.latest(Act.DRILLED, 200)
        found = [row.detail[field] for row in rows if row.detail.get("drill") == name and field in row.detail]
        if len(found) >= wanted or clock.now() > end:
            return found
        await clock.sleep(LOOK)


async def _call_off(store: Store, name: str) -> None:
    """Lift the lever; canaries that nobody took end as soon as somebody does, for their time is over."""
    async with store.begin() as tx:
        await tx.stops.lift(drill_scope(name))
