"""`lookout run` sends its heartbeat while it is well, and none once it is stopped or killed."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from bot.adapters.http.server import Server
from bot.cli.stage import Stage
from tests.e2e.running import Run

pytestmark = pytest.mark.e2e

EVERY = 15.0
"""Seconds: the shortest interval that may be configured."""
QUIET = 1.6 * EVERY
"""So long without a beat, and whatever watches pages."""


class FarSide:
    """Whatever watches for the heartbeat."""

    def __init__(self) -> None:
        self.beats = 0

    async def take(self, _request: web.Request) -> web.Response:
        self.beats += 1
        return web.Response(text="OK")


@asynccontextmanager
async def beating(folder: Path) -> AsyncIterator[tuple[Run, FarSide]]:
    """A Lookout of its own process that has just sent a heartbeat."""
    far = FarSide()
    server = Server("127.0.0.1", 0, [web.get("/beat", far.take)])
    url = await server.start()
    async with Stage(folder, with_lookout=False, rate_limits=False) as stage:
        variables = stage.variables()
        stage.variables = lambda: {**variables, "LOOKOUT_HEARTBEAT_URL": f"{url}/beat"}  # type: ignore[method-assign] # one more
        config = folder / "lookout.yaml"
        said = config.read_text()
        assert "bot_oncall: {" in said
        config.write_text(said.replace("bot_oncall: {", f"bot_oncall: {{heartbeat_seconds: {EVERY:g}, "))
        run = Run(stage)
        try:
            await run.start()
            await stage.fire("bad-rollout")
            await run.until(lambda: far.beats, "a heartbeat")
            yield run, far
        finally:
            if run.process is not None and run.process.returncode is None:
                os.kill(run.process.pid, signal.SIGCONT)
            await run.end()
            await server.stop()


async def silent(far: FarSide) -> bool:
    """Whether nothing comes for so long."""
    await asyncio.sleep(0.5)
    before = far.beats
    await asyncio.sleep(QUIET)
    return far.beats == before


async def test_a_process_that_is_stopped_or_killed_sends_none(tmp_path: Path) -> None:
    async with beating(tmp_path) as (run, far):
        assert run.process is not None
        os.kill(run.process.pid, signal.SIGSTOP)
        assert await silent(far)
        before = far.beats
        os.kill(run.process.pid, signal.SIGCONT)
        await run.until(lambda: far.beats > before, "a heartbeat after it went on")
        await run.kill()
        assert await silent(far)
