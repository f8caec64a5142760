"""Socket Mode when Slack hands out an address that opens no socket: the real SDK, which alone would try for ever."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.adapters.slack import socket
from bot.adapters.slack.client import make_client
from bot.adapters.slack.socket import SocketMode
from bot.domain.errors import RefusedError, TransientError
from bot.sandbox.workspace import seed
from tests.adapters.slack.conftest import Way


async def authorize() -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id=seed.TEAM, bot_token=None)


def mode(way: Way, *, token: str = seed.APP_TOKEN, open_within: float = 0.2) -> SocketMode:
    """One connection to the workspace, with little patience."""
    web = make_client(way.workspace.api_url, None)
    app = AsyncApp(client=web, authorize=authorize, request_verification_enabled=False)
    return SocketMode(app, token, web, way.egress, connections=1, open_within=open_within)


@pytest.fixture
async def opened(way: Way) -> AsyncIterator[SocketMode]:
    """A connection that is open."""
    made = mode(way)
    await made.start()
    yield made
    await made.stop()


async def test_an_address_that_opens_no_socket_ends_the_start_with_a_sentence(way: Way) -> None:
    way.workspace.faults.refuse_connections = True
    made = mode(way, open_within=0.05)
    with pytest.raises(TransientError, match=r"Slack's socket could not be opened within 0\.05 s: "):
        await made.start()
    assert await made.connected() == 0
    await made.stop()


async def test_a_wrong_app_token_is_refused_at_once(way: Way) -> None:
    made = mode(way, token="xoxb-wrong")
    with pytest.raises(RefusedError, match="LOOKOUT_SLACK_APP_TOKEN"):
        await made.start()
    await made.stop()


async def test_a_rebuild_that_opens_no_socket_is_given_up_and_the_next_one_may_succeed(
    way: Way, opened: SocketMode
) -> None:
    way.workspace.faults.refuse_connections = True
    opened._open_within = 0.05
    await opened._rebuild(0, opened._handlers[0])
    assert await opened.connected() == 0
    way.workspace.faults.refuse_connections = False
    opened._open_within = 5
    await opened._rebuild(0, opened._handlers[0])
    assert await opened.connected() == 1


async def test_the_watchdog_tries_until_a_connection_is_open(
    way: Way, opened: SocketMode, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "WATCH_EVERY", 0.001)
    monkeypatch.setattr(socket, "REBUILD_AFTER", 0.0)
    inner, tries, again = opened._rebuild, [0], asyncio.Event()

    async def rebuild(index: int, handler: object) -> None:
        tries[0] += 1
        way.workspace.faults.refuse_connections = tries[0] == 1
        opened._open_within = 0.05 if tries[0] == 1 else 5
        await inner(index, handler)
        if await opened.connected():
            again.set()

    monkeypatch.setattr(opened, "_rebuild", rebuild)
    await opened._handlers[0].close_async()
    watching = asyncio.create_task(opened._watchdog())
    await again.wait()
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    assert tries == [2]
