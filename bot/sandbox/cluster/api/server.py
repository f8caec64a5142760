"""The aiohttp application: who asks, what, whether they may, and the answer as the real server would write it."""

import asyncio
import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiohttp import web

from bot.sandbox.cluster.access import TOKENS, Access, Ask
from bot.sandbox.cluster.api import reads, watch
from bot.sandbox.cluster.api.calls import Call, read_call
from bot.sandbox.cluster.api.discovery import discover
from bot.sandbox.cluster.api.eviction import evict
from bot.sandbox.cluster.api.faults import Fault, Faults
from bot.sandbox.cluster.api.identity import Identity, identify
from bot.sandbox.cluster.api.metrics import GROUP, is_metrics, measure
from bot.sandbox.cluster.api.openapi import openapi
from bot.sandbox.cluster.api.reviews import review
from bot.sandbox.cluster.api.writes import Writes, read_write
from bot.sandbox.cluster.lists import Pages
from bot.sandbox.cluster.logs import read_log
from bot.sandbox.cluster.objects import Obj, dig
from bot.sandbox.cluster.resources import LOCAL_REVIEWS, REVIEWS
from bot.sandbox.cluster.status import (
    ApiError,
    bad_request,
    method_not_allowed,
    no_such_path,
    unsupported_body,
)
from bot.sandbox.cluster.table import as_table
from bot.sandbox.cluster.world import World

GZIP_FROM = 128 * 1024
_PROTOBUF = "application/vnd.kubernetes.protobuf"
_OPEN = {"/healthz", "/livez", "/readyz", "/version"}
_REASONS = {
    403: "Forbidden",
    429: "TooManyRequests",
    500: "InternalError",
    503: "ServiceUnavailable",
    504: "Timeout",
}
_KINDS = {
    "selfsubjectaccessreviews": "SelfSubjectAccessReview",
    "subjectaccessreviews": "SubjectAccessReview",
    "localsubjectaccessreviews": "LocalSubjectAccessReview",
}


@dataclass(frozen=True)
class Recorded:
    """One call that came in: what was asked by whom, what was answered, how many bytes went out."""

    at: datetime
    method: str
    path: str
    query: dict[str, str]
    user: str
    status: int
    bytes: int
    body: Any = None

    @property
    def is_write(self) -> bool:
        """A request that was meant to change something: no read, review or dry run."""
        is_review = self.path.startswith("/apis/authorization.k8s.io/")
        return self.method != "GET" and not is_review and not self._is_dry

    @property
    def _is_dry(self) -> bool:
        """A dry run, by its query or, of a deletion or an eviction, by the options in its body."""
        options = self.body if self.method == "DELETE" else dig(self.body, "deleteOptions")
        if self.method == "DELETE" and self.body:
            return bool(dig(options, "dryRun") == ["All"])
        return self.query.get("dryRun") == "All" or dig(options, "dryRun") == ["All"]


