"""HTTP: Slack's other way in. Events, clicks and commands come as signed requests to one path.

What is not signed with the app's secret, or was signed too long ago, is refused before anything reads it. The answer
says which of these it was, and nothing else. Slack waits three seconds; what takes longer goes on, and a second
delivery of it is known by its row.
"""

import asyncio
import json
import re
from collections.abc import Callable, Sequence

import structlog
from aiohttp import web
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.request.internals import extract_content_type, parse_body
from slack_bolt.response import BoltResponse
from slack_sdk.signature import Clock as SigningClock
from slack_sdk.signature import SignatureVerifier

from bot.adapters.slack.dispatch import answered
from bot.adapters.slack.egress import Egress
from bot.adapters.slack.envelopes import flaw, kind_of
from bot.triage.ports.clock import Clock

log = structlog.get_logger()

PATH = "/slack/events"
WITHIN = 2.5
"""Seconds: Slack waits three, some of which are on the way."""
BODY_WITHIN = 2.0
OLDEST = 300
"""Seconds after which a signature is taken for a replay, as Slack advises."""
OK, BAD, UNSIGNED, LATE = 200, 400, 401, 503
_CHALLENGE = re.compile(r"[A-Za-z0-9_\-.]{1,200}")
_STAMP = re.compile(r"\d{1,12}")


class _Now(SigningClock):
    """The injected clock, as the SDK's verifier reads it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()


class SlackHttp:
    """The route on which Slack delivers. `missed` is told when Slack had to deliver something again."""

    def __init__(
        self,
        app: AsyncApp,
        signing_secret: str,
        egress: Egress,
        clock: Clock,
        *,
        missed: Callable[[], None] = lambda: None,
        within: float = WITHIN,
    ) -> None:
        self._app = app
        self._egress = egress
        self._clock = clock
        self._verifier = SignatureVerifier(signing_secret, _Now(clock))
        self._missed = missed
        self._within = within
        self._underway: set[asyncio.Task[BoltResponse]] = set()

    def routes(self) -> list[web.RouteDef]:
        """The one path for everything that Slack sends."""
        return [web.post(PATH, self._take)]

    async def stop(self) -> None:
        """Let what is under way end, for as long as Slack would have waited."""
        if self._underway:
            await asyncio.wait(self._underway, timeout=self._within)

    async def _take(self, request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(BODY_WITHIN):
                raw = await request.read()
        except TimeoutError:
            return self._refused("the body did not come in time")
        why = self._unsigned(request, raw)
        if why:
            return self._refused(why)
        if request.headers.get("x-slack-retry-num", "0") != "0":
            self._missed()
        body = raw.decode()
        challenge = _challenge(body)
        if challenge is not None:
            proper = _CHALLENGE.fullmatch(challenge)
            return web.Response(text=challenge) if proper else web.Response(status=BAD, text="no challenge")
        return await self._answer(request, body)

    def _unsigned(self, request: web.Request, raw: bytes) -> str:
        """Why this is not taken for Slack's, "" if it is."""
        stamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not stamp or not signature:
            return "the request is not signed"
        if not _STAMP.fullmatch(stamp):
            return "the timestamp is no number"
        if abs(self._clock.now().timestamp() - int(stamp)) > OLDEST:
            return "the signature is too old, or a clock is wrong"
        try:
            signed = self._verifier.is_valid(raw, stamp, signature)
        except (UnicodeDecodeError, TypeError):
            return "the body or the signature is no text"
        return "" if signed else "the signature is not that of this app"

    async def _answer(self, request: web.Request, body: str) -> web.Response:
        headers: dict[str, Sequence[str]] = {name.lower(): [value] for name, value in request.headers.items()}
        if why := _flaw(body, headers):
            log.warning("a request from Slack was refused", why=why)
            return web.Response(status=OK)
        bolt = AsyncBoltRequest(body=body, headers={**headers})
        task = asyncio.ensure_future(answered(self._app, self._egress, bolt))
        self._underway.add(task)
        task.add_done_callback(self._underway.discard)
        done, _ = await asyncio.wait((task,), timeout=self._within)
        if not done:
            log.warning("Slack's request took too long; it goes on, and Slack delivers it again")
            return web.Response(status=LATE)
        if task.exception() is not None:
            log.error("Slack's request failed; Slack delivers it again", why=type(task.exception()).__name__)
            return web.Response(status=LATE)
        response = task.result()
        kind = "application/json" if response.body else "text/plain"
        return web.Response(
            status=response.status, text=response.body if response.status == OK else "", content_type=kind
        )

    def _refused(self, why: str) -> web.Response:
        log.warning("a request that is not Slack's was refused", why=why)
        return web.Response(status=UNSIGNED, text=f"{why}\n")


def _flaw(body: str, headers: dict[str, Sequence[str]]) -> str:
    """What is wrong with a body that Slack did sign; "" if Bolt can take it."""
    try:
        payload = parse_body(body, extract_content_type(headers))
    except (ValueError, RecursionError):
        return "its body is no JSON that can be read"
    return flaw(kind_of(payload), payload)


def _challenge(body: str) -> str | None:
    """What `url_verification` wants to have back, None for any other body."""
    if not body.startswith("{"):
        return None
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(sent, dict) or sent.get("type") != "url_verification":
        return None
    return str(sent.get("challenge", ""))
