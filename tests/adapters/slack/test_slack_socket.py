"""Socket Mode when Slack hands out an address that opens no socket: the real SDK, which alone would try for ever."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.adapters.slack import socket
from bot.adapters.slack.client import make_client
from bot.adapters.slack.socket import SocketMode
from bot.domain.errors import RefusedError, TransientError
from bot.sandbox.workspace import seed
from tests.adapters.slack.conftest import ROOM, Way
from tests.fakes_clock import FakeClock


async def authorize() -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id=seed.TEAM, bot_token=None)


def mode(
    way: Way,
    *,
    token: str = seed.APP_TOKEN,
    open_within: float = 0.2,
    connections: int = 1,
    clock: FakeClock | None = None,
    opened: Callable[[], None] = lambda: None,
    heard: list[str] | None = None,
) -> SocketMode:
    """Connections to the workspace, with little patience; `heard` gets the text of every message event."""
    web = make_client(way.workspace.api_url, None)
    app = AsyncApp(
        client=web, authorize=authorize, request_verification_enabled=False, process_before_response=True
    )

    async def message(event: dict[str, Any]) -> None:
        if heard is not None:
            heard.append(str(event["text"]))

    app.event("message")(message)
    return SocketMode(
        app,
        token,
        web,
        way.egress,
        clock=clock or FakeClock(),
        connections=connections,
        open_within=open_within,
        opened=opened,
        ping_seconds=0.1,
    )


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


async def look(clock: FakeClock, times: int = 1) -> None:
    """Let the watchdog look that often; what it does in between is awaited by the test."""
    for _ in range(times):
        await asyncio.sleep(0)
        clock.advance(socket.WATCH_EVERY)
        await asyncio.sleep(0)


async def test_a_connection_that_stays_down_for_a_minute_is_built_anew_and_not_before(
    way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = FakeClock()
    made = mode(way, clock=clock)
    await made.start()
    rebuilt: list[float] = []
    began = clock.now()

    async def rebuild(_index: int, _handler: object) -> None:
        rebuilt.append((clock.now() - began).total_seconds())

    monkeypatch.setattr(made, "_rebuild", rebuild)
    await made._handlers[0].close_async()
    await look(clock, 12)
    assert rebuilt == []
    await look(clock, 2)
    assert rebuilt == [65.0, 70.0]
    await made.stop()


async def test_what_the_watchdog_builds_anew_hears_again(way: Way) -> None:
    clock, heard = FakeClock(), list[str]()
    made = mode(way, clock=clock, heard=heard, open_within=5)
    await made.start()
    await made._handlers[0].close_async()
    await look(clock, 13)
    await way.workspace.wait_for(lambda: way.workspace.socket.connections == 1)
    await way.workspace.post_as_bot("B0ALERTMGR", ROOM, text="after the minute")
    await way.workspace.wait_for(lambda: heard)
    assert heard == ["after the minute"]
    await made.stop()


@pytest.fixture
async def two(way: Way) -> AsyncIterator[tuple[SocketMode, list[str], list[bool]]]:
    """Two connections that are open, what they hear, and how often one opened."""
    heard, openings = list[str](), list[bool]()
    made = mode(way, connections=2, heard=heard, opened=lambda: openings.append(True), open_within=5)
    await made.start()
    await way.workspace.wait_for(lambda: way.workspace.socket.connections == 2)
    yield made, heard, openings
    await made.stop()


Two = tuple[SocketMode, list[str], list[bool]]


async def acked(way: Way, count: int) -> None:
    """Wait for that many acknowledgements."""
    await way.workspace.wait_for(lambda: len(way.workspace.traffic.sent("ack")) >= count)


async def test_a_connection_that_breaks_leaves_no_gap(way: Way, two: Two) -> None:
    _, heard, openings = two
    way.workspace.socket.cut(which=0)
    for number in range(5):
        await way.workspace.post_as_bot("B0ALERTMGR", ROOM, text=str(number))
    await acked(way, 5)
    assert heard == ["0", "1", "2", "3", "4"]
    await way.workspace.wait_for(lambda: way.workspace.socket.connections == 2)
    async with asyncio.timeout(5):
        while len(openings) < 3:  # noqa: ASYNC110 # the greeting is read a moment after the connection stands
            await asyncio.sleep(0)


@pytest.mark.parametrize("reason", ["refresh_requested", "warning"])
async def test_a_goodbye_of_slack_on_one_connection_leaves_no_gap(way: Way, two: Two, reason: str) -> None:
    _, heard, _ = two
    await way.workspace.socket.disconnect(reason, which=0)
    for number in range(5):
        await way.workspace.post_as_bot("B0ALERTMGR", ROOM, text=str(number))
    await acked(way, 5)
    assert heard == ["0", "1", "2", "3", "4"]
    await way.workspace.wait_for(lambda: way.workspace.socket.connections == 2)


async def test_a_half_open_connection_is_noticed_by_its_pings_and_replaced(way: Way, two: Two) -> None:
    made, heard, _ = two
    way.workspace.socket.freeze(which=0)
    frozen = list(way.workspace.socket._frozen)
    await way.workspace.post_as_bot("B0ALERTMGR", ROOM, text="into the void")
    await way.workspace.post_as_bot("B0ALERTMGR", ROOM, text="heard")
    await way.workspace.wait_for(lambda: frozen[0] not in way.workspace.socket._sockets)
    await way.workspace.wait_for(lambda: way.workspace.socket.connections == 2)
    clock = way.workspace.socket._clock
    assert isinstance(clock, FakeClock)
    clock.advance(3)
    await way.workspace.wait_for(lambda: len(heard) == 2)
    assert sorted(heard) == ["heard", "into the void"]
    assert await made.connected() == 2
