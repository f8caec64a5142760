"""A night whose way in is the real one: Slack's Socket Mode, Bolt and the listeners, against the local workspace."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
import pytest

from bot.adapters.slack.client import make_client
from bot.adapters.slack.egress import Egress
from bot.adapters.slack.messenger import SlackMessenger
from bot.adapters.slack.replies import SlackReplies
from bot.adapters.slack.socket import SocketMode
from bot.listeners.bolt import Identity, build
from bot.sandbox.workspace import seed
from bot.sandbox.workspace.workspace import Workspace
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


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with night(tmp_path, channels={"C0INCIDENTS": ALERTS}) as made, aiohttp.ClientSession() as session:
        workspace = Workspace(made.clock, rate_limits=False)
        await workspace.start()

        async def note(_method: str, _judged: Screened) -> None:
            """Nothing is withheld here that a test would look for."""

        egress = Egress(make_client(workspace.api_url, seed.BOT_TOKEN, session), session, note)
        world = replace(made.world, messenger=SlackMessenger(egress))
        me = Identity(team_id=seed.TEAM, bot_id=seed.BOT, user_id=seed.BOT_USER)
        app = build(world, SlackReplies(egress), me, make_client(workspace.api_url, None))
        socket = SocketMode(app, seed.APP_TOKEN, make_client(workspace.api_url, None), egress, connections=1)
        await socket.start()
        await workspace.wait_for(lambda: workspace.socket.connections == 1)
        yield Door(workspace, made, world)
        await socket.stop()
        await workspace.stop()
