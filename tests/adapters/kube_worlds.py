"""One small world, three times: in the fake, in the sandbox's API and on a real kube-apiserver.

`KUBEBUILDER_ASSETS` names a folder with `kube-apiserver` and `etcd`; without it the real one is skipped,
aloud. A real API server has no controllers and no nodes behind it, so nothing there reads logs or waits for
pods.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from pydantic import SecretStr

from bot.adapters.kubernetes.call import request
from bot.adapters.kubernetes.connect import Server, close, connect
from bot.adapters.kubernetes.reader import Reader
from bot.adapters.kubernetes.writer import Writer
from bot.domain.snapshot import LogKey
from bot.sandbox.cluster import Cluster as SandboxCluster
from bot.triage.ports.cluster import Cluster, Remediator
from tests.adapters.real_apiserver import Running
from tests.cluster_objects import deployment, history, namespace, pod, running
from tests.fakes_clock import FakeClock
from tests.fakes_cluster import FakeCluster, FakeRemediator

KEY = b"0123456789abcdef"
LOGS = {
    LogKey(namespace="shop", pod="checkout-a", container="app"): "listening on 8080\nready\n",
    LogKey(namespace="shop", pod="checkout-a", container="app", previous=True): "panic: no route\n",
}


@dataclass
class KubeWorld:
    """Both ports on one world; `sandbox` is the API behind them where it is the sandbox's."""

    cluster: Cluster
    remediator: Remediator
    sandbox: SandboxCluster | None = None


def objects() -> list[dict[str, Any]]:
    """The namespaces shop (opted in) and vault (not), a Deployment in each, the history of one and its pods."""
    closed = namespace(allowed=False)
    closed["metadata"]["name"] = "vault"
    foreign = deployment(uid="6f1d2c3b-0000-4000-8000-000000000002")
    foreign["metadata"]["namespace"] = "vault"
    pods = [pod("checkout-a", containers=(running(restarts=1),)), pod("cart-a", app="cart", owner="")]
    for one in pods:
        one["spec"] = {"containers": [{"name": "app", "image": "example.test/checkout:1"}]}
    return [namespace(), closed, deployment(), foreign, *history(), *pods]


@asynccontextmanager
async def fake_world() -> AsyncIterator[KubeWorld]:
    """The fakes of both ports."""
    cluster = FakeCluster(objects(), logs=LOGS)
    yield KubeWorld(cluster, FakeRemediator(cluster))


@asynccontextmanager
async def sandbox_world(*, page: int = 500, bound: float = 3.0) -> AsyncIterator[KubeWorld]:
    """Both adapters on the sandbox's API, each under its own token."""
    sandbox = SandboxCluster(FakeClock())
    sandbox.load(objects(), LOGS)
    url = await sandbox.start()
    try:
        async with _adapters(url, "reader-sandbox", "actor-sandbox", page=page, bound=bound) as world:
            world.sandbox = sandbox
            yield world
    finally:
        await sandbox.stop()


@asynccontextmanager
async def real_world(server: Running) -> AsyncIterator[KubeWorld]:
    """Both adapters on a real kube-apiserver, whose objects of an earlier test are replaced."""
    admin = await connect(Server(url=server.url, token=SecretStr("admin"), ca_file=server.ca_file))
    try:
        await _create(admin)
    finally:
        await close(admin)
    async with _adapters(server.url, "reader", "actor", ca_file=server.ca_file) as world:
        yield world


@asynccontextmanager
async def _adapters(
    url: str, reader: str, actor: str, *, page: int = 500, bound: float = 3.0, ca_file: Any = None
) -> AsyncIterator[KubeWorld]:
    async with AsyncExitStack() as stack:
        clients = []
        for token in (reader, actor):
            client = await connect(Server(url=url, token=SecretStr(token), ca_file=ca_file))
            stack.push_async_callback(close, client)
            clients.append(client)
        cluster = Reader("sandbox", clients[0], page=page)
        turn = asyncio.Lock()
        writer = Writer(clients[1], cluster, clock=FakeClock(), key=KEY, turn=turn, timeout=bound)
        yield KubeWorld(cluster, writer)


async def _create(admin: Any) -> None:
    """Create the objects anew; a real server gives uids of its own, which owner references then follow."""
    places = {
        "Namespace": "namespaces",
        "Deployment": "deployments",
        "ReplicaSet": "replicasets",
        "Pod": "pods",
    }
    uids: dict[str, str] = {}
    for raw in deepcopy(objects()):
        metadata = raw["metadata"]
        given = metadata.pop("uid", "")
        for field in ("resourceVersion", "generation"):
            metadata.pop(field, None)
        raw.pop("status", None)
        for owner in metadata.get("ownerReferences", ()):
            owner["uid"] = uids[owner["uid"]]
        home = f"/namespaces/{metadata['namespace']}" if "namespace" in metadata else ""
        root = "/apis/apps/v1" if raw["apiVersion"] == "apps/v1" else "/api/v1"
        path = f"{root}{home}/{places[raw['kind']]}"
        if home:
            query: dict[str, str | int] = {"gracePeriodSeconds": 0, "propagationPolicy": "Background"}
            async with request(admin, "DELETE", f"{path}/{metadata['name']}", query=query) as response:
                assert response.status in {200, 202, 404}, await response.text()
        async with request(admin, "POST", path, body=raw) as response:
            body = await response.json()
            there = response.status == HTTPStatus.CONFLICT and raw["kind"] == "Namespace"
            assert response.status == HTTPStatus.CREATED or there, body
        uids[given] = body.get("metadata", {}).get("uid", "")


WORLDS = {"fake": fake_world, "sandbox": sandbox_world}
