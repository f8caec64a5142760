"""Watching: changes as they happen, one JSON object a line, with bookmarks for whoever asks for them."""

import asyncio
import json
from collections.abc import Callable, Iterator

from aiohttp import web

from bot.sandbox.cluster.api.calls import Call
from bot.sandbox.cluster.api.reads import number, selected, wants_table
from bot.sandbox.cluster.objects import Obj, name_of, namespace_of, uid_of
from bot.sandbox.cluster.status import ApiError
from bot.sandbox.cluster.store import Change
from bot.sandbox.cluster.table import as_table
from bot.sandbox.cluster.world import World

_POLL = 0.1
_LONGEST = 300
_BOOKMARK_EVERY = 60.0
_TRUE = {"true", "1", "True"}


async def stream(
    request: web.Request, world: World, call: Call, catch_up: Callable[[], None]
) -> web.StreamResponse:
    """Send changes after `resourceVersion` until `timeoutSeconds` (real ones) are over or the client leaves."""
    watching = _Watching(request, world, call)
    seconds = number(request.query, "timeoutSeconds") or _LONGEST
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    gone = watching.too_old()
    if gone is not None:
        await response.write(_line("ERROR", gone.body))
        return response
    for line in watching.begin():
        await response.write(line)
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    marked = loop.time()
    while loop.time() < until and request.transport is not None:
        catch_up()
        for line in watching.news():
            await response.write(line)
        if loop.time() - marked >= _BOOKMARK_EVERY:
            marked = loop.time()
            await response.write(watching.bookmark())
        await asyncio.sleep(_POLL)
    if request.transport is not None:
        await response.write(watching.bookmark())
    return response


class _Watching:
    """One watch: what it asks for, how far it is, and which objects its client knows of."""

    def __init__(self, request: web.Request, world: World, call: Call) -> None:
        self._world = world
        self._call = call
        self._matches = selected(call.resource, request.query)
        self._since = number(request.query, "resourceVersion") or 0
        self._initial = request.query.get("sendInitialEvents") in _TRUE
        self._bookmarks = request.query.get("allowWatchBookmarks") in _TRUE
        self._table = wants_table(request.headers.get("Accept", ""))
        self._include = request.query.get("includeObject", "")
        self._known: set[str] = set()

    def too_old(self) -> ApiError | None:
        """410, if changes after the asked version are forgotten already."""
        changes = self._world.store.changes
        if not self._since or self._initial or not changes or self._since >= changes[0].version - 1:
            return None
        return ApiError(410, "Expired", f"too old resource version: {self._since} ({changes[0].version})")

    def begin(self) -> Iterator[bytes]:
        """What is there already, if the watch begins with that; then its end is marked where that was asked."""
        fresh = not self._since or self._initial
        later = [change for change in self._world.store.changes if change.version > self._since]
        made = set() if fresh else {uid_of(change.obj) for change in later if change.kind == "ADDED"}
        for item in self._world.store.all(self._call.resource, self._call.namespace):
            if self._wanted(item) and uid_of(item) not in made:
                self._known.add(uid_of(item))
                if fresh:
                    yield self._line("ADDED", item)
        self._known |= {
            uid_of(change.obj) for change in later if change.kind == "DELETED" and self._wanted(change.obj)
        } - made
        if fresh:
            self._since = self._world.store.version
        if self._initial and self._bookmarks:
            yield self.bookmark({"k8s.io/initial-events-end": "true"})

    def news(self) -> Iterator[bytes]:
        """Every change since the last look. What no longer matches a selector is gone, for this client."""
        for change in list(self._world.store.changes):
            if change.version > self._since and change.resource is self._call.resource:
                kind = self._kind(change)
                if kind:
                    yield self._line(kind, change.obj)
        self._since = self._world.store.version

    def bookmark(self, annotations: dict[str, str] | None = None) -> bytes:
        """How far the watch is, so that the next one can begin there; nothing for who did not ask for it."""
        if not self._bookmarks:
            return b""
        resource = self._call.resource
        metadata: Obj = {"resourceVersion": str(self._world.store.version), "creationTimestamp": None}
        if annotations:
            metadata["annotations"] = annotations
        mark = {"kind": resource.kind, "apiVersion": resource.api_version, "metadata": metadata}
        return _line("BOOKMARK", mark)

    def _kind(self, change: Change) -> str:
        uid = uid_of(change.obj)
        wanted = change.kind != "DELETED" and self._wanted(change.obj)
        if not wanted:
            known = uid in self._known
            self._known.discard(uid)
            return "DELETED" if known else ""
        kind = "MODIFIED" if uid in self._known else "ADDED"
        self._known.add(uid)
        return kind

    def _wanted(self, obj: Obj) -> bool:
        here = not self._call.namespace or namespace_of(obj) == self._call.namespace
        return here and (not self._call.name or name_of(obj) == self._call.name) and self._matches(obj)

    def _line(self, kind: str, obj: Obj) -> bytes:
        if not self._table:
            return _line(kind, obj)
        answer = {"metadata": {"resourceVersion": obj["metadata"].get("resourceVersion", "")}}
        return _line(kind, as_table(self._call.resource, answer, [obj], self._world.now, self._include))


def _line(kind: str, obj: Obj) -> bytes:
    return json.dumps({"type": kind, "object": obj}, separators=(",", ":")).encode() + b"\n"
