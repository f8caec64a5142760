"""Retention runs by itself, kind by kind, leaves what counts, and says how much went."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import PermanentError
from bot.domain.ledger import Act
from bot.domain.retention import Kind
from bot.triage import retain
from bot.triage.again import make_again
from bot.triage.regular import Regular
from bot.triage.world import World
from tests.fakes_clock import FakeClock
from tests.triage.worlds import Night


async def a_round(night: Night) -> None:
    world = replace(night.world, clock=_Leaping(night.clock))
    await Regular(world, {"retain": timedelta(hours=6)})()
    await night.work(world)


class _Leaping(FakeClock):
    """The night's clock for one who does not wait."""

    def __init__(self, other: FakeClock) -> None:
        super().__init__(other.now(), leaps=True)

    async def sleep(self, seconds: float) -> None:
        """At once."""
        self.slept.append(seconds)


async def test_a_snapshot_past_its_time_goes_and_replay_says_so(fired: Night) -> None:
    async with fired.store.read() as tx:
        [past] = await tx.diagnoses.of((await fired.incident()).id)
        await make_again(tx, past.id, version="0", key=b"x" * 16)
    fired.clock.advance(minutes=60 * 24 * 31)
    await a_round(fired)
    async with fired.store.read() as tx:
        assert await tx.expired.of(Kind.SNAPSHOTS, 9) == []
        [row] = await tx.ledger.latest(Act.LET_GO, 9)
        assert row.detail["snapshots"] == 1
        assert row.detail["model runs"] >= 1
        assert (await tx.diagnoses.get(past.id)) is not None
        with pytest.raises(PermanentError, match=r"not kept any more \(retention\.snapshots_days"):
            await make_again(tx, past.id, version="0", key=b"x" * 16)


async def test_where_nothing_is_past_its_time_there_is_no_row(fired: Night) -> None:
    await a_round(fired)
    async with fired.store.read() as tx:
        assert await tx.ledger.latest(Act.LET_GO, 9) == []


async def test_more_than_one_look_finds_goes_all_the_same(
    fired: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retain, "FOUND", 2)
    world: World = fired.world
    async with world.store.begin() as tx:
        for number in range(5):
            await tx.tasks.add("remark", f"r{number}")
            await tx.doubts.call_off(["remark"])
    fired.clock.advance(minutes=60 * 24 * 91)
    await a_round(fired)
    async with fired.store.read() as tx:
        assert await tx.expired.of(Kind.TASKS, 9) == []
        [row] = await tx.ledger.latest(Act.LET_GO, 9)
    assert row.detail["tasks"] >= 5
