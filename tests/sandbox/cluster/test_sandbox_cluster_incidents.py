"""The scenarios whose trouble is in the place and not in a pod: it lasts until what is wrong is put right."""

from typing import Any

import pytest

from bot.sandbox.cluster import Cluster
from bot.sandbox.scenario import together
from tests.sandbox.cluster.conftest import Api, SteppingClock, built

STRATEGIC = {"Content-Type": "application/strategic-merge-patch+json"}
Obj = dict[str, Any]


async def patch(api: Api, path: str, body: Obj) -> Obj:
    status, after = await api.ask("PATCH", path, None, body, STRATEGIC)
    assert status == 200, after
    found: Obj = after
    return found


def one(cluster: Cluster, kind: str, namespace: str, name: str) -> Obj:
    return next(item for item in cluster.objects(kind, namespace) if item["metadata"]["name"] == name)


def ready(cluster: Cluster, namespace: str, name: str) -> tuple[int, int]:
    """How many replicas are ready, and how many are wanted."""
    found = one(cluster, "Deployment", namespace, name)
    return found["status"].get("readyReplicas", 0), found["spec"]["replicas"]


def messages(cluster: Cluster, namespace: str, reason: str) -> list[str]:
    return [item["message"] for item in cluster.objects("Event", namespace) if item["reason"] == reason]


def conditions(obj: Obj) -> dict[str, tuple[str, str]]:
    return {item["type"]: (item["status"], item["reason"]) for item in obj["status"]["conditions"]}


async def test_an_image_of_a_host_that_does_not_resolve_is_pulled_once_the_name_is_right(
    cluster: Cluster, admin: Api, clock: SteppingClock
) -> None:
    cluster.install(built("image-registry-dns"))
    assert ready(cluster, "shipping", "labels") == (3, 4)
    assert any("no such host" in text for text in messages(cluster, "shipping", "Failed"))
    container = {"name": "labels", "image": "registry.sandbox.example/shipping/labels:3.8.0"}
    path = "/apis/apps/v1/namespaces/shipping/deployments/labels"
    await patch(admin, path, {"spec": {"template": {"spec": {"containers": [container]}}}})
    clock.move(90)
    assert ready(cluster, "shipping", "labels") == (4, 4)


async def test_a_request_that_no_node_can_take_is_scheduled_once_it_is_smaller(
    cluster: Cluster, admin: Api, clock: SteppingClock
) -> None:
    cluster.install(built("unschedulable"))
    assert ready(cluster, "analytics", "forecast") == (3, 3)
    assert any("3 Insufficient cpu" in text for text in messages(cluster, "analytics", "FailedScheduling"))
    container = {"name": "forecast", "resources": {"requests": {"cpu": "1200m"}}}
    path = "/apis/apps/v1/namespaces/analytics/deployments/forecast"
    await patch(admin, path, {"spec": {"template": {"spec": {"containers": [container]}}}})
    clock.move(120)
    assert ready(cluster, "analytics", "forecast") == (3, 3)
    found = one(cluster, "Deployment", "analytics", "forecast")
    assert conditions(found)["Progressing"] == ("True", "NewReplicaSetAvailable")


async def test_a_service_that_selects_nothing_has_endpoints_again_with_the_right_selector(
    cluster: Cluster, admin: Api
) -> None:
    cluster.install(built("service-selector"))
    assert ready(cluster, "accounts", "profiles") == (3, 3)
    assert not one(cluster, "Endpoints", "accounts", "profiles").get("subsets")
    path = "/api/v1/namespaces/accounts/services/profiles"
    await patch(admin, path, {"spec": {"selector": {"app.kubernetes.io/name": "profiles"}}})
    (subset,) = one(cluster, "Endpoints", "accounts", "profiles")["subsets"]
    assert len(subset["addresses"]) == 3


async def test_rejected_credentials_show_in_the_log_and_end_with_the_user_of_before(
    cluster: Cluster, admin: Api, clock: SteppingClock
) -> None:
    cluster.install(built("database-credentials"))
    assert ready(cluster, "orders", "orders") == (3, 4)
    assert any("statuscode: 503" in text for text in messages(cluster, "orders", "Unhealthy"))
    sick = next(
        pod
        for pod in cluster.objects("Pod", "orders")
        if {"name": "DB_USER", "value": "orders_app"} in pod["spec"]["containers"][0].get("env", [])
    )
    path = f"/api/v1/namespaces/orders/pods/{sick['metadata']['name']}/log"
    _, text = await admin.ask("GET", path, {"tailLines": 20})
    assert "password authentication failed" in text
    assert "path=/healthz status=200" in text
    container = {"name": "orders", "env": [{"name": "DB_USER", "value": "orders"}]}
    await patch(
        admin,
        "/apis/apps/v1/namespaces/orders/deployments/orders",
        {"spec": {"template": {"spec": {"containers": [container]}}}},
    )
    clock.move(90)
    assert ready(cluster, "orders", "orders") == (4, 4)


