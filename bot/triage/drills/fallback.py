"""Fallback: a golden incident is played with the model withheld; the rules' diagnosis must stand in time, and be right.

It goes the way of every alert, from the row that is kept first to the letter that passes the language guard, in a world
apart. Each week another incident is played. How long ago the rules last diagnosed a live one is told beside it.
"""

import asyncio
from datetime import timedelta

from bot.domain.alert import Alert, AlertState, Severity
from bot.domain.diagnosis import VerdictKind
from bot.domain.drill import Drilled, DrillName
from bot.domain.label import LabelledCase
from bot.domain.ledger import Act
from bot.reports.score import Scored, scored
from bot.triage.deliver import deliver_next
from bot.triage.drills.canary_world import CHANNEL, Nowhere, ThenClock, world_apart
from bot.triage.drills.made import DrillError, NotNowError
from bot.triage.inbox import AlertPost, note_alert
from bot.triage.work import run_next
from bot.triage.world import World

WITHIN = 30.0
"""Seconds from the alert to the diagnosis: what a triage may take for its reads, and as much again."""
ROUNDS = 60
"""More than any incident takes."""
NO_CASES = "there is no golden incident with a fault to play"
NO_SCRATCH = "no record can be made beside the one that is in use"
LIVE = timedelta(days=365)


async def drill_fallback(world: World) -> Drilled:
    """Play one, and judge what its thread would say.

    Raises:
        DrillError: no diagnosis, a wrong one, a late one, or the language guard withheld some of it.
        OutsideError: the golden incidents cannot be read.
    """
    cases = [one for one in await asyncio.to_thread(world.golden) if one.label.verdict is VerdictKind.FAULT]
    if not cases:
        raise NotNowError(NO_CASES)
    case = cases[world.clock.now().isocalendar().week % len(cases)]
    said, seconds = await _played(world, case)
    name = case.name.partition(".")[0]
    return Drilled(
        name=DrillName.FALLBACK,
        at=world.clock.now(),
        passed=True,
        said=f"{name}: {said.said} after {seconds:.1f} s, {_without(world)}; {await _live(world)}",
        seconds=seconds,
    )


async def _played(world: World, case: LabelledCase) -> tuple[Scored, float]:
    """The diagnosis held against the label, and the seconds until it stood there."""
    if world.scratch is None:
        raise NotNowError(NO_SCRATCH)
    nowhere, clock = Nowhere(), ThenClock(world.clock, case.snapshot.taken_at)
    async with world.scratch(clock) as store:
        apart = world_apart(world, case, store, clock, nowhere)
        begun = world.clock.elapsed()
        await note_alert(apart, _post(case), "drill")
        await _until_it_stands(apart, nowhere)
        seconds = world.clock.elapsed() - begun
        # What comes of the model is no answer, and must not take back what stands there.
        await _to_its_end(apart)
        async with store.read() as tx:
            since = tx.now - LIVE
            past = await tx.diagnoses.history(since=since, limit=1)
        said = scored(case.name, case.label, past[0].diagnosis, seconds=seconds)
    _judge(said, seconds, nowhere)
    return said, seconds


def _judge(said: Scored, seconds: float, nowhere: Nowhere) -> None:
    if not said.first:
        raise DrillError(f"{said.name}: the rules say {said.said}, and right is {said.wanted}")
    if nowhere.withheld:
        raise DrillError(f"{said.name}: the language guard withheld some of it ({nowhere.withheld[0]})")
    if seconds > WITHIN:
        raise DrillError(
            f"{said.name}: the diagnosis stood there after {seconds:.1f} s, later than {WITHIN:g} s"
        )


async def _until_it_stands(apart: World, nowhere: Nowhere) -> None:
    for _ in range(ROUNDS):
        worked, delivered = await run_next(apart), await deliver_next(apart)
        if any(key.startswith("diagnosis:") for key in nowhere.shown):
            return
        if not worked and not delivered:
            break
    raise DrillError("an alert was played with the model withheld, and no diagnosis came of it")


async def _to_its_end(apart: World) -> None:
    for _ in range(ROUNDS):
        worked, delivered = await run_next(apart), await deliver_next(apart)
        if not worked and not delivered:
            return


def _without(world: World) -> str:
    return "no model is configured" if world.model is None else "the model withheld"


async def _live(world: World) -> str:
    """How long ago the rules last diagnosed a real incident."""
    async with world.store.read() as tx:
        rows = await tx.ledger.since((Act.DIAGNOSED,), tx.now - LIVE, limit=1)
        if not rows:
            return "no live incident is on record yet"
        hours = (tx.now - rows[-1].at).total_seconds() / 3600
    return f"the last live diagnosis by the rules was {hours:.0f} h ago"


def _post(case: LabelledCase) -> AlertPost:
    """An alert that says where to look, and nothing of what is wrong there."""
    scope = case.snapshot.scope
    labels = {"cluster": scope.cluster, "namespace": scope.namespace, "service": scope.service}
    alert = Alert(
        source="drill",
        name="Drill",
        state=AlertState.FIRING,
        severity=Severity.WARNING,
        labels={key: value for key, value in labels.items() if value},
        fingerprint="drill",
    )
    return AlertPost(channel=CHANNEL, ts="1.000001", alert=alert)
