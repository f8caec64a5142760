"""Socket Mode: the app's connections, the envelopes that go down them, and the acks that come back.

An app without a socket may have all of it by HTTP instead (`http_delivery`).

An envelope goes to one connection, in turn. Acks are matched over all connections of the app. An event that is not
acked in three seconds is sent again (at once, after a minute, after five); a click or a command is not: the person
sees that it failed. Next: `events` and `people` make the payloads.
"""

import asyncio
import json
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from aiohttp import ClientConnectionError, WSMsgType, web

from bot.sandbox.clock import SandboxClock
from bot.sandbox.workspace.faults import Faults
from bot.sandbox.workspace.feed import Feed
from bot.sandbox.workspace.http_delivery import HttpDelivery, Sent
from bot.sandbox.workspace.state import Json
from bot.sandbox.workspace.traffic import Traffic

ACK_SECONDS = 3
RETRY_DELAYS = (0, 60, 300)
CONNECTIONS_MOST = 10
GRACE_SECONDS = 10
HELD_SECONDS = 1  # how long an envelope waits for one that overtakes it
CLOSE_SECONDS = 0.5  # on the wall: how long a polite close waits for the other side


@dataclass(frozen=True)
class Ack:
    """What came of an envelope: acked with a payload or without, or not (`why`: "timeout", "no_connection")."""

    acked: bool
    payload: Json | None = None
    why: str = ""


