"""What comes in at once is written at once; each is told what came of its own row."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.domain.errors import TransientError
from bot.triage.line import AT_ONCE, Line, Step
from bot.triage.ports.store import Transaction
from tests.triage.worlds import Night


def counted(night: Night, begun: list[int]) -> Step:
    """The night's transactions, counted."""

    @asynccontextmanager
    async def step() -> AsyncIterator[Transaction]:
        begun.append(1)
        async with night.store.begin() as tx:
            yield tx

    return step


async def test_what_comes_in_together_is_kept_in_few_transactions(night: Night) -> None:
    line, begun = Line(), list[int]()
    step = counted(night, begun)
    kept = await asyncio.gather(*(line.keep(step, "alert", f"k{number}", {}) for number in range(150)))
    assert kept == [True] * 150
    assert len(begun) == 150 // AT_ONCE + 1
    async with night.store.read() as tx:
        assert await tx.tasks.pending() == 150


async def test_each_is_told_whether_its_own_row_was_known(night: Night) -> None:
    line, begun = Line(), list[int]()
    step = counted(night, begun)
    keys = ("a", "b", "a", "c", "b")
    kept = await asyncio.gather(*(line.keep(step, "alert", key, {}) for key in keys))
    assert kept == [True, True, False, True, False]


async def test_an_error_is_told_to_all_that_were_in_it_and_the_next_ones_are_tried_anew(night: Night) -> None:
    line, troubles = Line(), [TransientError("the disk is full")]

    @asynccontextmanager
    async def step() -> AsyncIterator[Transaction]:
        if troubles:
            raise troubles.pop()
        async with night.store.begin() as tx:
            yield tx

    both = (line.keep(step, "alert", key, {}) for key in ("a", "b"))
    assert [str(one) for one in await asyncio.gather(*both, return_exceptions=True)] == [
        "the disk is full"
    ] * 2
    assert await line.keep(step, "alert", "a", {})


async def test_whoever_stops_waiting_does_not_keep_the_others_from_theirs(night: Night) -> None:
    line, begun = Line(), list[int]()
    step = counted(night, begun)
    first = asyncio.ensure_future(line.keep(step, "alert", "a", {}))
    second = asyncio.ensure_future(line.keep(step, "alert", "b", {}))
    await asyncio.sleep(0)
    first.cancel()
    assert await second
    with pytest.raises(asyncio.CancelledError):
        await first
