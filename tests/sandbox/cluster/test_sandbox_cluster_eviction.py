"""Evictions and budgets, cordons, quotas of identity: what an administrator does from a terminal."""

from typing import Any

import pytest

from bot.sandbox.cluster import Cluster
from bot.sandbox.cluster.access import ACTOR, READER
from tests.sandbox.cluster.conftest import Api, SteppingClock

MERGE = {"Content-Type": "application/merge-patch+json"}
BUDGETS = "/apis/policy/v1/namespaces/shop/poddisruptionbudgets"
Obj = dict[str, Any]


def basket(cluster: Cluster) -> list[Obj]:
    return [
        pod
        for pod in cluster.objects("Pod", "shop")
        if pod["metadata"]["labels"].get("app.kubernetes.io/name") == "basket"
        and "deletionTimestamp" not in pod["metadata"]
    ]


async def evict(api: Api, pod: Obj, **more: Any) -> tuple[int, Any]:
    name = pod["metadata"]["name"]
    body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": name}} | more
    return await api.ask("POST", f"/api/v1/namespaces/shop/pods/{name}/eviction", body=body)


async def guard(api: Api, least: int | str) -> None:
    selector = {"matchLabels": {"app.kubernetes.io/name": "basket"}}
    body = {"metadata": {"name": "basket"}, "spec": {"minAvailable": least, "selector": selector}}
    status, answer = await api.ask("POST", BUDGETS, body=body)
    assert status == 201, answer


async def test_an_eviction_waits_for_the_budget(cluster: Cluster, admin: Api, clock: SteppingClock) -> None:
    await guard(admin, 2)
    first, second, _ = basket(cluster)
    assert (await evict(admin, first, deleteOptions={"dryRun": ["All"]}))[0] == 201
    assert len(basket(cluster)) == 3
    assert (await evict(admin, first))[0] == 201
    status, answer = await evict(admin, second)
    assert (status, answer["reason"]) == (429, "TooManyRequests")
    assert answer["details"]["causes"][0]["message"] == (
        "The disruption budget basket needs 2 healthy pods and has 2 currently"
    )
    clock.move(60)
    assert len(basket(cluster)) == 3
    assert (await evict(admin, second))[0] == 201


@pytest.mark.parametrize(("spec", "allowed"), [("67%", 0), ("34%", 1), (0, 3)])
async def test_a_budget_tells_how_many_may_go(
    cluster: Cluster, admin: Api, spec: int | str, allowed: int
) -> None:
    await guard(admin, spec)
    _, found = await admin.ask("GET", f"{BUDGETS}/basket")
    assert found["status"]["disruptionsAllowed"] == allowed
    assert found["status"]["expectedPods"] == 3


async def test_two_budgets_for_one_pod_are_refused_as_the_server_does(cluster: Cluster, admin: Api) -> None:
    await guard(admin, 1)
    _, one = await admin.ask("GET", f"{BUDGETS}/basket")
    await admin.ask("POST", BUDGETS, body={"metadata": {"name": "again"}, "spec": one["spec"]})
    status, answer = await evict(admin, basket(cluster)[0])
    assert status == 500
    assert "more than one PodDisruptionBudget" in answer["message"]


async def test_an_eviction_of_another_pod_of_that_name_is_a_conflict(cluster: Cluster, admin: Api) -> None:
    for precondition in ({"uid": "another"}, {"resourceVersion": "1"}):
        options = {"preconditions": precondition}
        assert (await evict(admin, basket(cluster)[0], deleteOptions=options))[0] == 409
    status, _ = await evict(admin, {"metadata": {"name": "nobody"}})
    assert status == 404


async def test_a_cordoned_node_takes_no_pod_until_it_is_uncordoned(
    cluster: Cluster, admin: Api, clock: SteppingClock
) -> None:
    for name in ("sandbox-node-1", "sandbox-node-2", "sandbox-node-3"):
        await admin.ask("PATCH", f"/api/v1/nodes/{name}", None, {"spec": {"unschedulable": True}}, MERGE)
    _, node = await admin.ask("GET", "/api/v1/nodes/sandbox-node-1")
    assert node["spec"]["taints"][0]["key"] == "node.kubernetes.io/unschedulable"
    await evict(admin, basket(cluster)[0])
    clock.move(20)
    (waiting,) = [pod for pod in basket(cluster) if "nodeName" not in pod["spec"]]
    assert "3 node(s) were unschedulable" in waiting["status"]["conditions"][0]["message"]
    await admin.ask("PATCH", "/api/v1/nodes/sandbox-node-2", None, {"spec": {"unschedulable": None}}, MERGE)
    clock.move(2)
    placed = next(pod for pod in basket(cluster) if pod["metadata"]["name"] == waiting["metadata"]["name"])
    assert placed["spec"]["nodeName"] == "sandbox-node-2"
    _, node = await admin.ask("GET", "/api/v1/nodes/sandbox-node-2")
    assert "taints" not in node["spec"]


async def test_who_is_put_on_is_judged_as_that_person(reader: Api, admin: Api) -> None:
    secrets = "/api/v1/namespaces/shop/secrets"
    status, answer = await admin.ask("GET", secrets, headers={"Impersonate-User": READER})
    assert (status, f'User "{READER}" cannot list' in answer["message"]) == (403, True)
    status, answer = await reader.ask("GET", secrets, headers={"Impersonate-User": "ivy"})
    assert status == 403
    assert 'cannot impersonate resource "users"' in answer["message"]


async def test_the_reader_may_put_on_the_actor_and_no_other_account(reader: Api) -> None:
    path = "/apis/apps/v1/namespaces/shop/deployments/checkout"
    assert (await reader.ask("GET", path, headers={"Impersonate-User": ACTOR}))[0] == 200
    other = ACTOR.replace("lookout-actor", "default")
    assert (await reader.ask("GET", path, headers={"Impersonate-User": other}))[0] == 403


async def test_a_group_is_put_on_with_a_user_only(admin: Api, reader: Api) -> None:
    path = "/api/v1/namespaces/shop/secrets"
    person = {"Impersonate-User": "somebody"}
    assert (await admin.ask("GET", path, headers=person))[0] == 403
    assert (await admin.ask("GET", path, headers=person | {"Impersonate-Group": "system:masters"}))[0] == 200
    assert (await admin.ask("GET", path, headers={"Impersonate-Group": "system:masters"}))[0] == 400
