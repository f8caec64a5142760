"""What the tests of the provider's adapter ask, and somebody who answers any bytes at all."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