class SocketMode:
    """All connections of the one app."""

    def __init__(
        self, clock: SandboxClock, feed: Feed, traffic: Traffic, faults: Faults, app_id: str
    ) -> None:
        self._clock = clock
        self._feed = feed
        self._traffic = traffic
        self._faults = faults
        self._app_id = app_id
        self._sockets: list[web.WebSocketResponse] = []
        self._transports: dict[web.WebSocketResponse, asyncio.Transport | None] = {}
        self._frozen: set[web.WebSocketResponse] = set()
        self._http: HttpDelivery | None = None
        self._turn = 0
        self._waiting: dict[str, asyncio.Future[Json | None]] = {}
        self._held: list[Json] = []
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def connections(self) -> int:
        """How many connections stand."""
        return len(self._sockets)

    @property
    def unacked(self) -> int:
        """How many envelopes wait for their ack now."""
        return len(self._waiting)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection, from its hello to its end. The ticket has been checked."""
        socket = web.WebSocketResponse(autoping=False, timeout=CLOSE_SECONDS)
        await socket.prepare(request)
        if len(self._sockets) >= CONNECTIONS_MOST:
            await socket.send_json(
                {"type": "disconnect", "reason": "too_many_websockets", "debug_info": _host()}
            )
            await socket.close()
            return socket
        self._sockets.append(socket)
        self._transports[socket] = request.transport
        try:
            await socket.send_json(self._hello())
            self._traffic.note("to_app", "hello", {"num_connections": self.connections})
            async for message in socket:
                if socket in self._frozen:
                    continue
                if message.type is WSMsgType.TEXT:
                    self._hear(message.data)
                elif message.type is WSMsgType.PING:
                    await socket.pong(message.data)
        finally:
            self._forget(socket)
            self._frozen.discard(socket)
            del self._transports[socket]
        return socket

    def deliver_to(self, url: str, signing_secret: str) -> None:
        """Deliver to this URL from now on, signed, whatever sockets stand."""
        self._http = HttpDelivery(self._clock, url, signing_secret)

    async def deliver(self, kind: str, payload: Json, *, answered: bool = False) -> Ack:
        """Send an interaction or a command once and wait for its ack. `answered`: the ack may carry a payload."""
        envelope = {"type": kind, "payload": payload, "accepts_response_payload": answered}
        return await self._attempt(envelope)

    def deliver_event(self, payload: Json) -> None:
        """Send an event, and again while it is not acked, in the background."""
        self.spawn(self._persist(payload))

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run something in the background until the workspace stops."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def disconnect(self, reason: str = "refresh_requested", *, which: int | None = None) -> None:
        """Say goodbye on one connection or all, as Slack does every few hours, and close them after a grace."""
        for socket in self._chosen(which):
            self._forget(socket)
            goodbye = {"type": "disconnect", "reason": reason, "debug_info": _host()}
            self._traffic.note("to_app", "disconnect", goodbye)
            await _send(socket, goodbye)
            self.spawn(self._close_later(socket))

    def cut(self, *, which: int | None = None) -> None:
        """Break one connection or all without a word."""
        for socket in self._chosen(which):
            self._forget(socket)
            transport = self._transports.get(socket)
            if transport is not None:
                transport.abort()

    def freeze(self, *, which: int | None = None) -> None:
        """Let one connection or all stand half-open: no ping is answered, and what is sent down it arrives nowhere."""
        self._frozen.update(self._chosen(which))

    async def stop(self) -> None:
        """Close everything and drop what waits."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(socket.close() for socket in tuple(self._transports)))
        if self._http is not None:
            await self._http.close()

    async def _persist(self, payload: Json) -> None:
        for attempt in range(len(RETRY_DELAYS) + 1):
            if attempt:
                await self._clock.sleep(RETRY_DELAYS[attempt - 1])
            envelope = {
                "type": "events_api",
                "payload": payload,
                "accepts_response_payload": False,
                "retry_attempt": attempt,
                "retry_reason": "timeout" if attempt else "",
            }
            ack = await self._attempt(envelope)
            if ack.acked:
                return
            if ack.why == "no_connection":
                await self._clock.sleep(ACK_SECONDS)

    async def _attempt(self, envelope: Json) -> Ack:
        envelope_id = str(uuid4())
        if self._http is not None:
            return await self._attempt_http(self._http, envelope | {"envelope_id": envelope_id})
        waiter: asyncio.Future[Json | None] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = waiter
        try:
            if not await self._send(envelope | {"envelope_id": envelope_id}):
                return Ack(acked=False, why="no_connection")
            return await self._hearing(waiter)
        finally:
            del self._waiting[envelope_id]
            self._feed.ring()

    async def _attempt_http(self, http: HttpDelivery, envelope: Json) -> Ack:
        self._traffic.note("to_app", envelope["type"], envelope)
        if self._faults.take("envelopes_to_double"):
            self.spawn(http.send(envelope))
        sending = asyncio.get_running_loop().create_task(http.send(envelope))
        timer = asyncio.get_running_loop().create_task(_until(self._clock, ACK_SECONDS))
        both: tuple[asyncio.Task[Any], ...] = (sending, timer)
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for task in both:
            task.cancel()
        await asyncio.gather(*both, return_exceptions=True)
        answered: Sent = Sent(heard=False) if sending.cancelled() else sending.result()
        if not answered.heard:
            return Ack(acked=False, why="timeout")
        told = {"envelope_id": envelope["envelope_id"]}
        self._traffic.note("from_app", "ack", answered.payload or {}, answer=told)
        if self._faults.take("acks_to_drop"):
            return Ack(acked=False, why="timeout")
        return Ack(acked=True, payload=answered.payload)

    async def _hearing(self, waiter: "asyncio.Future[Json | None]") -> Ack:
        timer = asyncio.get_running_loop().create_task(_until(self._clock, ACK_SECONDS))
        both: tuple[asyncio.Future[Any], ...] = (waiter, timer)
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        finally:
            timer.cancel()
        return Ack(acked=True, payload=waiter.result()) if waiter.done() else Ack(acked=False, why="timeout")

    async def _send(self, envelope: Json) -> bool:
        if self._sockets and self._faults.take("envelopes_to_swap"):
            self._held.append(envelope)
            self.spawn(self._release(envelope))
            return True
        copies = 2 if self._faults.take("envelopes_to_double") else 1
        batch = [envelope] * copies + self._held
        self._held = []
        sent = False
        for one in batch:
            sent = await self._send_one(one) or sent
        return sent

    async def _release(self, envelope: Json) -> None:
        await self._clock.sleep(HELD_SECONDS)
        if envelope in self._held:
            self._held.remove(envelope)
            await self._send_one(envelope)

    async def _send_one(self, envelope: Json) -> bool:
        while self._sockets:
            self._turn += 1
            socket = self._sockets[self._turn % len(self._sockets)]
            self._traffic.note("to_app", envelope["type"], envelope)
            if socket in self._frozen or await _send(socket, envelope):
                return True
            self._forget(socket)
        return False

    def _hear(self, text: str) -> None:
        try:
            frame = json.loads(text)
        except json.JSONDecodeError:
            return
        if not isinstance(frame, dict) or "envelope_id" not in frame:
            return
        payload = frame.get("payload")
        self._traffic.note("from_app", "ack", payload or {}, answer={"envelope_id": frame["envelope_id"]})
        if self._faults.take("acks_to_drop"):
            return
        waiter = self._waiting.get(frame["envelope_id"])
        if waiter is not None and not waiter.done():
            waiter.set_result(payload if isinstance(payload, dict) else None)

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": self.connections,
            "connection_info": {"app_id": self._app_id},
            "debug_info": {**_host(), "build_number": 1, "approximate_connection_time": 18060},
        }

    def _chosen(self, which: int | None) -> list[web.WebSocketResponse]:
        return list(self._sockets) if which is None else self._sockets[which : which + 1]

    def _forget(self, socket: web.WebSocketResponse) -> None:
        if socket in self._sockets:
            self._sockets.remove(socket)
            self._feed.ring()

    async def _close_later(self, socket: web.WebSocketResponse) -> None:
        await self._clock.sleep(GRACE_SECONDS)
        await socket.close()


async def _until(clock: SandboxClock, seconds: float) -> None:
    await clock.sleep(seconds)


def _host() -> Json:
    return {"host": "sandbox"}


async def _send(socket: web.WebSocketResponse, frame: Json) -> bool:
    try:
        await socket.send_json(frame)
    except (ConnectionError, ClientConnectionError, RuntimeError):
        return False
    return True
