"""A cluster that never answers holds the slow lane; people, alerts and reminders pass it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.app import (
    ANY_WORKERS,
    PAGING_WORKERS,
    QUICK_WORKERS,
    SLOW_WORKERS,
    THINKING_WORKERS,
    _rounds,
    slow_workers,
)
from bot.domain.target import Target
from bot.render.actions import ActionId
from bot.triage.evidence import CLUSTER_WIDE, NAMESPACED, Budget
from bot.triage.story import CHAPTERS, PAGING, QUICK, SLOW, THINKING
from bot.triage.work import Worker, run_next
from tests.fakes_cluster import FakeCluster
from tests.fakes_slack import NORA
from tests.triage.worlds import Night, night

MANY = 12
"""More incidents than there are workers."""
NEVER = Budget(per_call=600, in_all=600)


class Reached(FakeCluster):
    """A cluster that never answers and notes that it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.hanging |= {*NAMESPACED, *CLUSTER_WIDE, "logs"}
        self.asked_once = asyncio.Event()

    async def _asked(self, what: str, words: str) -> None:
        self.asked_once.set()
        await super()._asked(what, words)


@pytest.fixture
async def storm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Night]:
    """Alerts of many services, each with its thread, on a cluster that never answers."""
    monkeypatch.setattr("bot.triage.storm.IN_NAMESPACE", MANY + 2)
    monkeypatch.setattr("bot.triage.storm.IN_CLUSTER", MANY + 2)
    names = [f"s{number}" for number in range(MANY + 1)]
    services = {name: Target(cluster="sandbox", namespace="shop", service=name) for name in names}
    async with night(tmp_path, services=services, budget=NEVER) as made:
        made.cluster.hanging |= {*NAMESPACED, *CLUSTER_WIDE, "logs"}
        for number in range(MANY):
            await alert(made, number)
        while await run_next(made.world, QUICK):
            pass
        await made.deliver()
        yield made


async def alert(storm: Night, number: int) -> None:
    """The alert of the service of that number."""
    name = f"s{number}"
    await storm.alert(f"10{number}.1", fingerprint=name, name=name, labels={"service": name})


async def owners(storm: Night) -> int:
    """How many incidents have an owner."""
    return sum(one.owner is not None for one in await storm.incidents())


def test_every_chapter_has_its_lane_and_people_are_in_the_quick_one() -> None:
    assert set(CHAPTERS) == SLOW | QUICK | THINKING | PAGING
    assert len(CHAPTERS) == len(SLOW) + len(QUICK) + len(THINKING) + len(PAGING)
    assert {"click", "alert", "mention", "remind", "execute", "expire"} <= QUICK
    assert {"page", "page over"} == PAGING


async def test_a_lane_takes_its_own_kinds_only(storm: Night) -> None:
    await storm.press(NORA, ActionId.TAKE)
    assert await run_next(storm.world, QUICK)
    assert await owners(storm) == 1
    assert not await run_next(storm.world, QUICK)
    async with storm.store.begin() as tx:
        # Without lanes the triages, which are due for longer, would all be before the next click.
        task = await tx.tasks.claim("any", storm.world.policy.lease)
        assert task is not None
        assert task.kind == "triage"


async def test_clicks_alerts_and_reminders_are_worked_while_all_slow_workers_hang(storm: Night) -> None:
    reached = [Reached() for _ in range(SLOW_WORKERS)]
    worlds = [storm.other("w1", clusters={"sandbox": one}) for one in reached]
    slow = [asyncio.create_task(run_next(world, SLOW)) for world in worlds]
    try:
        for one in reached:
            await asyncio.wait_for(one.asked_once.wait(), 20)
        await storm.press(NORA, ActionId.TAKE)
        await alert(storm, MANY)
        assert await run_next(storm.world, QUICK)
        assert await run_next(storm.world, QUICK)
        assert await owners(storm) == 1
        assert len(await storm.incidents()) == MANY + 1
        storm.clock.advance(minutes=6)
        assert await run_next(storm.world, QUICK)
        await storm.deliver()
        assert storm.slack.posts("remind")
        assert not any(task.done() for task in slow)
    finally:
        for task in slow:
            task.cancel()
        await asyncio.gather(*slow, return_exceptions=True)


def test_the_process_has_workers_for_each_lane(storm: Night) -> None:
    lanes = [tuple(one.kinds) for one in _rounds(storm.world) if isinstance(one, Worker)]
    assert lanes.count(tuple(SLOW)) == SLOW_WORKERS == slow_workers(1)
    assert lanes.count(tuple(QUICK)) == QUICK_WORKERS
    assert lanes.count(tuple(PAGING)) == PAGING_WORKERS
    assert lanes.count(tuple(THINKING)) == THINKING_WORKERS
    assert lanes.count(()) == ANY_WORKERS
