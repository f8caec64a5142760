"""A night whose ways in are the real ones: Socket Mode and HTTP, Bolt and the listeners, and the local workspace."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
import pytest

from bot.adapters.http.server import Server
from bot.adapters.slack.client import make_client
from bot.adapters.slack.egress import Egress
from bot.adapters.slack.http import PATH, SlackHttp
from bot.adapters.slack.messenger import SlackMessenger
from bot.adapters.slack.replies import SlackReplies
from bot.adapters.slack.socket import SocketMode
from bot.listeners.bolt import Identity, build
from bot.sandbox.workspace import seed
from bot.sandbox.workspace.workspace import Workspace
from bot.settings.way import WayIn
from bot.triage.deliver import deliver_next
from bot.triage.policy import ChannelPolicy
from bot.triage.ports.store import Task
from bot.triage.work import run_next
from bot.triage.world import World
from bot.voice.payload import Screened
from tests.triage.worlds import Night, night

ALERTS = ChannelPolicy(cluster="sandbox", namespace="shop", service="checkout")


@dataclass
class Door:
    """The workspace outside, the night inside."""

    workspace: Workspace
    night: Night
    world: World

    async def settle(self) -> None:
        """Work and deliver, through the real messenger."""
        while await run_next(self.world) or await deliver_next(self.world):
            pass

    async def kept(self) -> int:
        """How many tasks wait."""
        async with self.night.store.read() as tx:
            return await tx.tasks.pending()

    async def first(self) -> Task:
        """The next task that waits."""
        async with self.night.store.begin() as tx:
            task = await tx.tasks.claim("test", self.world.policy.lease)
            assert task is not None
            return task


@pytest.fixture(params=list(WayIn))
async def door(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Door]:
    """Each test runs over both ways in."""
    async with (
        night(tmp_path, channels={"C0INCIDENTS": ALERTS}) as made,
        aiohttp.ClientSession() as session,
        AsyncExitStack() as opened,
    ):
        workspace = Workspace(made.clock, rate_limits=False)
        await workspace.start()
        opened.push_async_callback(workspace.stop)

        async def note(_method: str, _judged: Screened) -> None:
            """Nothing is withheld here that a test would look for."""

        egress = Egress(make_client(workspace.api_url, seed.BOT_TOKEN, session), session, note)
        world = replace(made.world, messenger=SlackMessenger(egress))
        me = Identity(team_id=seed.TEAM, bot_id=seed.BOT, user_id=seed.BOT_USER)
        app = build(world, SlackReplies(egress), me, make_client(workspace.api_url, None))
        if request.param is WayIn.HTTP:
            await by_http(workspace, SlackHttp(app, seed.SIGNING_SECRET, egress, made.clock), opened)
        else:
            web = make_client(workspace.api_url, None)
            socket = SocketMode(app, seed.APP_TOKEN, web, egress, clock=made.clock, connections=1)
            await socket.start()
            opened.push_async_callback(socket.stop)
            await workspace.wait_for(lambda: workspace.socket.connections == 1)
        yield Door(workspace, made, world)


async def by_http(workspace: Workspace, slack: SlackHttp, opened: AsyncExitStack) -> None:
    """Let the workspace call, instead of being called."""
    server = Server("127.0.0.1", 0, slack.routes())
    url = await server.start()
    opened.push_async_callback(server.stop)
    workspace.socket.deliver_to(f"{url}{PATH}", seed.SIGNING_SECRET)
