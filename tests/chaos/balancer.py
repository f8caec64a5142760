"""A load balancer before replicas in HTTP mode: each request goes to the next one, and past one that is gone."""

from collections.abc import Callable, Sequence
from itertools import count

import aiohttp
from aiohttp import web

HOP_BY_HOP = frozenset({"host", "content-length", "transfer-encoding", "connection"})
WITHIN = 10.0


class Balancer:
    """Passes POSTs on, in turn; `ports` are those that may be tried, afresh at each request."""

    def __init__(self, ports: Callable[[], Sequence[int]]) -> None:
        self._ports = ports
        self._turn = count()
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None
        self.served: list[int] = []
        self.url = ""

    async def start(self) -> None:
        """Listen on loopback."""
        app = web.Application()
        app.router.add_post("/{path:.*}", self._pass)
        self._session = aiohttp.ClientSession(trust_env=False, timeout=aiohttp.ClientTimeout(WITHIN))
        self._runner = web.AppRunner(app, handler_cancellation=True)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Listen no more."""
        if self._runner is not None:
            await self._runner.cleanup()
        if self._session is not None:
            await self._session.close()

    async def _pass(self, request: web.Request) -> web.Response:
        assert self._session is not None
        body, ports = await request.read(), self._ports()
        headers = {name: value for name, value in request.headers.items() if name.lower() not in HOP_BY_HOP}
        first = next(self._turn)
        for port in (ports[(first + more) % len(ports)] for more in range(len(ports))):
            try:
                async with self._session.post(
                    f"http://127.0.0.1:{port}{request.path}", data=body, headers=headers
                ) as answer:
                    said = await answer.read()
                    self.served.append(port)
                    return web.Response(status=answer.status, body=said, content_type=answer.content_type)
            except (aiohttp.ClientError, OSError, TimeoutError):
                continue
        return web.Response(status=502)
