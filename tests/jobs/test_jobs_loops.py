import asyncio

import pytest

from bot.domain.errors import TransientError
from bot.jobs import loops
from bot.jobs.loops import Loops


async def started(*rounds: loops.Round, tick: float = 0.01) -> Loops:
    """Loops that run."""
    made = Loops(rounds, tick=tick)
    made.start()
    return made


async def test_a_round_runs_until_there_is_nothing_to_do() -> None:
    left = [3]

    async def one() -> bool:
        left[0] -= left[0] > 0
        return left[0] > 0

    running = await started(one, tick=60)
    await asyncio.sleep(0.02)
    await running.stop()
    assert left == [0]


async def test_whoever_commits_something_new_wakes_the_loops() -> None:
    seen: list[int] = []
    queue: list[int] = []

    async def one() -> bool:
        if queue:
            seen.append(queue.pop())
            return True
        return False

    running = await started(one, tick=60)
    await asyncio.sleep(0.01)
    queue.append(1)
    running.wake()
    await asyncio.sleep(0.02)
    await running.stop()
    assert seen == [1]


async def test_the_tick_wakes_them_without_anybody() -> None:
    rounds = [0]

    async def one() -> bool:
        rounds[0] += 1
        return False

    running = await started(one, tick=0.01)
    await asyncio.sleep(0.1)
    await running.stop()
    assert rounds[0] > 2


@pytest.mark.parametrize("trouble", [TransientError("locked"), KeyError("a bug")])
async def test_a_loop_outlives_an_error_of_one_round(
    monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    monkeypatch.setattr(loops, "PAUSE_AFTER_ERROR", 0.0)
    rounds, again = [0], asyncio.Event()

    async def one() -> bool:
        rounds[0] += 1
        if rounds[0] == 1:
            raise trouble
        again.set()
        return False

    running = await started(one, tick=0.01)
    async with asyncio.timeout(5):
        await again.wait()
    await running.stop()


async def test_the_check_says_that_the_ticks_stopped_or_a_loop_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    async def idle() -> bool:
        return False

    running = await started(idle, idle)
    assert await running.check() == ""
    running._tasks[0].cancel()
    await asyncio.gather(running._tasks[0], return_exceptions=True)
    assert await running.check() == "1 of 2 loops have ended"
    monkeypatch.setattr(loops, "TICKS_MISSED", -1)
    assert (await running.check()).startswith("no tick for ")
    await running.stop()


async def test_a_round_under_way_may_end_before_the_stop() -> None:
    ended: list[str] = []
    begun = asyncio.Event()

    async def write() -> bool:
        begun.set()
        await asyncio.sleep(0.05)
        ended.append("sent and recorded")
        return True

    running = await started(write)
    await begun.wait()
    await running.stop()
    assert ended == ["sent and recorded"]


async def test_a_round_that_takes_too_long_is_cut() -> None:
    cut: list[str] = []
    begun = asyncio.Event()

    async def hang() -> bool:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cut.append("cut")
            raise
        return True

    running = await started(hang)
    await begun.wait()
    await running.stop(patience=0.01)
    assert cut == ["cut"]


async def test_a_stop_waits_for_no_round_that_is_at_leisure_and_for_the_others_all_the_same() -> None:
    begun, goes_on = asyncio.Event(), asyncio.Event()
    ended: list[str] = []

    async def wait() -> bool:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cut")
            goes_on.set()
        return False

    async def write() -> bool:
        await goes_on.wait()
        ended.append("recorded")
        return False

    running = Loops([write], at_leisure=[wait], tick=60)
    running.start()
    await begun.wait()
    await asyncio.wait_for(running.stop(patience=60), 10)
    assert ended == ["cut", "recorded"]


async def test_a_stop_before_the_start_is_no_error() -> None:
    await Loops(()).stop()
