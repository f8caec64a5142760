"""A web server on loopback that answers what a test says, and a calendar of one event."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

import pytest
from aiohttp import web


@dataclass
class Site:
    """What it answers to every GET; `asked` has the paths and the authorization."""

    url: str = ""
    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    before: Callable[[], Awaitable[None]] | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)

    async def answer(self, request: web.Request) -> web.Response:
        """The answer."""
        self.asked.append((request.path, request.headers.get("Authorization", "")))
        if self.before is not None:
            await self.before()
        return web.Response(body=self.body, status=self.status, headers=self.headers)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """The server."""
    made = Site()
    app = web.Application()
    app.router.add_get("/{path:.*}", made.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/feed"
    yield made
    await runner.cleanup()
