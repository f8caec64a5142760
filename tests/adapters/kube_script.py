"""An API server that says whatever a test wants: one handler for all requests, each of them noted."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from kubernetes.aio.client import ApiClient
from pydantic import SecretStr

from bot.adapters.kubernetes.connect import Server, close, connect

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Noted:
    """One request as it came in."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass
class Script:
    """A server under way: its URL, a client for it, and what it was asked."""

    url: str
    client: ApiClient
    asked: list[Noted] = field(default_factory=list)

    @property
    def patches(self) -> list[Noted]:
        """The writes among them."""
        return [one for one in self.asked if one.method == "PATCH"]


@asynccontextmanager
async def script(handler: Handler) -> AsyncIterator[Script]:
    """Serve on loopback until the block ends."""

    async def answer(request: web.Request) -> web.StreamResponse:
        text = await request.text()
        played.asked.append(
            Noted(
                method=request.method,
                path=request.path,
                query=dict(request.query),
                headers={name.lower(): value for name, value in request.headers.items()},
                body=json.loads(text) if text else None,
            )
        )
        return await handler(request)

    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    url = f"http://{host}:{port}"
    client = await connect(Server(url=url, token=SecretStr("reader-token")))
    played = Script(url=url, client=client)
    try:
        yield played
    finally:
        await close(client)
        await runner.cleanup()


def status(code: int, message: str, **headers: str) -> web.Response:
    """A `Status` object, as the API server answers a failure."""
    body = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "message": message, "code": code}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return web.json_response(body, status=code, headers=named)


async def hang(_: web.Request) -> web.StreamResponse:
    """Never answer."""
    await asyncio.Event().wait()
    raise AssertionError


async def drop(request: web.Request) -> web.StreamResponse:
    """Close the connection without an answer, once the request was read."""
    assert request.transport is not None
    request.transport.close()
    return web.Response()
