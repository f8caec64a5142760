"""What the tests of the provider's adapter ask, and somebody who answers any bytes at all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from bot.domain.model import Request, ToolSchema, Turn

FORM: dict[str, Any] = {
    "type": "object",
    "properties": {
        "verdict": {"type": "string", "enum": ["fault", "healthy", "unsure"]},
        "hypotheses": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "cause": {"type": "string", "enum": ["bad-rollout", "oom-killed", "other"]},
                    "statement": {"type": "string"},
                    "evidence": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {"id": {"type": "string"}, "span": {"type": "string"}},
                            "required": ["id", "span"],
                            "additionalProperties": False,
                        },
                    },
                },
                "required": ["cause", "statement", "evidence"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["verdict", "hypotheses"],
    "additionalProperties": False,
}
OPENING = """The rules say: bad-rollout, Deployment shop/checkout (0.80).
E1 (events)
Back-off restarting failed container checkout
E2 (logs)
panic: no setting PAYMENT_URL"""


def tool(name: str) -> ToolSchema:
    """A tool that reads something by a name."""
    schema = {"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}
    return ToolSchema(
        name=name, description=f"Reads {name}.", parameters=schema | {"additionalProperties": False}
    )


def request(**changes: Any) -> Request:
    """A first turn with two tools and a form."""
    asked = Request(
        model="claude-opus-5-5",
        system="You are a witness under oath. " * 100,
        tools=(tool("snapshot"), tool("logs")),
        turns=(Turn(said=OPENING),),
        answer=FORM,
        out=4000,
    )
    return asked.model_copy(update=changes)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


@asynccontextmanager
async def answering(body: bytes, head: bytes = HEAD) -> AsyncIterator[str]:
    """A server that answers everything with these bytes and then ends; its URL."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(head + body)
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        await server.wait_closed()


class Keeping:
    """A server that answers each request of a connection with these bytes as one chunk, and `then` more after it.

    `connections` counts those that were opened; the answer has its end only with `ends`.
    """

    def __init__(self, body: bytes, then: bytes = b"", *, ends: bool = True) -> None:
        self.connections = 0
        self._body = body
        self._then = then
        self._ends = ends
        self._serving: list[asyncio.Future[None]] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        """Its URL, until the block ends."""
        server = await asyncio.start_server(self._connected, "127.0.0.1", 0)
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        finally:
            server.close()
            await asyncio.gather(*self._serving)

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._serving.append(asyncio.ensure_future(self._serve(reader, writer)))

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next(
                    line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
                )
                await reader.readexactly(int(length.partition(b":")[2]))
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n")
                writer.write(b"Transfer-Encoding: chunked\r\n\r\n")
                writer.write(_chunk(self._body) + (_chunk(self._then) if self._then else b""))
                writer.write(b"0\r\n\r\n" if self._ends else b"")
                await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            with suppress(ConnectionError):
                await writer.wait_closed()


def _chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)
