"""The HTTP lever over a real socket: a token of its own, fails closed, and lifts nothing."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest

from bot.adapters.http import levers
from bot.adapters.http.server import Server
from bot.domain.errors import TransientError
from bot.domain.stop import Stop

TOKEN = "a-long-random-token"
TURNS = 50
AT = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)


class Lever:
    """Pulls nothing and tells what was asked."""

    def __init__(self) -> None:
        self.url = ""
        self.pulled: list[tuple[str, str, str]] = []
        self.trouble = False

    async def pull(self, scope: str, why: str, by: str) -> tuple[Stop, bool]:
        """As the story's."""
        if self.trouble:
            raise TransientError("the disk is full")
        self.pulled.append((scope, why, by))
        return Stop(scope=scope, by=by, at=AT, why=why), True

    async def post(
        self, body: str = "", *, token: str = f"Bearer {TOKEN}", path: str = "/stop"
    ) -> tuple[int, str]:
        """Status and body of the answer."""
        headers = {"Authorization": token} if token else {}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url + path, data=body, headers=headers) as answer,
        ):
            return answer.status, await answer.text()

    async def send(self, *pieces: bytes, authorization: bytes = f"Bearer {TOKEN}".encode()) -> bytes:
        """The whole answer to a request that arrives in pieces, of which the first has more headers and some body."""
        reader, writer = await asyncio.open_connection("127.0.0.1", int(self.url.rpartition(":")[2]))
        writer.write(b"POST /stop HTTP/1.1\r\nHost: x\r\nConnection: close\r\n")
        writer.write(b"Authorization: " + authorization + b"\r\n")
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            for _ in range(TURNS):  # the server takes up what came before the next piece is sent
                await asyncio.sleep(0)
        answer = await reader.read()
        writer.close()
        await writer.wait_closed()
        return answer


@pytest.fixture
async def lever() -> AsyncIterator[Lever]:
    """A server with the lever."""
    made = Lever()
    server = Server("127.0.0.1", 0, levers.routes(made.pull, TOKEN))
    made.url = await server.start()
    yield made
    await server.stop()


@pytest.mark.parametrize(
    ("body", "pulled"),
    [
        ("", ("everything", "", "http")),
        ("mitigation", ("mitigation", "", "http")),
        ("service:Checkout\ntoo many restarts", ("service:Checkout", "too many restarts", "http")),
        ("please stop now", ("everything", "please stop now", "http")),
        ('{"scope": "MODEL", "why": "wrong", "by": "pager"}', ("model", "wrong", "http:pager")),
        ('{"why": "all of it"}', ("everything", "all of it", "http")),
        ('{"scope": "everything", "why": "\\ud800 odd", "by": "\\udfff"}', ("everything", "? odd", "http:?")),
        ('{"scope": "everything", "why": null, "by": 7}', ("everything", "", "http:7")),
        ('{"scope": "release:triage-7"}', ("release:triage-7", "", "http")),
    ],
)
async def test_a_stop_is_pulled(lever: Lever, body: str, pulled: tuple[str, str, str]) -> None:
    status, said = await lever.post(body)
    assert status == 200
    assert lever.pulled == [pulled]
    assert f'"stopped": "{pulled[0]}"' in said


@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer wrong", TOKEN, f"Basic {TOKEN}", "Bearer \u00fc"])
@pytest.mark.parametrize("path", ["/stop", "/resume"])
async def test_without_the_token_nothing_is_pulled(lever: Lever, token: str, path: str) -> None:
    status, said = await lever.post("mitigation", token=token, path=path)
    assert status == 401
    assert "LOOKOUT_STOP_TOKEN" in said
    assert TOKEN not in said
    assert lever.pulled == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('{"scope": "mitigations"}', "the scopes are everything, model"),
        ('{"scope": 3}', "the body is a JSON object"),
        ('{"scope": "service:\\ud800"}', "the scopes are everything, model"),
        ("{scope", "the body is a JSON object"),
        ("x" * 4001, "the body is a JSON object"),
    ],
)
async def test_what_is_not_understood_is_refused_with_what_is(lever: Lever, body: str, said: str) -> None:
    status, text = await lever.post(body)
    assert status == 400
    assert "nothing was stopped" in text
    assert said in text
    assert lever.pulled == []


@pytest.mark.parametrize(
    "pieces",
    [
        (b"Content-Length: 11\r\n\r\nincident:1", b"2"),
        (b"Transfer-Encoding: chunked\r\n\r\na\r\nincident:1\r\n", b"1\r\n2\r\n0\r\n\r\n"),
    ],
)
async def test_a_body_in_pieces_is_read_to_its_end(lever: Lever, pieces: tuple[bytes, ...]) -> None:
    assert (await lever.send(*pieces)).startswith(b"HTTP/1.1 200 ")
    assert lever.pulled == [("incident:12", "", "http")]


@pytest.mark.parametrize(
    "pieces",
    [
        (b"Content-Length: 12\r\n\r\nincident:1", b"2"),
        (b"Transfer-Encoding: chunked\r\n\r\na\r\nincident:1\r\n",),
        (b"Transfer-Encoding: chunked\r\n\r\na\r\nincident:1\r\n", b"zz\r\n"),
        (b"Content-Encoding: gzip\r\nContent-Length: 10\r\n\r\nincident:1",),
    ],
)
async def test_half_a_body_stops_nothing_and_is_said(
    lever: Lever, pieces: tuple[bytes, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(levers, "WITHIN", 0.1)
    answer = await lever.send(*pieces)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"nothing was stopped: the body did not arrive whole" in answer
    assert lever.pulled == []


async def test_a_body_without_end_is_refused_by_its_length(lever: Lever) -> None:
    chunk = b"3e8\r\n" + b"x" * 1000 + b"\r\n"
    answer = await lever.send(b"Transfer-Encoding: chunked\r\n\r\n", *(chunk for _ in range(5)))
    assert b"the body is a JSON object" in answer
    assert lever.pulled == []


async def test_a_token_of_bytes_that_are_no_text_is_a_wrong_one(lever: Lever) -> None:
    answer = await lever.send(b"\r\n", authorization=b"Bearer \xff\xfe")
    assert answer.startswith(b"HTTP/1.1 401 ")
    assert lever.pulled == []


async def test_nothing_is_lifted_by_http_and_the_answer_says_where(lever: Lever) -> None:
    status, said = await lever.post(path="/resume")
    assert status == 403
    assert "only commanders resume: /lookout resume" in said


async def test_a_record_that_cannot_be_written_is_said(lever: Lever) -> None:
    lever.trouble = True
    status, said = await lever.post()
    assert status == 503
    assert "no change is sent" in said


def test_without_a_token_there_is_no_such_path() -> None:
    assert levers.routes(Lever().pull, "") == []
