"""`lookout run` while it starts: the stop signal ends that too."""

import asyncio

import pytest

from bot.app import Lookout
from bot.cli.run import unless_stopped
from bot.domain.errors import TransientError


class Started(Lookout):
    """Nothing but whether it was stopped."""

    def __init__(self) -> None:
        self.stopped = False

    async def stop(self) -> None:
        self.stopped = True


async def test_a_start_that_comes_through_is_what_runs() -> None:
    made = Started()

    async def start() -> Lookout:
        return made

    assert await unless_stopped(start(), asyncio.Event()) is made
    assert not made.stopped


async def test_a_stop_ends_a_start_that_hangs_and_lets_it_close_what_it_opened() -> None:
    stopped, begun, closed = asyncio.Event(), asyncio.Event(), []

    async def start() -> Lookout:
        try:
            begun.set()
            await asyncio.Event().wait()
        finally:
            closed.append("store")
        raise AssertionError("nothing ends the wait")

    racing = asyncio.create_task(unless_stopped(start(), stopped))
    await begun.wait()
    stopped.set()
    assert await racing is None
    assert closed == ["store"]


async def test_a_start_that_comes_through_although_it_was_cut_is_stopped() -> None:
    made, stopped, begun = Started(), asyncio.Event(), asyncio.Event()

    async def start() -> Lookout:
        begun.set()
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            return made
        raise AssertionError("nothing ends the wait")

    racing = asyncio.create_task(unless_stopped(start(), stopped))
    await begun.wait()
    stopped.set()
    assert await racing is None
    assert made.stopped


async def test_a_start_that_fails_says_why() -> None:
    async def start() -> Lookout:
        raise TransientError("Slack cannot be reached")

    with pytest.raises(TransientError, match="cannot be reached"):
        await unless_stopped(start(), asyncio.Event())
