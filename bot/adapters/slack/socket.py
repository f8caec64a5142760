"""Socket Mode: Slack's way in, with every acknowledgement body screened on its way out.

Slack's own handler keeps one connection alive by itself, but it retries a rejected WebSocket URL for ever without
asking for another. So opening one is bounded here, and the watchdog builds a new one after a while without any.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from time import monotonic
from typing import Any

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.client import is_loopback
from bot.adapters.slack.dispatch import answered
from bot.adapters.slack.egress import Egress
from bot.adapters.slack.envelopes import flaw
from bot.adapters.slack.errors import VENDOR_ERRORS, translate
from bot.domain.errors import TransientError
from bot.triage.ports.clock import Clock

log = structlog.get_logger()

answer: Any = send_async_response

WATCH_EVERY = 5.0
REBUILD_AFTER = 60.0
OPEN_WITHIN = 20.0
GOODBYE = 2.0
PING_SECONDS = 5.0


class ScreenedHandler(AsyncSocketModeHandler):
    """Bolt's handler, with the egress between a listener's acknowledgement and the socket.

    `opened` is told of every socket that opens, also of those that the SDK opens by itself.
    """

    def __init__(
        self,
        app: AsyncApp,
        app_token: str,
        web: AsyncWebClient,
        egress: Egress,
        *,
        opened: Callable[[], None],
        ping_seconds: float,
    ) -> None:
        super().__init__(app, app_token, web_client=web, ping_interval=ping_seconds)
        self._egress = egress
        self._opened = opened
        greeted: Any = self._greeted
        self.client.message_listeners.append(greeted)
        if is_loopback(web.base_url):
            self.client.proxy = None

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]  # as Bolt's own subclass
        """Dispatch one envelope; an answer with a body is judged before it is sent."""
        started = monotonic()
        if why := flaw(req.type, req.payload):
            log.warning("an envelope from Slack was refused", kind=str(req.type)[:40], why=why)
            await answer(client, req, BoltResponse(status=200), started)
            return
        request = AsyncBoltRequest(mode="socket_mode", body=req.payload, headers=build_headers(req))
        await answer(client, req, await answered(self.app, self._egress, request), started)

    async def _greeted(self, _client: SocketModeClient, message: dict[str, Any], _raw: str | None) -> None:
        if message.get("type") == "hello":
            self._opened()


async def admit(web: AsyncWebClient, app_token: str) -> None:
    """Ask Slack for the address of a socket, which is not opened.

    Raises:
        RefusedError: Slack does not take the app token.
        TransientError: Slack cannot be reached.
    """
    try:
        await web.apps_connections_open(app_token=app_token)
    except VENDOR_ERRORS as problem:
        raise translate("apps.connections.open", problem) from problem


class SocketMode:
    """Keeps `connections` Socket Mode connections open, so that one may drop without a gap.

    Each has `open_within` seconds to open; one that answers no ping is given up after some `ping_seconds`.
    """

    def __init__(
        self,
        app: AsyncApp,
        app_token: str,
        web: AsyncWebClient,
        egress: Egress,
        *,
        clock: Clock,
        connections: int = 2,
        open_within: float = OPEN_WITHIN,
        opened: Callable[[], None] = lambda: None,
        ping_seconds: float = PING_SECONDS,
    ) -> None:
        # The SDK's methods carry no types: its handlers are Any here, and nowhere else.
        self._make: Callable[[], Any] = lambda: ScreenedHandler(
            app, app_token, web, egress, opened=opened, ping_seconds=ping_seconds
        )
        self._handlers: list[Any] = []
        self._web, self._app_token = web, app_token
        self._clock = clock
        self._connections = connections
        self._open_within = open_within
        self._watch: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open the connections.

        Raises:
            RefusedError: Slack does not take the app token. (The SDK alone would try for ever.)
            TransientError: Slack cannot be reached, or does not open a socket in time.
        """
        await admit(self._web, self._app_token)
        for _ in range(self._connections):
            handler = self._make()
            self._handlers.append(handler)
            await self._open(handler)
        self._watch = asyncio.create_task(self._watchdog())

    async def stop(self) -> None:
        """Close them; a Slack that does not answer the goodbye is not waited for."""
        if self._watch is not None:
            self._watch.cancel()
            await asyncio.gather(self._watch, return_exceptions=True)
        closing = [asyncio.ensure_future(handler.close_async()) for handler in self._handlers]
        if closing:
            await asyncio.wait(closing, timeout=GOODBYE)

    async def connected(self) -> int:
        """How many connections are open now."""
        return sum([await handler.client.is_connected() for handler in self._handlers])

    async def _open(self, handler: Any) -> None:
        try:
            async with asyncio.timeout(self._open_within):
                await handler.connect_async()
        except TimeoutError as problem:
            raise TransientError(
                f"Slack's socket could not be opened within {self._open_within:g} s: "
                "the WebSocket address that Slack gave refuses the connection or does not answer"
            ) from problem

    async def _watchdog(self) -> None:
        down_since: dict[int, datetime] = {}
        while True:
            await self._clock.sleep(WATCH_EVERY)
            for index, handler in enumerate(self._handlers):
                now = self._clock.now()
                if await handler.client.is_connected():
                    down_since.pop(index, None)
                elif (now - down_since.setdefault(index, now)).total_seconds() >= REBUILD_AFTER:
                    # One that did not come up stays overdue, so the next look tries again.
                    await self._rebuild(index, handler)

    async def _rebuild(self, index: int, handler: Any) -> None:
        log.warning("a Slack connection has been down for a minute; building a new one", connection=index)
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(GOODBYE):
                    await handler.close_async()
            fresh = self._make()
            self._handlers[index] = fresh
            await self._open(fresh)
        except (*VENDOR_ERRORS, TransientError) as problem:
            log.warning("Slack could not be reached", connection=index, why=str(problem))
