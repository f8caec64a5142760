"""A receiver of pages on loopback: PagerDuty's Events API under /v2/enqueue, a webhook anywhere else."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

from aiohttp import web


class Got(NamedTuple):
    """One request that came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


class PageServer:
    """Accepts everything, unless a test sets `answers` (one for each request, then accepting again) or `hanging`."""

    def __init__(self) -> None:
        self.got: list[Got] = []
        self.answers: list[web.Response] = []
        self.hanging = False
        self.url = ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator["PageServer"]:
        """Listen until the block ends."""
        app = web.Application()
        app.router.add_post("/{path:.*}", self._answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.got.append(Got(request.path, dict(request.headers), body))
        if self.hanging:
            await asyncio.Event().wait()
        if self.answers:
            return self.answers.pop(0)
        if request.path == "/v2/enqueue":
            key = json.loads(body)["dedup_key"]
            said = {"status": "success", "message": "Event processed", "dedup_key": key}
            return web.json_response(said, status=202)
        return web.Response(status=204)
