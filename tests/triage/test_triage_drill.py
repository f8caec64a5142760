"""The drill: what it measures, and what it says when there is nothing to measure."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from datetime import timedelta
from time import monotonic

import pytest

from bot.domain.drill import Drill, DrillName
from bot.domain.ledger import Act
from bot.render.actions import ActionId
from bot.triage.ask import answer
from bot.triage.drills.catalogue import DRILLS
from bot.triage.drills.chapter import Weekly
from bot.triage.drills.made import DrillError, last_made
from bot.triage.drills.stop import run_drill
from bot.triage.ports.store import Transaction
from bot.triage.watch import SwitchWatch
from bot.triage.work import run_next
from tests.fakes_slack import IVY
from tests.triage.worlds import Night


async def last_drill(tx: Transaction) -> Drill | None:
    """What the newest drill of the kill switch measured."""
    last = (await last_made(tx)).get(DrillName.STOP)
    return last.stop if last is not None else None


async def worked(
    night: Night, drilling: Awaitable[Drill], workers: tuple[str, ...] = ("w1", "w2"), *, speed: float = 1.0
) -> Drill:
    """A drill while these processes work and the night's clock goes as fast as the wall's, or faster."""
    ended = asyncio.Event()

    async def pass_time() -> None:
        last = monotonic()
        while not ended.is_set():
            await asyncio.sleep(0)
            night.clock.advance((monotonic() - last) * speed)
            last = monotonic()

    async def work(worker: str) -> None:
        while not ended.is_set():
            if not await run_next(replace(night.world, worker=worker)):
                await asyncio.sleep(0)

    async with asyncio.TaskGroup() as group:
        group.create_task(pass_time())
        for worker in workers:
            group.create_task(work(worker))
        try:
            return await drilling
        except DrillError as error:
            problem = error
        finally:
            ended.set()
    raise problem


async def test_a_drill_measures_every_canary_and_leaves_nothing_pulled(fired: Night) -> None:
    measured = await worked(fired, run_drill(fired.store, fired.clock, by="shell:test", rounds=2))
    assert (measured.rounds, measured.canaries, measured.processes) == (2, 4, 2)
    assert measured.effects > 0
    assert 0 <= measured.p50 <= measured.p95 <= measured.worst <= 1
    assert measured.noticed >= measured.worst
    assert measured.in_time
    async with fired.store.read() as tx:
        assert (await tx.stops.read()).stops == ()
        assert await last_drill(tx) == measured
        assert await tx.tasks.pending() == 1  # the reminder of the unowned incident


async def test_a_drill_is_no_stop_that_people_are_told_of(proposed: Night) -> None:
    watch = SwitchWatch(proposed.world)
    await watch()
    told = len(proposed.slack.calls)
    await worked(proposed, run_drill(proposed.store, proposed.clock, by="x", rounds=1))
    assert not await watch()
    await proposed.deliver()
    assert len(proposed.slack.calls) == told
    assert proposed.slack.button(ActionId.APPROVE) is not None


async def test_nobody_who_takes_part_is_said_and_what_was_queued_ends_at_once(night: Night) -> None:
    with pytest.raises(DrillError, match="no running Lookout took the drill up"):
        await worked(night, run_drill(night.store, night.clock, by="x"), (), speed=200)
    night.clock.advance(60)
    assert await night.work() == 2
    async with night.store.read() as tx:
        beats = [
            row.detail["beats"]["effects"]
            for row in await tx.ledger.latest(Act.DRILLED, 9)
            if "beats" in row.detail
        ]
    assert beats == [0, 0]


async def test_a_canary_that_does_not_stop_is_written_down_as_a_failure(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def never_told(*_arguments: object) -> list[object]:
        return ["began"] if next(looks) == 0 else []

    looks = iter(range(9))
    monkeypatch.setattr("bot.triage.drills.stop._until", never_told)
    with pytest.raises(DrillError, match="a canary did not stop"):
        await worked(night, run_drill(night.store, night.clock, by="x", rounds=1), (), speed=200)
    async with night.store.read() as tx:
        last = (await last_made(tx))[DrillName.STOP]
    assert (last.passed, last.stop) == (False, None)
    assert "a canary did not stop" in last.said


async def test_while_everything_is_stopped_there_is_nothing_to_measure(night: Night) -> None:
    await night.stop("everything")
    with pytest.raises(DrillError, match="resume first"):
        await run_drill(night.store, night.clock, by="x")


def stop_alone(night: Night) -> None:
    """Let that of the kill switch be the week's only drill."""
    policy = night.world.policy.model_copy(update={"weekly_drills": (DrillName.STOP,)})
    night.world = replace(night.world, drills=DRILLS, policy=policy)


async def test_the_weekly_drill_is_queued_once_over_all_processes_and_measures(night: Night) -> None:
    stop_alone(night)
    for world in (night.world, night.other()):
        weekly = Weekly(world)
        for _ in range(2):
            assert not await weekly()
    async with night.store.read() as tx:
        assert await tx.tasks.pending() == 1
    night.clock.advance(601)

    async def until_drilled() -> Drill:
        while True:
            async with night.store.read() as tx:
                if found := await last_drill(tx):
                    return found
            await asyncio.sleep(0)

    measured = await worked(night, until_drilled(), ("w1", "w2", "w3"))
    assert measured.rounds == 1
    night.clock.advance(7 * 24 * 3600)
    weekly = Weekly(night.world)
    await weekly()
    async with night.store.read() as tx:
        assert await tx.tasks.pending() == 1


async def test_a_weekly_drill_that_cannot_be_made_ends_too(night: Night) -> None:
    stop_alone(night)
    await night.stop("everything")
    await Weekly(night.world)()
    night.clock.advance(601)
    assert await night.work() == 1


async def test_the_last_drill_shows_in_the_status_and_warns_after_two_weeks(night: Night) -> None:
    async def line() -> str:
        text = (await answer(night.world, IVY, "status")).content.text
        return next(one for one in text.splitlines() if one.startswith("Kill switch drill"))

    assert "none is on record" in await line()
    await worked(night, run_drill(night.store, night.clock, by="x", rounds=1))
    assert "from lever to last effect" in await line()
    assert "Older than" not in await line()
    night.clock.advance(timedelta(days=14, seconds=5).total_seconds())
    assert "Older than 14 days: `lookout drill stop` makes a new one" in await line()
