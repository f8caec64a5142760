"""A small Alertmanager and a small Prometheus over real HTTP, for the adapters that read them.

Each answers from values that a test sets, and notes what it was asked. `broken` replaces an answer by any status and
body; what is in `hanging` never answers.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web

Raw = dict[str, Any]


class SignalSources:
    """Both APIs on one port of loopback; `series` maps a part of a query to the series that it answers."""

    def __init__(self) -> None:
        self.alerts: list[Any] = []
        self.series: dict[str, list[Raw]] = {}
        self.broken: dict[str, tuple[int, bytes]] = {}
        self.hanging = False
        self.asked: list[web.Request] = []
        self.url = ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator["SignalSources"]:
        """Listen until the block ends."""
        app = web.Application()
        app.router.add_get("/api/v2/alerts", self._alerts)
        app.router.add_get("/api/v1/query_range", self._query_range)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _alerts(self, request: web.Request) -> web.Response:
        return await self._answer(request, self.alerts)

    async def _query_range(self, request: web.Request) -> web.Response:
        query = request.query["query"]
        found = [one for part, told in self.series.items() if part in query for one in told]
        return await self._answer(
            request, {"status": "success", "data": {"resultType": "matrix", "result": found}}
        )

    async def _answer(self, request: web.Request, value: Any) -> web.Response:
        self.asked.append(request)
        if self.hanging:
            await asyncio.Event().wait()
        for part, (status, body) in self.broken.items():
            if part in request.path_qs:
                return web.Response(status=status, body=body, headers={"Location": "/elsewhere"})
        return web.Response(body=json.dumps(value).encode(), content_type="application/json")
