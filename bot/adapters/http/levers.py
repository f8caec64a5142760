"""The HTTP lever: `POST /stop` with a bearer token of its own pulls the kill switch; nothing is lifted by HTTP.

A token says that the caller may stop, as any of a whole group may, and not who it is; only commanders resume, so
`/resume` says where they do. The body is a JSON object (`scope`, `why`, `by`), or text as in the stop file, or empty,
which stops everything. What did not arrive whole stops nothing: half of `incident:12` is another incident.
"""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

import structlog
from aiohttp import web

from bot.domain.errors import OutsideError
from bot.domain.noun import Noun
from bot.domain.stop import ALL_SCOPES, EVERYTHING, WHY, Stop, scope_of

log = structlog.get_logger()

BODY_MOST = 4_000
"""Bytes."""
WITHIN = 2.0
"""Seconds in which all of the body must be there."""
BY_MOST = 40
NOT_HERE = "only commanders resume: /lookout resume SCOPE in Slack, or lookout resume SCOPE in a shell"
NO_TOKEN = "a bearer token is needed: the one of LOOKOUT_STOP_TOKEN"  # noqa: S105 # a sentence
NO_SUCH_SCOPE = f"nothing was stopped: the scopes are {', '.join(ALL_SCOPES)}"
NO_BODY = "nothing was stopped: the body is a JSON object with scope and why, or a scope as text, or empty"
NOT_WHOLE = (
    "nothing was stopped: the body did not arrive whole, or not in time. Send it again; "
    "a request without a body stops everything"
)
NOT_KEPT = (
    "the stop could not be recorded; while the record cannot be reached no change is sent. "
    "Try again, or pull another lever"
)


class Wish(Noun):
    """What a caller asks to stop."""

    scope: str = EVERYTHING
    why: str = ""
    by: str = ""


Pull = Callable[[str, str, str], Awaitable[tuple[Stop, bool]]]
"""Pulls a scope, with a reason, by somebody; the lever that stands, and whether it is new."""


def routes(pull: Pull, token: str) -> list[web.RouteDef]:
    """The two paths; none without a token."""
    if not token:
        return []

    async def stop(request: web.Request) -> web.Response:
        return await _stop(request, pull) if _may(request, token) else _said(401, error=NO_TOKEN)

    async def resume(request: web.Request) -> web.Response:
        return _said(403, error=NOT_HERE) if _may(request, token) else _said(401, error=NO_TOKEN)

    return [web.post("/stop", stop), web.post("/resume", resume)]


async def _stop(request: web.Request, pull: Pull) -> web.Response:
    try:
        wish = _wish(await _body(request))
    except (TimeoutError, OSError, web.RequestPayloadError):
        wish = NOT_WHOLE
    if isinstance(wish, str):
        return _said(HTTPStatus.BAD_REQUEST, error=wish)
    by = f"http:{wish.by}" if wish.by else "http"
    try:
        stop, new = await pull(wish.scope, wish.why, by)
    except OutsideError as problem:
        log.warning("a stop over HTTP could not be recorded", scope=wish.scope, why=str(problem))
        return _said(HTTPStatus.SERVICE_UNAVAILABLE, error=NOT_KEPT)
    return _said(200, stopped=stop.scope, since=stop.at.isoformat(), by=stop.by, why=stop.why, new=new)


async def _body(request: web.Request) -> bytes:
    """All of it, or as much as shows that it is too long."""
    body = b""
    async with asyncio.timeout(WITHIN):
        while piece := await request.content.read(BODY_MOST + 1 - len(body)):
            body += piece
    return body


def _may(request: web.Request, token: str) -> bool:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    same = hmac.compare_digest(_bytes(given.strip()), _bytes(token))
    return same and scheme.lower() == "bearer"


def _bytes(text: str) -> bytes:
    """Those that were sent; what is no UTF-8 came in as half surrogate pairs."""
    return text.encode("utf-8", "surrogateescape")


def _wish(body: bytes) -> Wish | str:
    """What is meant, or why nothing was stopped."""
    if len(body) > BODY_MOST:
        return NO_BODY
    text = body.decode("utf-8", "replace").strip()
    told: Any = {}
    if text.startswith("{"):
        try:
            told = json.loads(text)
        except (ValueError, RecursionError):
            return NO_BODY
    else:
        first, second = (line.strip() for line in (*text.splitlines(), "", "")[:2])
        scope = scope_of(first)
        # As in the stop file: what names no scope is a reason, and stops everything.
        told = {"scope": scope or EVERYTHING, "why": second if scope else first}
    named = told.get("scope", "")
    if not isinstance(named, str):
        return NO_BODY
    scope = scope_of(named)
    if scope is None or scope != _plain(scope):
        return NO_SUCH_SCOPE
    return Wish(scope=scope, why=_plain(told.get("why"))[:WHY], by=_plain(told.get("by"))[:BY_MOST])


def _plain(words: Any) -> str:
    """Any words as text that every database takes: a stop is never lost for how it was explained."""
    text = "" if words is None else str(words)
    return text.encode("utf-8", "replace").decode()


def _said(status: int, **told: object) -> web.Response:
    return web.json_response(told, status=status, headers={"Cache-Control": "no-store"})
