"""The HTTP lever over a real socket: a token of its own, fails closed, and lifts nothing."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest

from bot.adapters.http import levers
from bot.adapters.http.server import Server
from bot.domain.errors import TransientError
from bot.domain.stop import Stop

TOKEN = "a-long-random-token"
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
