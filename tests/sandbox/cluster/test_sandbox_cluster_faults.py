"""Bad days on demand: failures, hanging calls, answers that never come."""

import time

import aiohttp
import pytest

from bot.sandbox.cluster import Cluster
from tests.sandbox.cluster.conftest import Api

CHECKOUT = "/apis/apps/v1/namespaces/shop/deployments/checkout"
MERGE = {"Content-Type": "application/merge-patch+json"}


async def test_the_next_calls_fail_and_then_all_is_well(reader: Api, cluster: Cluster) -> None:
    cluster.faults.fail(2, 503, path="/pods")
    assert (await reader.ask("GET", "/api/v1/nodes"))[0] == 200
    for _ in range(2):
        status, body = await reader.ask("GET", "/api/v1/pods")
        assert (status, body["reason"]) == (503, "ServiceUnavailable")
    assert (await reader.ask("GET", "/api/v1/pods"))[0] == 200


async def test_too_many_requests_say_when_to_come_again(cluster: Cluster) -> None:
    cluster.faults.fail(1, 429, retry_after=7)
    url, bearer = f"{cluster.base_url}/api/v1/pods", {"Authorization": "Bearer reader-sandbox"}
    async with aiohttp.ClientSession() as session, session.get(url, headers=bearer) as answer:
        assert (answer.status, answer.headers["Retry-After"]) == (429, "7")


async def test_a_call_can_hang(reader: Api, cluster: Cluster) -> None:
    cluster.faults.hang(0.2, path="/nodes")
    began = time.monotonic()
    assert (await reader.ask("GET", "/api/v1/nodes"))[0] == 200
    assert time.monotonic() - began >= 0.2


async def test_a_dropped_connection_leaves_the_write_done_and_unanswered(
    actor: Api, cluster: Cluster
) -> None:
    cluster.faults.drop()
    with pytest.raises(aiohttp.ClientError):
        await actor.ask("PATCH", CHECKOUT, {"fieldManager": "lookout/P-9"}, {"spec": {"replicas": 5}}, MERGE)
    _, after = await actor.ask("GET", CHECKOUT)
    assert after["spec"]["replicas"] == 5
    assert "lookout/P-9" in [entry["manager"] for entry in after["metadata"]["managedFields"]]
    assert len(cluster.writes) == 1


async def test_a_drop_spares_the_dry_run_before_the_write(actor: Api, cluster: Cluster) -> None:
    cluster.faults.drop()
    status, _ = await actor.ask("PATCH", CHECKOUT, {"dryRun": "All"}, {"spec": {"replicas": 5}}, MERGE)
    assert status == 200
    with pytest.raises(aiohttp.ClientError):
        await actor.ask("PATCH", CHECKOUT, None, {"spec": {"replicas": 5}}, MERGE)


async def test_cleared_faults_do_not_happen(reader: Api, cluster: Cluster) -> None:
    cluster.faults.fail(5, 500)
    cluster.faults.clear()
    assert (await reader.ask("GET", "/api/v1/nodes"))[0] == 200
