"""How late the event loop is: nothing while it is free, and all of what held it."""

import asyncio
import time

from bot.jobs.lag import Lag
from bot.jobs.loops import Loops


async def test_a_loop_that_was_held_is_late_by_that_much() -> None:
    lag = Lag(every=0.01)
    watching = asyncio.create_task(lag.watch())
    await asyncio.sleep(0.005)
    held = time.monotonic() + 0.06
    while time.monotonic() < held:
        pass
    await asyncio.sleep(0.01)
    watching.cancel()
    assert lag.late.total > 0.04


async def test_loops_watch_how_late_they_are_until_they_stop() -> None:
    loops = Loops([], tick=60)
    loops.lag = Lag(every=0)
    loops.start()
    for _ in range(50):
        await asyncio.sleep(0)
    await loops.stop()
    seen = sum(loops.lag.late.counts)
    assert seen > 0
    for _ in range(5):
        await asyncio.sleep(0)
    assert sum(loops.lag.late.counts) <= seen + 1
    assert (loops.ended, loops.silent < 60) == (0, True)
