"""The scheduler's tick: on the event loop, and never too many of it."""

import asyncio
import logging
import threading

import pytest

from bot.jobs.loops import Loops


async def nothing() -> bool:
    return False


class Watched(Loops):
    """Notes which thread wakes the loops."""

    threads: set[int]
    ticks: int
    enough: asyncio.Event

    def wake(self) -> None:
        self.threads.add(threading.get_ident())
        self.ticks += 1
        if self.ticks == 20:
            self.enough.set()
        super().wake()


async def ticked() -> Watched:
    """Loops that have ticked twenty times, as fast as the scheduler can."""
    loops = Watched([nothing], tick=0.0001)
    loops.threads, loops.ticks, loops.enough = set(), 0, asyncio.Event()
    loops.start()
    await loops.enough.wait()
    await loops.stop()
    return loops


async def test_a_tick_wakes_the_loops_on_the_thread_of_the_event_loop() -> None:
    assert (await ticked()).threads == {threading.get_ident()}


async def test_no_tick_overlaps_another_so_the_scheduler_does_not_warn(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING):
        await ticked()
    assert caplog.messages == []
