"""`lookout run` killed with SIGKILL at its worst moments and started again: nothing is lost, nothing happens twice."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.cli.stage import Stage
from bot.render.actions import ActionId
from tests.e2e.running import Run

pytestmark = pytest.mark.e2e

LEASE = 4.0


async def after_the_event(run: Run) -> None:
    await run.alert()
    await run.until(lambda: run.stage.workspace.traffic.sent("ack"), "an acknowledgement")
    await run.kill()


async def during_the_triage(run: Run) -> None:
    await run.alert()
    await run.until(lambda: run.stage.cluster.requests, "a read of the cluster")
    await run.kill()


async def after_the_first_post(run: Run) -> None:
    run.stage.workspace.faults.lose("chat.postMessage")
    await run.alert()
    await run.until(lambda: len(run.thread()) > 1, "a post")
    await run.kill()


async def after_the_last_key(run: Run) -> None:
    await run.alert()
    await run.agree()
    await run.kill()


async def after_the_write(run: Run) -> None:
    await run.alert()
    await run.agree()
    await run.until(lambda: run.stage.cluster.writes, "a write")
    await run.kill()


MOMENTS = (after_the_event, during_the_triage, after_the_first_post, after_the_last_key, after_the_write)


async def lived_through(folder: Path, moment: Callable[[Run], Awaitable[None]]) -> Run:
    """Killed at that moment, started again, and waited for until the thread shows how it ended."""
    async with Stage(folder, with_lookout=False, lease_seconds=LEASE, rate_limits=False) as stage:
        run = Run(stage)
        try:
            await run.start()
            await moment(run)
            await run.start()
            await run.until(lambda: run.with_button(ActionId.RIGHT), "a diagnosis")
            if moment in {after_the_last_key, after_the_write}:
                ends = ("Sent:", "Unknown:", "is withdrawn")
                await run.until(lambda: any(run.saying(one) for one in ends), "the end of the proposal")
                await run.until(lambda: not run.with_button(ActionId.DENY), "a card without buttons")
            else:
                await run.until(lambda: run.with_button(ActionId.APPROVE), "a proposal")
            run.notes.append((folder / "run.log").read_text())
        finally:
            await run.end()
        judge(run, moment)
    return run


def judge(run: Run, moment: Callable[[Run], Awaitable[None]]) -> None:
    """One of everything."""
    assert run.deaths == 1
    assert len(run.with_button(ActionId.CLOSE)) == 1, "one status message"
    assert len(run.with_button(ActionId.RIGHT)) == 1, "one diagnosis"
    assert len(run.saying("roll Deployment")) <= 3, "a card, an outcome and a verification"
    assert len(run.stage.cluster.writes) <= (moment in {after_the_last_key, after_the_write})
    if moment is after_the_write:
        assert len(run.stage.cluster.writes) == 1


async def test_nothing_is_lost_and_nothing_happens_twice_when_it_is_killed(tmp_path: Path) -> None:
    """All moments at once: what takes time is a lease that must lapse."""
    async with asyncio.TaskGroup() as group:
        for moment in MOMENTS:
            group.create_task(lived_through(tmp_path / moment.__name__, moment))
