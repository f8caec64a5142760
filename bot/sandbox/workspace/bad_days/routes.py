"""The JSON API of the bad days.

`GET /ui/faults` lists `kinds` (what can be ordered) and `armed` (what waits); `POST /ui/faults` with `{"kind": name}`
and the kind's knobs orders one; `DELETE /ui/faults` disarms everything, with `?kind=name` one kind. A wrong name or
knob is a 400 whose `errors` say what would be right, and changes nothing.
"""

import inspect
import json
from typing import Any

from aiohttp import web

from bot.sandbox.workspace.bad_days import cluster, model, pager
from bot.sandbox.workspace.bad_days.catalogue import KINDS
from bot.sandbox.workspace.bad_days.kind import Day, Kind
from bot.sandbox.workspace.feed import Change
from bot.sandbox.workspace.refusal import RefusalError
from bot.sandbox.workspace.state import Json


class BadDays:
    """The handlers."""

    def __init__(self, day: Day) -> None:
        self._day = day
        self._kinds = {name: kind for name, kind in KINDS.items() if kind.where in day.places}

    def routes(self) -> list[web.RouteDef]:
        """All of them."""
        return [
            web.get("/ui/faults", self.listed),
            web.post("/ui/faults", self.order),
            web.delete("/ui/faults", self.clear),
        ]

    async def listed(self, _request: web.Request) -> web.Response:
        """What can be ordered, and what waits for its occasion."""
        kinds = [kind.to_json() for kind in self._kinds.values()]
        return web.json_response({"kinds": kinds, "armed": self._armed()})

    async def order(self, request: web.Request) -> web.Response:
        """Arm a fault, or strike at once."""
        try:
            body: Any = await request.json()
        except json.JSONDecodeError:
            raise RefusalError("invalid_json") from None
        if not isinstance(body, dict):
            raise RefusalError("invalid_json")
        kind = self._kind(body.get("kind"))
        struck = kind.strike(self._day, kind.values(body))
        if inspect.isawaitable(struck):
            await struck
        return self._told()

    async def clear(self, request: web.Request) -> web.Response:
        """Disarm."""
        name = request.query.get("kind", "")
        kind = self._kind(name).name if name else ""
        self._day.core.faults.clear(kind)
        if self._day.cluster is not None:
            cluster.clear(self._day.cluster, kind)
        if self._day.model is not None and kind in {"", model.NAME}:
            self._day.model.clear()
        if self._day.pager is not None and kind in {"", pager.NAME}:
            self._day.pager.clear()
        return self._told()

    def _kind(self, name: Any) -> Kind:
        kind = self._kinds.get(name) if isinstance(name, str) else None
        if kind is None:
            raise RefusalError("invalid_arguments", [f"kind: one of {', '.join(self._kinds)}"])
        return kind

    def _armed(self) -> list[Json]:
        waiting = self._day.core.faults.armed(self._day.core.clock.now())
        if self._day.cluster is not None:
            waiting += cluster.armed(self._day.cluster)
        if self._day.model is not None:
            waiting += model.armed(self._day.model)
        if self._day.pager is not None:
            waiting += pager.armed(self._day.pager)
        return [vars(one) for one in waiting]

    def _told(self) -> web.Response:
        self._day.core.feed.tell(Change("faults"))
        return web.json_response({"ok": True, "armed": self._armed()})
