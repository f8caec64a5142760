"""One request on the stage: what it asked, what the mind answers, and the ways of sending that or less than that."""

import asyncio
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.sandbox.provider.answer import Answer, Event, frame

Json = dict[str, Any]
EVENT_STREAM = "text/event-stream"


@dataclass
class Scene:
    """`knobs` are what the bad day was ordered with; `ended` is set when the provider stops, for what hangs."""

    request: web.Request
    body: Json
    answer: Answer
    request_id: str
    ended: asyncio.Event
    knobs: dict[str, float] = field(default_factory=dict)

    @property
    def streamed(self) -> bool:
        """Whether the answer was asked for as a stream."""
        return bool(self.body.get("stream"))

    def knob(self, name: str, usual: float) -> float:
        """A number that the day was ordered with."""
        return self.knobs.get(name, usual)

    async def whole(self) -> web.StreamResponse:
        """The answer as it should be."""
        if not self.streamed:
            return web.json_response(self.answer.whole(), headers={"request-id": self.request_id})
        return await self.send(frame(*one) for one in self.answer.events())

    async def begin(self, headers: dict[str, str] | None = None) -> web.StreamResponse:
        """The head of a stream."""
        told = {"Content-Type": EVENT_STREAM, "Cache-Control": "no-cache", "request-id": self.request_id}
        response = web.StreamResponse(headers=told | (headers or {}))
        await response.prepare(self.request)
        return response

    async def send(
        self, frames: Iterable[bytes], response: web.StreamResponse | None = None, *, end: bool = True
    ) -> web.StreamResponse:
        """These bytes as a stream, which ends cleanly after them."""
        sent = response or await self.begin()
        for one in frames:
            await sent.write(one)
        if end:
            await sent.write_eof()
        return sent

    def half(self) -> Iterator[bytes]:
        """The first half of the answer's events, at least the beginning."""
        events: list[Event] = list(self.answer.events())
        yield from (frame(*one) for one in events[: max(2, len(events) // 2)])

    async def wait(self, seconds: float | None = None) -> None:
        """So many real seconds, or until the provider stops."""
        try:
            async with asyncio.timeout(seconds):
                await self.ended.wait()
        except TimeoutError:
            pass

    def cut(self) -> None:
        """Break the connection without a word."""
        if self.request.transport is not None:
            self.request.transport.abort()

    def refuse(
        self,
        status: int,
        kind: str,
        said: str,
        *,
        headers: dict[str, str] | None = None,
        code: str = "",
    ) -> web.Response:
        """An error as the provider words it."""
        told = {"request-id": self.request_id} | (headers or {})
        return web.Response(
            text=json.dumps(error(kind, said, self.request_id, code)),
            status=status,
            headers=told,
            content_type="application/json",
        )


def error(kind: str, said: str, request_id: str, code: str = "") -> Json:
    """The body of an error."""
    told: Json = {"type": kind, "message": said}
    if code:
        told["details"] = {"error_code": code}
    return {"type": "error", "error": told, "request_id": request_id}