async def test_pods_of_a_silent_node_wait_five_minutes_and_are_then_made_elsewhere(
    cluster: Cluster, admin: Api, clock: SteppingClock
) -> None:
    cluster.install(built("node-lost"))
    node = one(cluster, "Node", "", "sandbox-edge-1")
    assert conditions(node)["Ready"] == ("Unknown", "NodeStatusUnknown")
    assert {taint["effect"] for taint in node["spec"]["taints"]} == {"NoSchedule", "NoExecute"}
    before, wanted = ready(cluster, "payments", "authoriser")
    assert before < wanted
    there = [pod for pod in cluster.objects("Pod", "payments") if pod["spec"]["nodeName"] == "sandbox-edge-1"]
    path = f"/api/v1/namespaces/payments/pods/{there[0]['metadata']['name']}/log"
    status, body = await admin.ask("GET", path)
    assert (status, body["message"].endswith("connect: no route to host")) == (500, True)
    clock.move(330)
    assert ready(cluster, "payments", "authoriser") == (wanted, wanted)
    stuck = [pod for pod in cluster.objects("Pod", "payments") if "deletionTimestamp" in pod["metadata"]]
    assert {pod["metadata"]["name"] for pod in stuck} == {pod["metadata"]["name"] for pod in there}
    clock.move(3600)
    lease = one(cluster, "Lease", "kube-node-lease", "sandbox-edge-1")
    assert lease["spec"]["renewTime"] < node["status"]["conditions"][0]["lastTransitionTime"]
    await admin.ask("DELETE", "/api/v1/nodes/sandbox-edge-1")
    assert not [pod for pod in cluster.objects("Pod", "payments") if "deletionTimestamp" in pod["metadata"]]


async def test_a_full_quota_refuses_pods_until_somebody_raises_it(
    cluster: Cluster, admin: Api, clock: SteppingClock
) -> None:
    cluster.install(built("quota-exhausted"))
    assert ready(cluster, "promo", "offers") == (6, 10)
    found = one(cluster, "Deployment", "promo", "offers")
    assert conditions(found)["ReplicaFailure"] == ("True", "FailedCreate")
    assert one(cluster, "ResourceQuota", "promo", "team-promo")["status"]["used"]["pods"] == "12"
    refused = messages(cluster, "promo", "FailedCreate")[0]
    assert refused.endswith("exceeded quota: team-promo, requested: pods=1, used: pods=12, limited: pods=12")
    lone = {
        "metadata": {"name": "lone"},
        "spec": {"containers": [{"name": "lone", "image": "x.example/y:1"}]},
    }
    status, body = await admin.ask("POST", "/api/v1/namespaces/promo/pods", body=lone)
    assert (status, body["reason"]) == (403, "Forbidden")
    assert body["message"].startswith('pods "lone" is forbidden: exceeded quota: team-promo')
    path = "/api/v1/namespaces/promo/resourcequotas/team-promo"
    await patch(admin, path, {"spec": {"hard": {"pods": "20"}}})
    clock.move(90)
    assert ready(cluster, "promo", "offers") == (10, 10)
    found = one(cluster, "Deployment", "promo", "offers")
    assert "ReplicaFailure" not in conditions(found)


async def test_a_hasty_liveness_probe_kills_until_it_waits_long_enough(
    cluster: Cluster, admin: Api, clock: SteppingClock
) -> None:
    cluster.install(built("liveness-timing"))
    assert ready(cluster, "insurance", "quotes") == (3, 3)
    assert "Container quotes failed liveness probe, will be restarted" in messages(
        cluster, "insurance", "Killing"
    )
    container = {"name": "quotes", "livenessProbe": {"initialDelaySeconds": 60}}
    path = "/apis/apps/v1/namespaces/insurance/deployments/quotes"
    await patch(admin, path, {"spec": {"template": {"spec": {"containers": [container]}}}})
    clock.move(300)
    assert ready(cluster, "insurance", "quotes") == (3, 3)
    found = one(cluster, "Deployment", "insurance", "quotes")
    assert conditions(found)["Progressing"] == ("True", "NewReplicaSetAvailable")


async def test_the_rolling_update_is_under_way_and_ends_by_itself(
    cluster: Cluster, clock: SteppingClock
) -> None:
    cluster.install(built("rolling-update"))
    found = one(cluster, "Deployment", "news", "articles")
    assert conditions(found)["Progressing"] == ("True", "ReplicaSetUpdated")
    assert found["status"]["unavailableReplicas"] > 0
    clock.move(180)
    assert ready(cluster, "news", "articles") == (9, 9)
    found = one(cluster, "Deployment", "news", "articles")
    assert conditions(found)["Progressing"] == ("True", "NewReplicaSetAvailable")


@pytest.mark.parametrize(("name", "count"), [("bad-rollout", 1), ("two-at-once", 2)])
def test_a_scenario_may_have_another_one_beside_it(name: str, count: int) -> None:
    found = together(name)
    assert len({one.namespace for one in found}) == len(found) == count
