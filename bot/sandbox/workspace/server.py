"""The HTTP server: Web API, sockets, response URLs, the page and its API, on loopback only."""

import json
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.sandbox.workspace import responses
from bot.sandbox.workspace.core import Core
from bot.sandbox.workspace.refusal import RefusalError
from bot.sandbox.workspace.state import Json
from bot.sandbox.workspace.web_api import answer

LOOPBACK = "127.0.0.1"
BODY_MOST = 4_000_000
PAGE = Path(__file__).parent / "page"
HEADERS = {
    "Cache-Control": "no-cache, no-store, must-revalidate",
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_STATUS = {"expired_url": 404, "used_url": 404, "service_unavailable": 503}


class Server:
    """The running server of one workspace; `ui` are the routes of the page's own API."""

    def __init__(self, core: Core, ui: Sequence[web.RouteDef]) -> None:
        self._core = core
        app = web.Application(client_max_size=BODY_MOST, middlewares=[_refusals])
        app.add_routes(
            [
                web.route("*", "/api/{method}", self._api),
                web.get("/link/", self._link),
                web.post("/response/{token}", self._response),
                web.get("/", self._index),
                web.get("/archives/{channel}/{message}", self._archive),
                web.get("/static/{name:.+}", self._static),
                *ui,
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)

    async def start(self, port: int) -> str:
        """Listen on loopback; the base URL. Port 0 takes a free one."""
        await self._runner.setup()
        site = web.TCPSite(self._runner, LOOPBACK, port)
        await site.start()
        self._core.base_url = f"http://{LOOPBACK}:{self._runner.addresses[0][1]}"
        return self._core.base_url

    async def stop(self) -> None:
        """Close every connection."""
        await self._core.socket.stop()
        await self._runner.cleanup()

    async def _api(self, request: web.Request) -> web.Response:
        try:
            args = await _arguments(request)
        except ValueError:
            return web.json_response({"ok": False, "error": "invalid_json"})
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        found = await answer(
            self._core, request.match_info["method"], args, token or str(args.get("token") or "")
        )
        if found.lost and request.transport is not None:
            request.transport.abort()
        if found.page:
            return web.Response(text=found.page, content_type="text/html", status=found.status)
        return web.json_response(found.body, status=found.status, headers=found.headers)

    async def _link(self, request: web.Request) -> web.StreamResponse:
        faults, ticket = self._core.faults, request.query.get("ticket", "")
        closed = faults.refuse_connections or faults.is_down(self._core.clock.now())
        if closed or not self._core.tickets.admit(ticket):
            return web.json_response({"ok": False, "error": "invalid_ticket"}, status=403)
        return await self._core.socket.serve(request)

    async def _response(self, request: web.Request) -> web.Response:
        try:
            body = await _arguments(request)
        except ValueError:
            body = {}
        try:
            self._core.faults.check_up(self._core.clock.now())
            url = self._core.tickets.use_url(request.match_info["token"])
            responses.respond(self._core, url, body)
            status, said = 200, {"ok": True}
        except RefusalError as refusal:
            status, said = _STATUS.get(refusal.word, 400), refusal.body()
        self._core.traffic.note("from_app", "response_url", body, status=status, answer=said)
        return web.json_response(said, status=status) if status != 200 else web.Response(text="ok")  # noqa: PLR2004 - HTTP OK

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return _file("index.html")

    async def _static(self, request: web.Request) -> web.StreamResponse:
        return _file(request.match_info["name"])

    async def _archive(self, request: web.Request) -> web.StreamResponse:
        """Where permalinks lead: the page, at that message."""
        channel, message = request.match_info["channel"], request.match_info["message"].removeprefix("p")
        raise web.HTTPFound(f"/?channel={channel}&message={message[:-6]}.{message[-6:]}")


def _file(name: str) -> web.StreamResponse:
    path = (PAGE / name).resolve()
    if not path.is_relative_to(PAGE) or not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers=HEADERS)


async def _arguments(request: web.Request) -> Json:
    """Query, form and JSON merged into one; the body wins."""
    args: Json = dict(request.query)
    if request.content_type == "application/json":
        text = await request.text()
        body: Any = json.loads(text) if text else {}
        if not isinstance(body, dict):
            raise ValueError("the JSON body is no object")
        return args | body
    form = await request.post()
    return args | {key: value for key, value in form.items() if isinstance(value, str)}


@web.middleware
async def _refusals(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except RefusalError as refusal:
        return web.json_response(refusal.body(), status=400)
