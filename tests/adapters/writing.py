"""A writer on a scripted API server, for tests of what it sends and of what it makes of the answers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from copy import deepcopy
from typing import Any

from aiohttp import web

from bot.adapters.kubernetes.writer import Writer
from bot.domain.mitigation import Mitigation
from bot.domain.proposal import LiveTarget
from bot.facts.live import live_target
from tests.adapters.kube_script import Handler, Script, script, status
from tests.cluster_objects import deployment, history, namespace
from tests.fakes_clock import FakeClock
from tests.fakes_cluster import FakeCluster

KEY = b"0123456789abcdef"
OBJECT = "/apis/apps/v1/namespaces/shop/deployments/checkout"


def live(mitigation: Mitigation) -> LiveTarget:
    return live_target(
        mitigation, workload=deployment(), pods=(), replicasets=history(), namespace=namespace()
    )


def server_with(
    workload: dict[str, Any] | None = None,
    patched: Handler | None = None,
    after: Callable[[dict[str, Any]], None] = lambda _: None,
) -> Handler:
    """GET answers the workload, PATCH what `patched` says, or the workload as `after` changed it."""

    async def handler(request: web.Request) -> web.StreamResponse:
        found = deepcopy(workload or deployment())
        if request.method == "PATCH":
            if patched is not None:
                return await patched(request)
            after(found)
        return web.json_response(found)

    return handler


@asynccontextmanager
async def writing(handler: Handler, *, bound: float = 3.0) -> AsyncIterator[tuple[Writer, Script]]:
    async with script(handler) as server:
        kept = FakeCluster([deployment(), *history()])
        lock = asyncio.Lock()
        yield (
            Writer(server.client, kept, clock=FakeClock(), key=KEY, turn=lock, timeout=bound),
            server,
        )


def refusing(code: int, message: str) -> Handler:
    async def handler(_: web.Request) -> web.StreamResponse:
        return status(code, message)

    return handler
