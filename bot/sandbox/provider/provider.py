"""Provider: a model provider's Messages API on loopback, with the verbs that tests, the player and the page need."""

import asyncio
import itertools
import json
import time
from collections import deque
from dataclasses import replace
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.sandbox.clock import SandboxClock
from bot.sandbox.provider.answer import Answer
from bot.sandbox.provider.cache import Cache
from bot.sandbox.provider.checks import fault
from bot.sandbox.provider.days import Calendar
from bot.sandbox.provider.scene import Scene
from bot.sandbox.provider.seen import seen

Json = dict[str, Any]
LOOPBACK = "127.0.0.1"
KEY = "sk-ant-sandbox"
BODY_MOST = 32_000_000
KEPT = 200


class Provider:
    """`models` maps the ids that are served to when they retire, None for never.

    `asked` are the last requests, `took` how many seconds each took here, from its last byte to the answer's.
    """

    def __init__(self, clock: SandboxClock) -> None:
        self.models: dict[str, datetime | None] = {"claude-opus-5-5": None, "claude-haiku-5-5": None}
        self.days = Calendar()
        self.asked: deque[Json] = deque(maxlen=KEPT)
        self.took: deque[float] = deque(maxlen=KEPT)
        self.base_url = ""
        self._clock = clock
        self._cache = Cache()
        self._paused: set[str] = set()
        self._numbers = itertools.count(1)
        self._ended = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0) -> str:
        """Listen on 127.0.0.1; the base URL. Port 0 takes a free one."""
        app = web.Application(client_max_size=BODY_MOST)
        app.router.add_post("/v1/messages", self._messages)
        app.router.add_get("/v1/models", self._models)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        await web.TCPSite(self._runner, LOOPBACK, port).start()
        self.base_url = f"http://{LOOPBACK}:{self._runner.addresses[0][1]}"
        return self.base_url

    async def stop(self) -> None:
        """End what hangs, and listen no more."""
        self._ended.set()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _messages(self, request: web.Request) -> web.StreamResponse:
        body: Json = await request.json()
        began = time.perf_counter()
        try:
            return await self._answered(request, body)
        finally:
            self.took.append(time.perf_counter() - began)

    async def _answered(self, request: web.Request, body: Json) -> web.StreamResponse:
        self.asked.append(body)
        scene = Scene(request, body, Answer([]), f"req_{next(self._numbers):06}", self._ended)
        if not _admitted(request):
            return scene.refuse(401, "authentication_error", "invalid api key")
        order = self.days.take()
        last = (body.get("messages") or [{}])[-1]
        paused = json.dumps(last.get("content")) in self._paused
        if said := fault(body, paused=paused):
            return scene.refuse(400, "invalid_request_error", said)
        if body.get("model") not in self.models:
            return scene.refuse(404, "not_found_error", f"model: {body.get('model')}")
        scene.answer, scene.knobs = self._answer(order.day.mind(seen(body)), body), dict(order.knobs)
        try:
            return await order.day.play(scene)
        except ConnectionError:  # whoever asked has gone, which is his right
            return web.Response()

    def _answer(self, answer: Answer, body: Json) -> Answer:
        usage = self._cache.use(body, self._clock.now())
        if answer.stop == "pause_turn":
            self._paused.add(json.dumps(answer.blocks))
        model = answer.model or str(body["model"])
        return replace(answer, usage=usage, model=model, id=f"msg_{next(self._numbers):06}")

    async def _models(self, request: web.Request) -> web.StreamResponse:
        scene = Scene(request, {}, Answer([]), f"req_{next(self._numbers):06}", self._ended)
        if not _admitted(request):
            return scene.refuse(401, "authentication_error", "invalid api key")
        listed = [_model(id_, retires) for id_, retires in self.models.items()]
        order = self.days.take()
        if order.day.name != "good":
            return await order.day.play(scene)
        return web.json_response(
            {
                "data": listed,
                "has_more": False,
                "first_id": next(iter(self.models), None),
                "last_id": next(reversed(self.models), None),
            }
        )


def _admitted(request: web.Request) -> bool:
    return request.headers.get("Authorization") == f"Bearer {KEY}" or request.headers.get("X-Api-Key") == KEY


def _model(id_: str, retires: datetime | None) -> Json:
    return {
        "type": "model",
        "id": id_,
        "display_name": id_.replace("-", " ").title(),
        "created_at": "2026-05-01T00:00:00Z",
        "lifecycle": "active" if retires is None else "deprecated",
        "retires_at": None if retires is None else retires.isoformat(),
    }
