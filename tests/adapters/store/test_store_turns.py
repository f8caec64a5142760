"""Who may write next: one at a time, the urgent before others, nobody for ever."""

import asyncio
from datetime import timedelta

import pytest

from bot.adapters.store.turns import Turns
from bot.domain.errors import TransientError


async def test_the_urgent_go_before_others_and_equals_in_their_order() -> None:
    turns, order = Turns(5), []
    began = asyncio.Event()

    async def work(name: str, *, urgent: bool) -> None:
        async with turns.take(urgent=urgent):
            order.append(name)
            if name == "first":
                await began.wait()

    async with asyncio.TaskGroup() as group:
        for name in ("first", "due 1", "due 2"):
            group.create_task(work(name, urgent=False))
        for name in ("came in 1", "came in 2"):
            group.create_task(work(name, urgent=True))
        await asyncio.sleep(0)
        began.set()
    assert order == ["first", "came in 1", "came in 2", "due 1", "due 2"]


async def test_one_writes_at_a_time_and_an_error_gives_the_turn_on() -> None:
    turns, inside = Turns(5), 0

    async def work(number: int) -> None:
        nonlocal inside
        async with turns.take(urgent=bool(number % 2)):
            inside += 1
            assert inside == 1
            await asyncio.sleep(0)
            inside -= 1
            if number % 3 == 0:
                raise LookupError

    results = await asyncio.gather(*(work(number) for number in range(12)), return_exceptions=True)
    assert [type(one) for one in results].count(LookupError) == 4
    assert [one for one in results if not isinstance(one, LookupError | None)] == []


async def test_a_turn_that_does_not_come_is_an_error_that_is_tried_again() -> None:
    turns = Turns(timedelta(milliseconds=10).total_seconds())
    async with turns.take(urgent=False):
        with pytest.raises(TransientError, match="tried again"):
            async with turns.take(urgent=True):
                pytest.fail("two turns at once")
    async with turns.take(urgent=False):
        pass


@pytest.mark.parametrize("given", [False, True])
async def test_whoever_is_cut_while_waiting_holds_up_nobody(*, given: bool) -> None:
    turns, ended = Turns(5), []

    async def work(name: str) -> None:
        async with turns.take(urgent=False):
            ended.append(name)

    holding = turns.take(urgent=False)
    await holding.__aenter__()
    cut, patient = asyncio.create_task(work("cut")), asyncio.create_task(work("patient"))
    await asyncio.sleep(0)
    if given:  # in the very moment in which its turn came
        await holding.__aexit__(None, None, None)
    cut.cancel()
    if not given:
        await holding.__aexit__(None, None, None)
    await patient
    assert ended == ["patient"]
    assert cut.cancelled() or await asyncio.wait({cut}) is not None
    async with turns.take(urgent=True):
        ended.append("free")
    assert ended == ["patient", "free"]
