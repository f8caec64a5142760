"""Every scenario through the API: what it looks like, and that it recovers or fails as a change deserves."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.sandbox.cluster import Cluster
from bot.sandbox.scenario import load_scenario, scenario_names
from tests.sandbox.cluster.conftest import Api, SteppingClock, built

STRATEGIC = {"Content-Type": "application/strategic-merge-patch+json"}
Obj = dict[str, Any]


@pytest.fixture
async def all_of_them(cluster: Cluster) -> Cluster:
    for name in scenario_names():
        cluster.install(built(name))
    return cluster


@pytest.fixture
async def admins(all_of_them: Cluster) -> AsyncIterator[Api]:
    api = Api(all_of_them.base_url, "admin-sandbox")
    yield api
    await api.client.close()


def pods_of(cluster: Cluster, namespace: str, name: str) -> list[Obj]:
    return [
        pod
        for pod in cluster.objects("Pod", namespace)
        if pod["metadata"]["labels"].get("app.kubernetes.io/name") == name
        and "deletionTimestamp" not in pod["metadata"]
    ]


def states(cluster: Cluster, namespace: str, name: str) -> list[str]:
    found = []
    for pod in pods_of(cluster, namespace, name):
        status = pod["status"]["containerStatuses"][0]
        reason = status["state"].get("waiting", {}).get("reason", "")
        found.append("ready" if status["ready"] else reason or "unready")
    return sorted(found)


def deployment(cluster: Cluster, namespace: str, name: str) -> Obj:
    return next(item for item in cluster.objects("Deployment", namespace) if item["metadata"]["name"] == name)


def conditions(obj: Obj) -> dict[str, tuple[str, str]]:
    return {item["type"]: (item["status"], item["reason"]) for item in obj["status"]["conditions"]}


def reasons(cluster: Cluster, namespace: str) -> set[str]:
    return {item["reason"] for item in cluster.objects("Event", namespace) if item["type"] == "Warning"}


async def patch(api: Api, namespace: str, name: str, body: Obj) -> Obj:
    path = f"/apis/apps/v1/namespaces/{namespace}/deployments/{name}"
    status, after = await api.ask("PATCH", path, None, body, STRATEGIC)
    assert status == 200, after
    found: Obj = after
    return found


async def undo(api: Api, namespace: str, name: str, revision: int) -> None:
    _, body = await api.ask("GET", f"/apis/apps/v1/namespaces/{namespace}/replicasets")
    key = "deployment.kubernetes.io/revision"
    old = next(
        item
        for item in body["items"]
        if item["metadata"]["name"].startswith(f"{name}-")
        and item["metadata"]["annotations"][key] == str(revision)
    )
    template = old["spec"]["template"]
    del template["metadata"]["labels"]["pod-template-hash"]
    await patch(api, namespace, name, {"spec": {"template": template | {"$patch": "replace"}}})


async def restart(api: Api, namespace: str, name: str) -> None:
    notes = {"kubectl.kubernetes.io/restartedAt": "2026-11-21T02:20:00Z"}
    await patch(api, namespace, name, {"spec": {"template": {"metadata": {"annotations": notes}}}})


async def test_several_scenarios_live_in_one_cluster(all_of_them: Cluster) -> None:
    names = [item["name"] for item in all_of_them.overview()["namespaces"]]
    assert names == sorted({load_scenario(name).namespace for name in scenario_names()} | {"kube-system"})
    assert (
        len(
            [pod for pod in all_of_them.objects("Pod", "kube-system") if "coredns" in pod["metadata"]["name"]]
        )
        == 2
    )
    nodes = [node["metadata"]["name"] for node in all_of_them.objects("Node")]
    own = {name for one in scenario_names() for name in load_scenario(one).machines}
    assert sorted(nodes) == sorted({"sandbox-node-1", "sandbox-node-2", "sandbox-node-3"} | own)


async def test_a_bad_rollout_stands_still_and_an_undo_mends_it(
    all_of_them: Cluster, admins: Api, clock: SteppingClock
) -> None:
    assert states(all_of_them, "shop", "checkout") == ["ready", "ready", "ready", "unready", "unready"]
    found = deployment(all_of_them, "shop", "checkout")
    assert conditions(found)["Progressing"] == ("False", "ProgressDeadlineExceeded")
    assert found["metadata"]["annotations"]["deployment.kubernetes.io/revision"] == "7"
    assert "Unhealthy" in reasons(all_of_them, "shop")
    await undo(admins, "shop", "checkout", 6)
    clock.move(60)
    found = deployment(all_of_them, "shop", "checkout")
    assert states(all_of_them, "shop", "checkout") == ["ready"] * 4
    assert conditions(found)["Progressing"] == ("True", "NewReplicaSetAvailable")
    assert conditions(found)["Available"] == ("True", "MinimumReplicasAvailable")
    assert found["metadata"]["annotations"]["deployment.kubernetes.io/revision"] == "8"
    assert found["status"]["observedGeneration"] == found["metadata"]["generation"]
    sets = {
        item["metadata"]["annotations"]["deployment.kubernetes.io/revision"]: item["spec"]["replicas"]
        for item in all_of_them.objects("ReplicaSet", "shop")
        if item["metadata"]["name"].startswith("checkout-")
    }
    assert sets == {"7": 0, "8": 4}
    slices = [
        item
        for item in all_of_them.objects("EndpointSlice", "shop")
        if "checkout" in item["metadata"]["name"]
    ]
    assert [point["conditions"]["ready"] for point in slices[0]["endpoints"]] == [True] * 4


async def test_a_restart_does_not_mend_a_wrong_probe(
    all_of_them: Cluster, admins: Api, clock: SteppingClock
) -> None:
    await restart(admins, "shop", "checkout")
    clock.move(700)
    assert states(all_of_them, "shop", "checkout").count("ready") == 3
    found = deployment(all_of_them, "shop", "checkout")
    assert conditions(found)["Progressing"] == ("False", "ProgressDeadlineExceeded")


async def test_a_person_may_mend_the_probe_by_a_patch_of_its_own(
    all_of_them: Cluster, admins: Api, clock: SteppingClock
) -> None:
    container = {"name": "checkout", "readinessProbe": {"httpGet": {"port": 8080}}}
    await patch(admins, "shop", "checkout", {"spec": {"template": {"spec": {"containers": [container]}}}})
    clock.move(60)
    assert states(all_of_them, "shop", "checkout") == ["ready"] * 4


async def test_out_of_memory_pods_die_and_run_again_until_a_restart(
    all_of_them: Cluster, admins: Api, clock: SteppingClock
) -> None:
    pods = pods_of(all_of_them, "media", "thumbnailer")
    ends = [pod["status"]["containerStatuses"][0]["lastState"]["terminated"] for pod in pods]
    assert [(end["reason"], end["exitCode"]) for end in ends] == [("OOMKilled", 137)] * 3
    assert all(pod["status"]["containerStatuses"][0]["restartCount"] > 3 for pod in pods)
    assert set(states(all_of_them, "media", "thumbnailer")) == {"ready", "CrashLoopBackOff"}
    assert "BackOff" in reasons(all_of_them, "media")
    waiting = next(pod for pod in pods if "waiting" in pod["status"]["containerStatuses"][0]["state"])
    path = f"/api/v1/namespaces/media/pods/{waiting['metadata']['name']}/log"
    _, previous = await admins.ask("GET", path, {"previous": "true"})
    assert "reading the spool back" in previous
    before = {pod["metadata"]["name"]: pod["status"]["containerStatuses"][0]["restartCount"] for pod in pods}
    clock.move(900)
    after = pods_of(all_of_them, "media", "thumbnailer")
    assert all(
        pod["status"]["containerStatuses"][0]["restartCount"] > before[pod["metadata"]["name"]]
        for pod in after
    )
    await restart(admins, "media", "thumbnailer")
    clock.move(3600)
    fresh = pods_of(all_of_them, "media", "thumbnailer")
    assert [pod["status"]["containerStatuses"][0]["restartCount"] for pod in fresh] == [0, 0, 0]
    assert states(all_of_them, "media", "thumbnailer") == ["ready"] * 3


async def test_a_larger_memory_limit_mends_it_too(
    all_of_them: Cluster, admins: Api, clock: SteppingClock
) -> None:
    container = {"name": "thumbnailer", "resources": {"limits": {"memory": "1Gi"}}}
    await patch(admins, "media", "thumbnailer", {"spec": {"template": {"spec": {"containers": [container]}}}})
    clock.move(600)
    assert states(all_of_them, "media", "thumbnailer") == ["ready"] * 3


async def test_an_image_without_credentials_is_never_pulled_until_the_secret_is_there(
    all_of_them: Cluster, admins: Api, clock: SteppingClock
) -> None:
    assert states(all_of_them, "billing", "invoices") == ["ImagePullBackOff", "ready", "ready", "ready"]
    messages = " ".join(item["message"] for item in all_of_them.objects("Event", "billing"))
    assert "401 Unauthorized" in messages
    assert "Unable to retrieve some image pull secrets (private-registry)" in messages
    stuck = next(
        pod for pod in pods_of(all_of_them, "billing", "invoices") if pod["status"]["phase"] == "Pending"
    )
    status, body = await admins.ask("GET", f"/api/v1/namespaces/billing/pods/{stuck['metadata']['name']}/log")
    assert status == 400
    assert body["message"].endswith("is waiting to start: trying and failing to pull image")
    await restart(admins, "billing", "invoices")
    clock.move(120)
    assert "ready" in states(all_of_them, "billing", "invoices")
    assert states(all_of_them, "billing", "invoices").count("ready") == 3
    secret = {"metadata": {"name": "private-registry"}, "type": "kubernetes.io/dockerconfigjson"}
    await admins.ask("POST", "/api/v1/namespaces/billing/secrets", body=secret)
    clock.move(600)
    assert states(all_of_them, "billing", "invoices") == ["ready"] * 3


@pytest.mark.parametrize("by", ["undo", "configmap"])
async def test_a_missing_configmap_is_mended_by_an_undo_or_by_making_it(
    all_of_them: Cluster, admins: Api, clock: SteppingClock, by: str
) -> None:
    assert states(all_of_them, "search", "suggest") == ["CreateContainerConfigError"] * 2 + ["ready"] * 3
    assert 'Error: configmap "suggest-ranking" not found' in {
        item["message"] for item in all_of_them.objects("Event", "search")
    }
    stuck = next(
        pod for pod in pods_of(all_of_them, "search", "suggest") if pod["status"]["phase"] == "Pending"
    )
    _, body = await admins.ask("GET", f"/api/v1/namespaces/search/pods/{stuck['metadata']['name']}/log")
    assert body["message"].endswith("is waiting to start: CreateContainerConfigError")
    if by == "undo":
        await undo(admins, "search", "suggest", 3)
    else:
        made = {"metadata": {"name": "suggest-ranking"}, "data": {"SEASON": "winter"}}
        await admins.ask("POST", "/api/v1/namespaces/search/configmaps", body=made)
    clock.move(90)
    assert states(all_of_them, "search", "suggest") == ["ready"] * 4


async def test_the_false_alarm_is_healthy_with_ordinary_noise(all_of_them: Cluster) -> None:
    pods = all_of_them.objects("Pod", "web")
    assert {pod["status"]["phase"] for pod in pods} == {"Running", "Succeeded"}
    assert states(all_of_them, "web", "landing") == ["ready"] * 3
    assert reasons(all_of_them, "web") == {"FailedCreate", "Unhealthy"}
    assert any(pod["status"]["containerStatuses"][0]["restartCount"] for pod in pods)
    spare = next(
        node for node in all_of_them.objects("Node") if node["metadata"]["name"] == "sandbox-spare-1"
    )
    assert spare["spec"]["unschedulable"] is True
    failed = next(item for item in all_of_them.objects("Event", "web") if item["reason"] == "FailedCreate")
    created = [item for item in all_of_them.objects("Event", "web") if item["reason"] == "SuccessfulCreate"]
    same = [item for item in created if item["involvedObject"]["uid"] == failed["involvedObject"]["uid"]]
    assert max(item["lastTimestamp"] for item in same) > failed["lastTimestamp"]


async def test_scaling_adds_and_removes_pods(all_of_them: Cluster, admins: Api, clock: SteppingClock) -> None:
    path = "/apis/apps/v1/namespaces/web/deployments/landing/scale"
    for count in (6, 2):
        await admins.ask("PATCH", path, None, {"spec": {"replicas": count}}, STRATEGIC)
        clock.move(60)
        assert states(all_of_them, "web", "landing") == ["ready"] * count


async def test_loading_a_scenario_again_replaces_only_its_own_namespace(
    all_of_them: Cluster, clock: SteppingClock, admins: Api
) -> None:
    await undo(admins, "shop", "checkout", 6)
    clock.move(60)
    elsewhere = {pod["metadata"]["uid"] for pod in all_of_them.objects("Pod", "media")}
    system = {pod["metadata"]["uid"] for pod in all_of_them.objects("Pod", "kube-system")}
    all_of_them.install(load_scenario("bad-rollout").build(clock.now()))
    assert states(all_of_them, "shop", "checkout").count("unready") == 2
    assert {pod["metadata"]["uid"] for pod in all_of_them.objects("Pod", "media")} == elsewhere
    assert {pod["metadata"]["uid"] for pod in all_of_them.objects("Pod", "kube-system")} == system


async def test_a_healthy_cluster_stays_healthy_for_hours_and_its_nodes_alive(
    cluster: Cluster, clock: SteppingClock
) -> None:
    cluster.reset()
    cluster.install(built("false-alarm"))
    clock.move(5 * 3600)
    assert states(cluster, "web", "landing") == ["ready"] * 3
    leases = cluster.objects("Lease")
    assert len(leases) == 4
    assert {lease["spec"]["renewTime"][:16] for lease in leases} == {clock.now().isoformat()[:16]}
    assert cluster.objects("Event", "web") == []


async def test_unloading_takes_a_namespace_out(all_of_them: Cluster) -> None:
    all_of_them.unload("media")
    assert all_of_them.objects("Pod", "media") == []
    assert "media" not in [item["metadata"]["name"] for item in all_of_them.objects("Namespace")]


async def test_a_reset_empties_everything(all_of_them: Cluster, clock: SteppingClock) -> None:
    all_of_them.reset()
    assert all_of_them.overview()["namespaces"] == []
    assert all_of_them.requests == []
    clock.move(600)
    assert all_of_them.objects("Pod") == []
