from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.errors import OutsideError, PermanentError, RefusedError, TransientError
from bot.domain.ledger import Act
from bot.domain.page import Fault
from bot.domain.stop import EVERYTHING
from bot.triage.paging.call import Came
from bot.triage.paging.own import clear_bot_oncall, page_bot_oncall
from bot.triage.world import World
from tests.fakes_clock import FakeClock
from tests.fakes_pager import FakePager
from tests.triage.worlds import Night
from tests.triage.worlds import night as fresh

FAULT = Fault(
    name="model-down", headline="The model answers nothing since 02:14 UTC.", facts={"model": "none"}
)


class BrokenStore:
    """A record that cannot be written."""

    def begin(self, *, urgent: bool = False) -> object:
        """Fail."""
        raise TransientError("the database is away")


@pytest.fixture
def pager() -> FakePager:
    return FakePager("ours")


def world_of(night: Night, *pagers: FakePager, **changes: object) -> World:
    clock = FakeClock(night.clock.now(), leaps=True)
    policy = night.world.policy.model_copy(update={"bot_oncall_ways": tuple(one.name for one in pagers)})
    named = {one.name: one for one in pagers}
    return replace(night.world, policy=policy, pagers=named, clock=clock, **changes)  # type: ignore[arg-type]


async def test_a_fault_is_paged_by_every_way_and_the_record_has_what_was_answered(night: Night) -> None:
    ways = FakePager("ours"), FakePager("other", "webhook other")
    attempts = await page_bot_oncall(world_of(night, *ways), FAULT)
    assert [(one.way, one.by, one.came) for one in attempts] == [
        ("ours", "PagerDuty", Came.ACCEPTED),
        ("other", "webhook other", Came.ACCEPTED),
    ]
    assert [page.key for way in ways for page in way.triggered] == ["lookout:lookout:model-down"] * 2
    async with night.store.read() as tx:
        rows = [row for row in await tx.ledger.of("") if row.act is Act.PAGED]
    assert [row.source for row in rows] == ["ours", "other"]
    assert rows[0].detail["by"] == "PagerDuty"


async def test_the_same_fault_is_the_same_page_until_it_is_cleared(night: Night, pager: FakePager) -> None:
    world = world_of(night, pager)
    await page_bot_oncall(world, FAULT)
    await page_bot_oncall(world, FAULT)
    assert len(pager.open) == 1
    await clear_bot_oncall(world, FAULT)
    assert pager.open == {}


async def test_what_may_work_later_is_tried_three_times_with_a_pause(night: Night, pager: FakePager) -> None:
    pager.troubles = [TransientError("busy"), TransientError("busy", retry_after=20.0)]
    world = world_of(night, pager)
    (attempt,) = await page_bot_oncall(world, FAULT)
    assert attempt.came is Came.ACCEPTED
    assert world.clock.slept == [2.0, 20.0]  # type: ignore[attr-defined] # the fake's
    async with night.store.read() as tx:
        acts = [row.act for row in await tx.ledger.of("")]
    assert acts.count(Act.NOT_PAGED) == 2


async def test_who_asks_for_an_hour_is_not_waited_for(night: Night, pager: FakePager) -> None:
    pager.trouble = TransientError("busy", retry_after=3600.0)
    (attempt,) = await page_bot_oncall(world_of(night, pager), FAULT)
    assert (attempt.came, len(pager.calls)) == (Came.LATER, 1)


@pytest.mark.parametrize("problem", [PermanentError("400"), RefusedError("401: check its key")])
async def test_a_refusal_is_not_repeated_and_its_reason_told(
    night: Night, pager: FakePager, problem: OutsideError
) -> None:
    pager.trouble = problem
    (attempt,) = await page_bot_oncall(world_of(night, pager), FAULT)
    assert (attempt.came, attempt.said, len(pager.calls)) == (Came.REFUSED, str(problem), 1)


async def test_a_record_that_cannot_be_written_keeps_nobody_from_being_paged(
    night: Night, pager: FakePager
) -> None:
    await page_bot_oncall(world_of(night, pager, store=BrokenStore()), FAULT)
    assert len(pager.open) == 1


async def test_a_stop_of_everything_keeps_nobody_from_being_paged(night: Night, pager: FakePager) -> None:
    await night.stop(EVERYTHING)
    await page_bot_oncall(world_of(night, pager), FAULT)
    assert len(pager.open) == 1


async def test_a_fault_of_a_way_ends_neither_the_attempts_nor_the_other_way(
    night: Night, pager: FakePager
) -> None:
    broken = FakePager("broken")
    broken.trouble = RuntimeError("a bug")
    attempts = await page_bot_oncall(world_of(night, broken, pager), FAULT)
    assert [one.came for one in attempts] == [Came.LATER, Came.ACCEPTED]
    assert "a fault of Lookout (RuntimeError)" in attempts[0].said


async def test_a_way_that_is_not_configured_is_told(tmp_path: Path) -> None:
    async with fresh(tmp_path, bot_oncall_ways=("gone",)) as night:
        (attempt,) = await page_bot_oncall(night.world, FAULT)
        assert attempt.came is Came.REFUSED
        assert "no way to page is called gone" in attempt.said


async def test_without_a_way_nothing_is_tried(night: Night) -> None:
    assert await page_bot_oncall(night.world, FAULT) == []
