"""Pager: takes events as PagerDuty does. One dedup key is one alert, until it is resolved.

What was accepted wakes nobody: the page shows it. Bad days strike before anything is read of a request.
"""

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.sandbox.clock import SandboxClock
from bot.sandbox.pager.days import DAYS, Days

Json = dict[str, Any]
LOOPBACK = "127.0.0.1"
KEY = "5a4db0c0ffee4a4db0c0ffee5a4db0c0"
KEPT = 200
BODY_MOST = 512_000
_SEVERITIES = frozenset({"critical", "error", "warning", "info"})
_LONGEST_SUMMARY, _LONGEST_KEY = 1024, 255


@dataclass
class Alert:
    """What one dedup key came to. `events` counts the triggers; times are ISO 8601 in UTC."""

    key: str
    summary: str
    severity: str
    source: str
    began: str
    state: str = "triggered"
    events: int = 1
    details: Json = field(default_factory=dict)
    links: list[Json] = field(default_factory=list)


class Pager:
    """`alerts` are the last ones, newest last; `attempts` counts all requests, also those that a bad day met."""

    def __init__(self, clock: SandboxClock) -> None:
        self.alerts: deque[Alert] = deque(maxlen=KEPT)
        self.attempts = 0
        self.days = Days()
        self.base_url = ""
        self._clock = clock
        self._ended = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def start(self, port: int = 0) -> str:
        """Listen on 127.0.0.1; the base URL. Port 0 takes a free one."""
        app = web.Application(client_max_size=BODY_MOST)
        app.router.add_post("/v2/enqueue", self._enqueue)
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

    def to_json(self) -> Json:
        """As the page gets it, newest first."""
        return {"alerts": [vars(one) for one in reversed(self.alerts)], "attempts": self.attempts}

    async def _enqueue(self, request: web.Request) -> web.Response:
        self.attempts += 1
        day = self.days.take()
        if day is not None:
            if DAYS[day].hangs:
                await self._ended.wait()
            return web.json_response(DAYS[day].body, status=DAYS[day].status, headers=DAYS[day].headers)
        try:
            event = await request.json()
        except json.JSONDecodeError:
            return _refused("the event is no JSON")
        if said := _flaw(event):
            return _refused(said)
        key = str(event["dedup_key"])
        self._resolve(key) if event["event_action"] == "resolve" else self._trigger(key, event)
        told = {"status": "success", "message": "Event processed", "dedup_key": key}
        return web.json_response(told, status=202)

    def _trigger(self, key: str, event: Json) -> None:
        payload = event["payload"]
        for alert in self.alerts:
            if alert.key == key and alert.state == "triggered":
                alert.events += 1
                return
        self.alerts.append(
            Alert(
                key=key,
                summary=payload["summary"],
                severity=payload["severity"],
                source=payload["source"],
                began=self._clock.now().isoformat(),
                details=payload.get("custom_details") or {},
                links=event.get("links") or [],
            )
        )

    def _resolve(self, key: str) -> None:
        for alert in self.alerts:
            if alert.key == key:
                alert.state = "resolved"


def _flaw(event: Any) -> str:
    """What PagerDuty would not take of an event, "" if nothing. Acknowledging is no program's business here."""
    if not isinstance(event, dict) or event.get("routing_key") != KEY:
        return "'routing_key' is missing or invalid"
    if event.get("event_action") not in {"trigger", "resolve"}:
        return "'event_action' is not one that is taken here"
    key = event.get("dedup_key")
    if not isinstance(key, str) or not 0 < len(key) <= _LONGEST_KEY:
        return "'dedup_key' is missing or too long"
    return _payload_flaw(event.get("payload")) if event["event_action"] == "trigger" else ""


def _payload_flaw(payload: Any) -> str:
    if not isinstance(payload, dict):
        return "'payload' is missing"
    summary = payload.get("summary")
    if not isinstance(summary, str) or not 0 < len(summary) <= _LONGEST_SUMMARY:
        return "'payload.summary' is missing or too long"
    if not payload.get("source") or payload.get("severity") not in _SEVERITIES:
        return "'payload.source' or 'payload.severity' is missing or invalid"
    return ""


def _refused(said: str) -> web.Response:
    told = {"status": "invalid event", "message": "Event object is invalid", "errors": [said]}
    return web.json_response(told, status=400)
