"""A cluster on a loopback port, a clock that only tests move, and real clients of it."""

import functools
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from kubernetes import aio

from bot.sandbox.cluster import Cluster, ClusterState
from bot.sandbox.scenario import load_scenario

NOW = datetime(2026, 11, 21, 2, 14, 30, tzinfo=UTC)


@functools.cache
def built(name: str) -> ClusterState:
    """A scenario as it is at NOW, built once; a cluster copies what it loads."""
    return load_scenario(name).build(NOW)


class SteppingClock:
    """Sandbox time that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.move(seconds)

    def move(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


Answer = tuple[int, Any]
Ask = Callable[..., Awaitable[Answer]]


class Api:
    """The real client with one token; `ask` gives status and decoded body, and raises for no status."""

    def __init__(self, base_url: str, token: str) -> None:
        configuration = aio.client.Configuration()
        configuration.host = base_url
        configuration.api_key["authorization"] = token
        configuration.api_key_prefix["authorization"] = "Bearer"
        self.client: Any = aio.client.ApiClient(configuration)
        self.core: Any = aio.client.CoreV1Api(self.client)
        self.apps: Any = aio.client.AppsV1Api(self.client)
        self.reviews: Any = aio.client.AuthorizationV1Api(self.client)

    async def ask(
        self,
        method: str,
        path: str,
        query: dict[str, Any] | None = None,
        body: Any = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        request = await self.client.param_serialize(
            method,
            path,
            query_params=[(key, str(value)) for key, value in (query or {}).items()],
            header_params={"Accept": "application/json", "Content-Type": "application/json"}
            | (headers or {}),
            body=body,
            auth_settings=["BearerToken"],
        )
        answer = await self.client.call_api(*request, _request_timeout=10)
        raw = await answer.read()
        text = raw.decode()
        return answer.status, json.loads(text) if text[:1] in {"{", "["} else text


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()


@pytest.fixture
async def cluster(clock: SteppingClock, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Cluster]:
    """A started cluster with the bad rollout in it."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    made = Cluster(clock)
    made.install(built("bad-rollout"))
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
async def reader(cluster: Cluster) -> AsyncIterator[Api]:
    api = Api(cluster.base_url, "reader-sandbox")
    yield api
    await api.client.close()


@pytest.fixture
async def actor(cluster: Cluster) -> AsyncIterator[Api]:
    api = Api(cluster.base_url, "actor-sandbox")
    yield api
    await api.client.close()


@pytest.fixture
async def admin(cluster: Cluster) -> AsyncIterator[Api]:
    api = Api(cluster.base_url, "admin-sandbox")
    yield api
    await api.client.close()
