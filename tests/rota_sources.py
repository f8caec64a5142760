"""A small web server on loopback, for rotas and links: a test sets what each path answers; it notes what came."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web


class RotaSources:
    """`answers` maps paths to a status and a body, `queues` to several, one for each request.

    While `hanging` nothing is answered.
    """

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.queues: dict[str, list[bytes]] = {}
        self.headers: dict[str, str] = {}
        self.hanging = False
        self.refuses_head = False
        self.asked: list[web.Request] = []
        self.url = ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator["RotaSources"]:
        """Listen until the block ends."""
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _answer(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        if self.hanging:
            await asyncio.Event().wait()
        if self.refuses_head and request.method == "HEAD":
            return web.Response(status=405)
        if queue := self.queues.get(request.path):
            return web.Response(body=queue.pop(0))
        status, body = self.answers.get(request.path, (404, b""))
        told: dict[str, Any] = {"status": status, "body": body, "headers": self.headers}
        return web.Response(**told)
