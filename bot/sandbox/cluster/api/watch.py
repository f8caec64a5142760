"""Watching: changes as they happen, one JSON object a line."""

import asyncio
import json
from collections.abc import Callable, Iterator

from aiohttp import web

from bot.sandbox.cluster.api.calls import Call
from bot.sandbox.cluster.api.reads import number, selected
from bot.sandbox.cluster.objects import Obj, name_of, namespace_of
from bot.sandbox.cluster.selectors import Match
from bot.sandbox.cluster.status import ApiError
from bot.sandbox.cluster.world import World

_POLL = 0.1
_LONGEST = 300


async def stream(
    request: web.Request, world: World, call: Call, catch_up: Callable[[], None]
) -> web.StreamResponse:
    """Send changes after `resourceVersion` until `timeoutSeconds` (real ones) are over or the client leaves."""
    matches = selected(call.resource, request.query)
    since = number(request.query, "resourceVersion") or 0
    seconds = number(request.query, "timeoutSeconds") or _LONGEST
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    if since and world.store.changes and since < world.store.changes[0].version - 1:
        gone = ApiError(
            410, "Expired", f"too old resource version: {since} ({world.store.changes[0].version})"
        )
        await response.write(_line("ERROR", gone.body))
        return response
    if not since:
        for item in world.store.all(call.resource, call.namespace):
            if matches(item):
                await response.write(_line("ADDED", item))
        since = world.store.version
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while loop.time() < until and request.transport is not None:
        catch_up()
        for kind, item in _after(world, call, matches, since):
            await response.write(_line(kind, item))
        since = world.store.version
        await asyncio.sleep(_POLL)
    return response


def _after(world: World, call: Call, matches: Match, since: int) -> Iterator[tuple[str, Obj]]:
    for change in list(world.store.changes):
        if change.version <= since or change.resource is not call.resource or not matches(change.obj):
            continue
        if call.namespace and namespace_of(change.obj) != call.namespace:
            continue
        if not call.name or name_of(change.obj) == call.name:
            yield change.kind, change.obj


def _line(kind: str, obj: Obj) -> bytes:
    return json.dumps({"type": kind, "object": obj}, separators=(",", ":")).encode() + b"\n"
