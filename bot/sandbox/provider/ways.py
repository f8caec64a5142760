"""Bad days on which the answer does not come whole: silence, drips, breaks, and what is not the provider's at all."""

import json
from dataclasses import replace

from aiohttp import web

from bot.sandbox.provider.answer import Json, frame
from bot.sandbox.provider.refusals import Play
from bot.sandbox.provider.scene import Scene, error

PAGE = "<html><body>Please sign in to the network</body></html>"
DRIP_SECONDS = 0.05
_CHUNK = 1 << 16
_FLOOD = 50_000_000
_PING = frame("ping", {"type": "ping"})


async def _hang(scene: Scene) -> web.StreamResponse:
    await scene.wait()
    return web.Response(status=504)


async def _hang_within(scene: Scene) -> web.StreamResponse:
    response = await scene.send(scene.half(), end=False)
    await scene.wait()
    return response


async def _drip(scene: Scene) -> web.StreamResponse:
    """A byte at a time: no wait is long, and the answer never comes."""
    response = await scene.begin()
    for byte in b"".join(frame(*one) for one in scene.answer.events()):
        if scene.ended.is_set():
            break
        await response.write(bytes([byte]))
        await scene.wait(scene.knob("seconds", DRIP_SECONDS))
    return response


async def _reset(scene: Scene) -> web.StreamResponse:
    scene.cut()
    return web.Response()


async def _reset_within(scene: Scene) -> web.StreamResponse:
    response = await scene.send(scene.half(), end=False)
    scene.cut()
    return response


async def _cut(scene: Scene) -> web.StreamResponse:
    return await scene.send(scene.half())


async def _half_json(scene: Scene) -> web.StreamResponse:
    """A tool call whose arguments stop in the middle, and then everything that belongs to a whole answer."""
    call = {"type": "tool_use", "id": "toolu_half", "name": "logs", "input": {"name": "checkout"}}
    asked = replace(scene.answer, blocks=[call], stop="tool_use")
    return await scene.send(frame(name, _shortened(told)) for name, told in asked.events())


def _shortened(told: Json) -> Json:
    delta = told.get("delta", {})
    if delta.get("type") != "input_json_delta":
        return told
    return told | {"delta": delta | {"partial_json": delta["partial_json"][:-5]}}


def _bytes_within(extra: bytes) -> Play:
    async def play(scene: Scene) -> web.StreamResponse:
        return await scene.send([*scene.half(), extra])

    return play


def _error_within(kind: str, said: str) -> Play:
    async def play(scene: Scene) -> web.StreamResponse:
        told = frame("error", error(kind, said, scene.request_id))
        return await scene.send([*scene.half(), told])

    return play


def _page(text: str, kind: str) -> Play:
    async def play(_scene: Scene) -> web.StreamResponse:
        return web.Response(text=text, content_type=kind)

    return play


async def _elsewhere(_scene: Scene) -> web.StreamResponse:
    return web.Response(status=307, headers={"Location": "http://127.0.0.1:9/v1/messages"})


async def _endless(scene: Scene) -> web.StreamResponse:
    """Events for ever, as fast as they are taken."""
    response = await scene.send(scene.half(), end=False)
    while not scene.ended.is_set():
        await response.write(_PING * 200)
    return response


async def _flood(scene: Scene) -> web.StreamResponse:
    """A text of 50 MB, in pieces."""
    begun, *_ = scene.answer.events()
    block = {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}}
    delta = {"type": "text_delta", "text": "x" * _CHUNK}
    piece = frame("content_block_delta", {"type": "content_block_delta", "index": 0, "delta": delta})
    response = await scene.send([frame(*begun), frame("content_block_start", block)], end=False)
    for _ in range(_FLOOD // _CHUNK):
        await response.write(piece)
    return response


async def _one_line(scene: Scene) -> web.StreamResponse:
    """A single event that does not end."""
    response = await scene.send([b"event: ping\ndata: "], await scene.begin(), end=False)
    while not scene.ended.is_set():
        await response.write(b"x" * _CHUNK)
    return response


async def _packed(scene: Scene) -> web.StreamResponse:
    """A compressed answer, which was not asked for."""
    response = await scene.begin({"Content-Encoding": "gzip"})
    return await scene.send([b"\x1f\x8b" + b"\x00" * 64], response)


async def _headers(_scene: Scene) -> web.StreamResponse:
    """More headers than anybody reads."""
    return web.Response(text="{}", headers={f"X-Filling-{one}": "y" * 4000 for one in range(60)})


async def _late(scene: Scene) -> web.StreamResponse:
    """Slow, and then the whole answer."""
    await scene.wait(scene.knob("seconds", 5))
    return await scene.whole()


PLAYS: dict[str, tuple[str, Play]] = {
    "slow": ("Seconds of silence, then the whole answer.", _late),
    "hang": ("No answer, not even its head.", _hang),
    "hang-within": ("Half an answer, then silence.", _hang_within),
    "drip": ("A byte at a time, so that no single wait is long.", _drip),
    "reset": ("The connection breaks before an answer.", _reset),
    "reset-within": ("The connection breaks in the middle of the answer.", _reset_within),
    "cut": ("The stream ends cleanly in the middle, as if that were all.", _cut),
    "half-json": (
        "The arguments of a tool call stop in the middle of an otherwise whole answer.",
        _half_json,
    ),
    "bad-utf8": ("Bytes that are no UTF-8.", _bytes_within(b"event: ping\ndata: \xff\xfe\xfd\n\n")),
    "bad-json": ("An event that is no JSON.", _bytes_within(b'event: message_delta\ndata: {"type": \n\n')),
    "overloaded-within": (
        "A 200, half an answer, and then the word that the provider is overloaded.",
        _error_within("overloaded_error", "Overloaded"),
    ),
    "error-within": ("A 200, half an answer, and then an error.", _error_within("api_error", "Failed")),
    "html": ("A 200 with a web page of something that stands in between.", _page(PAGE, "text/html")),
    "empty": ("A 200 with nothing in it.", _page("", "text/plain")),
    "json": ("A 200 with some other JSON.", _page(json.dumps(["not", "a", "message"]), "application/json")),
    "redirect": ("The way leads elsewhere, where the key must not go.", _elsewhere),
    "endless": ("Events without end.", _endless),
    "one-line": ("One event without end.", _one_line),
    "flood": ("A text of 50 MB.", _flood),
    "packed": ("A compressed answer, of which nobody knows how large it is.", _packed),
    "headers": ("A quarter of a megabyte of headers.", _headers),
}
