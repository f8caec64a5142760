"""The real Slack SDK over loopback, against the local workspace."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest

from bot.adapters.slack.client import make_client
from bot.adapters.slack.directory import Membership, SlackDirectory
from bot.adapters.slack.egress import Egress
from bot.adapters.slack.messenger import SlackMessenger
from bot.domain.people import Role
from bot.sandbox.workspace import seed
from bot.sandbox.workspace.workspace import Workspace
from bot.voice.payload import Screened
from tests.fakes_clock import FakeClock

ROOM = "C0INCIDENTS"
ROLES = {
    Role.RESPONDER: Membership(group="S0RESPOND"),
    Role.COMMANDER: Membership(group="S0COMMAND", users=frozenset({"U0EMIL"})),
}


@dataclass
class Way:
    """The way out: the egress with its clients, the workspace at its end, and what was withheld on it."""

    workspace: Workspace
    egress: Egress
    messenger: SlackMessenger
    directory: SlackDirectory
    noted: list[tuple[str, Screened]] = field(default_factory=list)

    async def thread(self) -> str:
        """A fresh message to answer in; its `ts`."""
        return await self.workspace.post_as_bot("B0ALERTMGR", ROOM, text="CheckoutDown")


@pytest.fixture
async def way() -> AsyncIterator[Way]:
    """A workspace without rate limits; `workspace.rates.on` switches them on."""
    workspace = Workspace(FakeClock(), rate_limits=False)
    await workspace.start()
    noted: list[tuple[str, Screened]] = []

    async def note(method: str, judged: Screened) -> None:
        noted.append((method, judged))

    async with aiohttp.ClientSession() as session:
        egress = Egress(make_client(workspace.api_url, seed.BOT_TOKEN, session, timeout=2), session, note)
        directory = SlackDirectory(egress, seed.TEAM, ROLES)
        yield Way(workspace, egress, SlackMessenger(egress), directory, noted)
    await workspace.stop()
