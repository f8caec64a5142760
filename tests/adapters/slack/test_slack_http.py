"""Slack's requests over HTTP, good ones and those of somebody else."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.adapters.http.server import BODY_MOST, Server
from bot.adapters.slack.client import make_client
from bot.adapters.slack.http import PATH, SlackHttp
from bot.sandbox.workspace import seed
from tests.adapters.slack.conftest import Way
from tests.fakes_clock import FakeClock

SECRET = "a-signing-secret-of-a-test"
EVENT = {
    "type": "event_callback",
    "event_id": "Ev1",
    "event": {"type": "message", "channel": "C1", "ts": "1.1"},
}


async def authorize() -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id=seed.TEAM, bot_token=None)


@dataclass
class Caller:
    """Somebody who calls Lookout, and what its listeners heard."""

    url: str
    session: aiohttp.ClientSession
    clock: FakeClock
    heard: list[Any]
    missed: list[bool]
    hold: asyncio.Event = field(default_factory=asyncio.Event)

    async def call(
        self, body: str | bytes, *, secret: str = SECRET, age: int = 0, **headers: str
    ) -> tuple[int, str]:
        """Sign and send; the status and the body of the answer."""
        raw = body.encode() if isinstance(body, str) else body
        stamp = str(int(self.clock.now().timestamp()) - age)
        digest = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + raw, hashlib.sha256).hexdigest()
        sent = {
            "Content-Type": "application/json",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest}",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        async with self.session.post(self.url, data=raw, headers=sent) as answer:
            return answer.status, await answer.text()


@pytest.fixture
async def caller(way: Way) -> AsyncIterator[Caller]:
    clock, heard, missed = FakeClock(), [], []
    web = make_client(way.workspace.api_url, None)
    app = AsyncApp(
        client=web, authorize=authorize, request_verification_enabled=False, process_before_response=True
    )
    hold = asyncio.Event()
    hold.set()

    async def message(event: dict[str, Any]) -> None:
        if event.get("text") == "break":
            raise RuntimeError("no row")
        await hold.wait()
        heard.append(event)

    async def command(ack: AsyncAck, body: dict[str, Any]) -> None:
        heard.append(body["text"])
        await ack(body["text"])

    app.event("message")(message)
    app.command("/lookout")(command)
    slack = SlackHttp(app, SECRET, way.egress, clock, missed=lambda: missed.append(True), within=0.2)
    server = Server("127.0.0.1", 0, slack.routes())
    url = await server.start()
    async with aiohttp.ClientSession() as session:
        yield Caller(f"{url}{PATH}", session, clock, heard, missed, hold)
    hold.set()
    await server.stop()
    await slack.stop()


async def test_a_signed_event_is_heard_and_acknowledged_without_words(caller: Caller) -> None:
    assert await caller.call(json.dumps(EVENT)) == (200, "")
    assert [one["ts"] for one in caller.heard] == ["1.1"]


async def test_what_no_listener_wants_is_acknowledged_all_the_same(caller: Caller) -> None:
    other = {**EVENT, "event": {"type": "team_join"}}
    assert await caller.call(json.dumps(other)) == (200, "")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"secret": "somebody-elses"}, "the signature is not that of this app"),
        ({"age": 301}, "the signature is too old, or a clock is wrong"),
        ({"age": -301}, "the signature is too old, or a clock is wrong"),
        ({"X_Slack_Signature": ""}, "the request is not signed"),
        ({"X_Slack_Request_Timestamp": ""}, "the request is not signed"),
        ({"X_Slack_Request_Timestamp": "soon"}, "the timestamp is no number"),
        ({"X_Slack_Request_Timestamp": "9" * 30}, "the timestamp is no number"),
        ({"X_Slack_Signature": "v0=ä"}, "the body or the signature is no text"),
    ],
)
async def test_what_is_not_slacks_is_refused_with_its_reason_and_heard_by_nobody(
    caller: Caller, changes: dict[str, Any], why: str
) -> None:
    assert await caller.call(json.dumps(EVENT), **changes) == (401, f"{why}\n")
    assert caller.heard == []


async def test_a_body_that_is_no_text_is_refused(caller: Caller) -> None:
    status, why = await caller.call(b"\xff\xfe")
    assert (status, why) == (401, "the body or the signature is no text\n")


async def test_a_signature_of_five_minutes_ago_still_counts_and_a_replay_later_does_not(
    caller: Caller,
) -> None:
    assert (await caller.call(json.dumps(EVENT), age=300))[0] == 200
    assert (await caller.call(json.dumps(EVENT), age=301))[0] == 401


async def test_a_body_beyond_the_bound_is_not_read(caller: Caller) -> None:
    status, _ = await caller.call(b"x" * (BODY_MOST + 1))
    assert status == 413
    assert caller.heard == []


async def test_the_challenge_of_the_set_up_is_given_back(caller: Caller) -> None:
    asked = {"type": "url_verification", "challenge": "3eZbrw1aBm2rZgRNFdxV2595E9CY"}
    assert await caller.call(json.dumps(asked)) == (200, asked["challenge"])


@pytest.mark.parametrize("challenge", ["<script>alert(1)</script>", "", "x" * 201, "I own this incident"])
async def test_a_challenge_that_is_none_is_not_repeated(caller: Caller, challenge: str) -> None:
    asked = {"type": "url_verification", "challenge": challenge}
    assert await caller.call(json.dumps(asked)) == (400, "no challenge")


async def test_a_challenge_that_is_not_signed_is_refused(caller: Caller) -> None:
    asked = {"type": "url_verification", "challenge": "abc"}
    assert (await caller.call(json.dumps(asked), secret="other"))[0] == 401


async def test_the_words_of_an_acknowledgement_pass_the_egress(caller: Caller, way: Way) -> None:
    form: dict[str, Any] = {"Content_Type": "application/x-www-form-urlencoded"}
    status, body = await caller.call("command=%2Flookout&text=I+own+this+incident", **form)
    assert status == 200
    assert "own" not in body
    assert way.noted
    status, body = await caller.call("command=%2Flookout&text=3+pods+are+ready.", **form)
    assert "3 pods are ready." in body


async def test_what_takes_too_long_is_not_acknowledged_and_goes_on(caller: Caller) -> None:
    caller.hold.clear()
    assert (await caller.call(json.dumps(EVENT)))[0] == 503
    caller.hold.set()
    async with asyncio.timeout(5):
        while not caller.heard:  # noqa: ASYNC110 # the listener rings no bell
            await asyncio.sleep(0)
    assert len(caller.heard) == 1


async def test_a_listener_that_fails_is_not_acknowledged(caller: Caller) -> None:
    broken = {**EVENT, "event": {**EVENT["event"], "text": "break"}}  # type: ignore[dict-item]  # an event is a dict
    status, body = await caller.call(json.dumps(broken))
    assert status >= 500
    assert body == ""


async def test_a_delivery_that_slack_repeats_says_that_something_was_missed(caller: Caller) -> None:
    await caller.call(json.dumps(EVENT), X_Slack_Retry_Num="0")
    assert caller.missed == []
    await caller.call(json.dumps(EVENT), X_Slack_Retry_Num="1", X_Slack_Retry_Reason="http_timeout")
    assert caller.missed == [True]


@pytest.mark.parametrize("odd", ["[" * 20_000 + "]" * 20_000, "9" * 5_000])
async def test_a_signed_body_that_cannot_be_read_is_acknowledged_and_heard_by_nobody(
    caller: Caller, odd: str
) -> None:
    assert await caller.call(f'{{"type": "event_callback", "event": {odd}}}') == (200, "")
    assert caller.heard == []
