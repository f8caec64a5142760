"""A workspace with a clock that stands still, a real Slack client, and real Bolt apps on as many sockets as asked."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.workspace import Workspace, seed
from tests.fakes_clock import FakeClock
from tests.sandbox.workspace.robot import Connect, Robot


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
async def workspace(clock: FakeClock) -> AsyncIterator[Workspace]:
    made = Workspace(clock)
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def slack(workspace: Workspace) -> AsyncWebClient:
    return AsyncWebClient(token="xoxb-sandbox", base_url=workspace.api_url)


@pytest.fixture
async def connect(workspace: Workspace) -> AsyncIterator[Connect]:
    """Connects a robot; `connections` sockets of one app, `quiet` without its own catch-all listeners."""
    handlers: list[AsyncSocketModeHandler] = []

    async def connected(*, connections: int = 1, quiet: bool = False) -> Robot:
        client = AsyncWebClient(token="xoxb-sandbox", base_url=workspace.api_url)
        robot = Robot(AsyncApp(token="xoxb-sandbox", client=client))

        async def hear(body: dict[str, Any]) -> None:
            robot.heard.append(body)

        if not quiet:
            for kind in (
                "message",
                "app_mention",
                "member_joined_channel",
                "member_left_channel",
                "app_home_opened",
            ):
                robot.app.event(kind)(hear)
        before = workspace.socket.connections
        for _ in range(connections):
            handler = AsyncSocketModeHandler(robot.app, seed.APP_TOKEN)
            handlers.append(handler)
            robot.handlers.append(handler)
            await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
        await workspace.wait_for(lambda: workspace.socket.connections == before + connections)
        return robot

    yield connected
    for handler in handlers:
        await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt leaves it untyped
    await asyncio.sleep(0)


@pytest.fixture
async def page(workspace: Workspace) -> AsyncIterator[aiohttp.ClientSession]:
    """A browser's eye on the page's API."""
    async with aiohttp.ClientSession(workspace.base_url) as session:
        yield session