class Server:
    """Answers requests on one world. `catch_up` brings the world to the present before each."""

    def __init__(
        self, world: World, access: Access, writes: Writes, logs: dict[Any, str], catch_up: Callable[[], None]
    ) -> None:
        self._world = world
        self._access = access
        self._writes = writes
        self._logs = logs
        self._catch_up = catch_up
        self.pages = Pages()
        self.faults = Faults()
        self.requests: list[Recorded] = []
        self.gzip_from = GZIP_FROM

    def application(self) -> web.Application:
        """The application, to be run on a loopback port."""
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.router.add_route("*", "/{tail:.*}", self.handle)
        return app

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one request, and record it."""
        who, body = Identity(""), None
        try:
            who = self._who(request)
            body = await _body(request)
            fault = self.faults.take(request.method, request.path, dry_run="dryRun" in request.query)
            if fault is not None and fault.status:
                raise _failure(fault)
            if fault is not None and fault.seconds:
                await asyncio.sleep(fault.seconds)
            self._catch_up()
            answer = await self._answer(request, who, body)
            self._catch_up()
        except ApiError as error:
            fault, answer = (
                None,
                web.json_response(error.body, status=error.code, headers=_retry_after(error)),
            )
        if isinstance(answer, web.Response):
            self._compress(request, answer)
        self._record(request, who.user, body, answer)
        if fault is not None and fault.drop and request.transport is not None:
            request.transport.abort()
        return answer

    def _who(self, request: web.Request) -> Identity:
        return identify(request.headers, self._access, TOKENS, anonymous=request.path in _OPEN)

    async def _answer(self, request: web.Request, who: Identity, body: Any) -> web.StreamResponse:
        path = request.path.rstrip("/") or "/"
        found = self._computed(request, who, path, body)
        if found is not None:
            return found
        call = read_call(request.method, path, request.query)
        self._access.require(who.user, call.ask, who.groups)
        if call.verb == "watch":
            return await watch.stream(request, self._world, call, self._catch_up)
        if call.verb in {"get", "list"}:
            return self._read(request, call)
        return self._write(request, call, body)

    def _computed(self, request: web.Request, who: Identity, path: str, body: Any) -> web.Response | None:
        """The answer on a path where nothing is stored: health, discovery, reviews, metrics; None elsewhere."""
        if path in {"/healthz", "/livez", "/readyz"}:
            return web.Response(text="ok")
        found = discover(path) or openapi(path) if request.method == "GET" else None
        if found is not None:
            return _json(found)
        if path.startswith("/apis/authorization.k8s.io/v1/"):
            return self._review(request, who, body)
        return self._measure(request, who, path) if is_metrics(path) else None

    def _measure(self, request: web.Request, who: Identity, path: str) -> web.Response:
        if request.method != "GET":
            raise method_not_allowed()
        plural = "nodes" if path.rstrip("/").endswith("/nodes") or "/nodes/" in path else "pods"
        self._access.require(who.user, Ask("list", GROUP, plural), who.groups)
        return _json(measure(self._world, path, request.query.get("labelSelector", "")))

    def _review(self, request: web.Request, who: Identity, body: Any) -> web.Response:
        *place, plural = request.path.split("/")[4:]
        local = plural == LOCAL_REVIEWS
        if plural not in REVIEWS or place[:1] != (["namespaces"] if local else []) or len(place) != 2 * local:
            raise no_such_path()
        namespace = place[-1] if local else ""
        if request.method != "POST":
            raise method_not_allowed()
        self._access.require(
            who.user, Ask("create", "authorization.k8s.io", plural, namespace=namespace), who.groups
        )
        return _json(review(self._access, _KINDS[plural], who, body, namespace), 201)

    def _read(self, request: web.Request, call: Call) -> web.Response:
        accept = request.headers.get("Accept", "")
        if call.verb == "list":
            return _json(reads.list_objects(self._world, self.pages, call, request.query, accept))
        found = reads.get_object(self._world, call)
        if call.subresource == "log":
            text = read_log(self._world, self._logs, found, reads.log_query(self._world, request.query))
            return web.Response(text=text, content_type="text/plain")
        if call.subresource == "scale":
            return _json(reads.scale_of(found))
        if reads.wants_table(accept):
            answer = {"metadata": {"resourceVersion": found["metadata"].get("resourceVersion", "")}}
            include = request.query.get("includeObject", "")
            return _json(as_table(call.resource, answer, [found], self._world.now, include))
        return _json(found)

    def _write(self, request: web.Request, call: Call, body: Any) -> web.Response:
        write = read_write(request.query, request.headers.get("User-Agent", ""))
        status = 200
        if call.verb == "patch":
            answer = self._writes.patch(call, write, request.content_type, body)
        elif call.verb == "update":
            answer = self._writes.update(call, write, body)
        elif call.subresource == "eviction":
            answer, status = evict(self._world, call, body, dry_run=write.dry_run), 201
        elif call.verb == "create":
            answer, status = self._writes.create(call, write, body), 201
        else:
            answer = self._writes.delete(call, write, body)
        response = _json(answer, status)
        for warning in write.warnings:
            response.headers.add("Warning", f"299 - {json.dumps(warning)}")
        return response

    def _compress(self, request: web.Request, answer: web.Response) -> None:
        raw = answer.body
        if not isinstance(raw, bytes) or len(raw) < self.gzip_from:
            return
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            answer.body = gzip.compress(raw, compresslevel=1)
            answer.headers["Content-Encoding"] = "gzip"

    def _record(self, request: web.Request, user: str, body: Any, answer: web.StreamResponse) -> None:
        sent = len(answer.body) if isinstance(answer, web.Response) and isinstance(answer.body, bytes) else 0
        self.requests.append(
            Recorded(
                self._world.now,
                request.method,
                request.path,
                dict(request.query),
                user,
                answer.status,
                sent,
                body,
            )
        )


async def _body(request: web.Request) -> Any:
    raw = await request.read()
    if not raw:
        return None
    if request.content_type == _PROTOBUF:
        raise unsupported_body(request.content_type)
    try:
        return json.loads(raw)
    except ValueError as error:
        raise bad_request(f"the object provided is unrecognized (must be of type JSON): {error}") from error


def _json(answer: Obj, status: int = 200) -> web.Response:
    text = json.dumps(answer, separators=(",", ":"))
    return web.Response(text=text, status=status, content_type="application/json")


def _failure(fault: Fault) -> ApiError:
    reason = _REASONS.get(fault.status, "InternalError")
    forbidden = fault.status == 403  # noqa: PLR2004 - HTTP's Forbidden
    words = "the role is not bound" if forbidden else "the server is currently unable to handle the request"
    details = {"retryAfterSeconds": fault.retry_after} if fault.retry_after else None
    return ApiError(fault.status, reason, words, details)


def _retry_after(error: ApiError) -> dict[str, str]:
    seconds = error.body.get("details", {}).get("retryAfterSeconds")
    return {"Retry-After": str(seconds)} if seconds else {}
