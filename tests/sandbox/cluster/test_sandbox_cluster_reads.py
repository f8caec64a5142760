"""Lists, selectors, paging, Tables, logs and discovery, asked by the real client."""

import gzip
from typing import Any

import aiohttp
import pytest
from kubernetes.aio import watch

from bot.sandbox.cluster import Cluster
from tests.sandbox.cluster.conftest import Api, SteppingClock

PODS = "/api/v1/namespaces/shop/pods"


async def names(api: Api, path: str, **query: str) -> list[str]:
    status, body = await api.ask("GET", path, query)
    assert status == 200, body
    return [item["metadata"]["name"] for item in body["items"]]


async def test_typed_lists_of_the_real_client_can_be_read(reader: Api) -> None:
    pods = await reader.core.list_namespaced_pod("shop")
    deployments = await reader.apps.list_namespaced_deployment("shop")
    nodes = await reader.core.list_node()
    events = await reader.core.list_namespaced_event("shop")
    assert len(pods.items) == 13
    assert "checkout" in [item.metadata.name for item in deployments.items]
    assert len(nodes.items) == 3
    assert any(item.reason == "Unhealthy" and item.count > 50 for item in events.items)


async def test_a_list_over_all_namespaces_holds_them_all(reader: Api) -> None:
    _, body = await reader.ask("GET", "/api/v1/pods")
    assert {item["metadata"]["namespace"] for item in body["items"]} >= {"shop", "kube-system"}
    assert body["kind"] == "PodList"
    assert "kind" not in body["items"][0]


@pytest.mark.parametrize(
    ("selector", "count"),
    [
        ("app.kubernetes.io/name=checkout", 5),
        ("app.kubernetes.io/name==checkout", 5),
        ("app.kubernetes.io/name in (checkout, basket)", 8),
        ("app.kubernetes.io/name notin (checkout,basket)", 5),
        ("app.kubernetes.io/name!=checkout", 8),
        ("!app.kubernetes.io/name", 0),
        ("app.kubernetes.io/name,app.kubernetes.io/name=front", 2),
        ("", 13),
    ],
)
async def test_label_selectors_choose(reader: Api, selector: str, count: int) -> None:
    assert len(await names(reader, PODS, labelSelector=selector)) == count


async def test_a_label_selector_that_cannot_be_parsed_is_a_bad_request(reader: Api) -> None:
    status, body = await reader.ask("GET", PODS, {"labelSelector": "a in b"})
    assert (status, body["reason"]) == (400, "BadRequest")


async def test_field_selectors_choose_by_what_the_kind_indexes(reader: Api) -> None:
    first = (await names(reader, PODS))[0]
    assert await names(reader, PODS, fieldSelector=f"metadata.name={first}") == [first]
    assert await names(reader, PODS, fieldSelector="status.phase!=Running") == []
    node = await names(
        reader, "/api/v1/pods", fieldSelector="spec.nodeName=sandbox-node-1,metadata.namespace=shop"
    )
    assert 0 < len(node) < 13
    events = "/api/v1/namespaces/shop/events"
    assert len(await names(reader, events, fieldSelector="reason=Unhealthy,type=Warning")) == 2
    about = await names(
        reader, events, fieldSelector="involvedObject.kind=Deployment,involvedObject.name=checkout"
    )
    assert len(about) == 3
    assert await names(reader, "/api/v1/nodes", fieldSelector="spec.unschedulable=true") == []


async def test_a_field_that_is_not_indexed_is_refused(reader: Api) -> None:
    status, body = await reader.ask("GET", PODS, {"fieldSelector": "status.qosClass=Burstable"})
    assert status == 400
    assert "field label not supported: status.qosClass" in body["message"]
    status, _ = await reader.ask("GET", PODS, {"fieldSelector": "status.phase"})
    assert status == 400


async def test_pages_make_the_same_list_at_one_version_while_things_change(
    reader: Api, cluster: Cluster, clock: SteppingClock
) -> None:
    whole = await names(reader, "/api/v1/pods")
    got, token, versions, left = [], "", set(), []
    while True:
        _, body = await reader.ask("GET", "/api/v1/pods", {"limit": 7, "continue": token})
        got += [item["metadata"]["name"] for item in body["items"]]
        versions.add(body["metadata"]["resourceVersion"])
        left.append(body["metadata"].get("remainingItemCount"))
        clock.move(30)
        token = body["metadata"].get("continue", "")
        if not token:
            break
    assert got == whole
    assert len(versions) == 1
    assert left[0] == len(whole) - 7
    assert left[-1] is None


async def test_a_page_by_selector_does_not_tell_how_many_remain(reader: Api) -> None:
    _, body = await reader.ask("GET", PODS, {"limit": 2, "labelSelector": "app.kubernetes.io/name=checkout"})
    assert len(body["items"]) == 2
    assert "continue" in body["metadata"]
    assert "remainingItemCount" not in body["metadata"]


async def test_resource_version_zero_ignores_the_limit(reader: Api) -> None:
    _, body = await reader.ask("GET", PODS, {"limit": 2, "resourceVersion": "0"})
    assert len(body["items"]) == 13


async def test_a_token_grows_too_old(reader: Api, cluster: Cluster, clock: SteppingClock) -> None:
    _, body = await reader.ask("GET", PODS, {"limit": 2})
    token = body["metadata"]["continue"]
    clock.move(301)
    status, body = await reader.ask("GET", PODS, {"limit": 2, "continue": token})
    assert (status, body["reason"]) == (410, "Expired")
    _, body = await reader.ask("GET", PODS, {"limit": 2})
    cluster.expire_pages()
    status, _ = await reader.ask("GET", PODS, {"limit": 2, "continue": body["metadata"]["continue"]})
    assert status == 410
    status, body = await reader.ask("GET", PODS, {"limit": 2, "continue": "!"})
    assert (status, body["reason"]) == (400, "BadRequest")


async def test_a_table_shows_what_kubectl_shows(reader: Api, cluster: Cluster) -> None:
    accept = {"Accept": "application/json;as=Table;g=meta.k8s.io;v=v1,application/json"}
    _, body = await reader.ask("GET", PODS, {"includeObject": "None"}, headers=accept)
    assert body["kind"] == "Table"
    assert [column["name"] for column in body["columnDefinitions"]][:5] == [
        "Name", "Ready", "Status", "Restarts", "Age",
    ]  # fmt: skip
    rows = {row["cells"][0]: row["cells"] for row in body["rows"]}
    sick = [cells for cells in rows.values() if cells[1] == "0/1"]
    assert [(cells[2], cells[3], cells[4]) for cells in sick] == [
        ("Running", "0", "14m"),
        ("Running", "0", "14m"),
    ]
    assert any(cells[3] == "1 (3d ago)" for cells in rows.values())
    assert body["rows"][0]["object"] is None
    _, body = await reader.ask("GET", PODS, headers=accept)
    assert body["rows"][0]["object"]["kind"] == "PartialObjectMetadata"
    assert "spec" not in body["rows"][0]["object"]
    _, body = await reader.ask("GET", PODS, {"includeObject": "Object"}, headers=accept)
    assert body["rows"][0]["object"]["kind"] == "Pod"
    _, body = await reader.ask("GET", "/apis/apps/v1/namespaces/shop/deployments/checkout", headers=accept)
    assert body["rows"][0]["cells"][:5] == ["checkout", "3/4", 2, 3, "5d"]


async def test_big_answers_are_compressed_for_those_who_ask(reader: Api, cluster: Cluster) -> None:
    cluster.compress_from(2000)
    url = f"{cluster.base_url}{PODS}"
    bearer = {"Authorization": "Bearer reader-sandbox"}
    async with aiohttp.ClientSession(auto_decompress=False, skip_auto_headers=["Accept-Encoding"]) as session:
        async with session.get(url, headers=bearer | {"Accept-Encoding": "gzip"}) as answer:
            packed = await answer.read()
            assert answer.headers["Content-Encoding"] == "gzip"
        async with session.get(url, headers=bearer) as answer:
            plain = await answer.read()
            assert "Content-Encoding" not in answer.headers
    assert gzip.decompress(packed) == plain
    assert len(packed) * 3 < len(plain)
    assert cluster.requests[-2].bytes == len(packed)


async def test_what_does_not_exist_is_not_found_in_the_servers_words(reader: Api) -> None:
    status, body = await reader.ask("GET", "/apis/apps/v1/namespaces/shop/deployments/nothing")
    assert (status, body["reason"]) == (404, "NotFound")
    assert body["message"] == 'deployments.apps "nothing" not found'
    assert body["details"] == {"name": "nothing", "group": "apps", "kind": "deployments"}
    status, body = await reader.ask("GET", "/api/v1/namespaces/shop/widgets")
    assert (status, body["message"]) == (404, "the server could not find the requested resource")
    for path in ("/somewhere", "/apis/apps", "/apis/apps/v1/deployments/a/b/c", f"{PODS}/a/exec"):
        status, body = await reader.ask("GET", path)
        assert status == (200 if path == "/apis/apps" else 404)


async def test_logs_are_cut_as_the_server_cuts_them(reader: Api) -> None:
    pod = (await names(reader, PODS, labelSelector="app.kubernetes.io/name=checkout"))[0]
    path = f"{PODS}/{pod}/log"
    _, whole = await reader.ask("GET", path, {"container": "checkout"})
    lines = whole.splitlines()
    assert "listens on 0.0.0.0:8080" in whole
    assert len(lines) > 50
    _, tail = await reader.ask("GET", path, {"tailLines": 3})
    assert tail.splitlines() == lines[-3:]
    _, cut = await reader.ask("GET", path, {"tailLines": 3, "limitBytes": 20})
    assert cut == tail[:20]
    _, stamped = await reader.ask("GET", path, {"tailLines": 1, "timestamps": "true"})
    assert stamped.startswith("2026-11-21T02:14:")
    assert stamped.endswith(tail.splitlines()[-1] + "\n")
    _, recent = await reader.ask("GET", path, {"sinceSeconds": 60})
    assert 2 <= len(recent.splitlines()) <= 5
    _, recent = await reader.ask("GET", path, {"sinceTime": "2026-11-21T02:13:30Z"})
    assert 2 <= len(recent.splitlines()) <= 5


async def test_logs_that_cannot_be_had_are_bad_requests(reader: Api) -> None:
    pod = (await names(reader, PODS, labelSelector="app.kubernetes.io/name=checkout"))[0]
    path = f"{PODS}/{pod}/log"
    status, body = await reader.ask("GET", path, {"previous": "true"})
    assert status == 400
    assert body["message"] == f'previous terminated container "checkout" in pod "{pod}" not found'
    status, body = await reader.ask("GET", path, {"container": "sidecar"})
    assert (status, body["message"]) == (400, f"container sidecar is not valid for pod {pod}")
    status, body = await reader.ask("GET", path, {"tailLines": "many"})
    assert status == 400
    status, _ = await reader.ask("GET", f"{PODS}/nothing/log")
    assert status == 404


async def test_the_previous_log_of_a_restarted_container_can_be_read(reader: Api) -> None:
    _, body = await reader.ask("GET", PODS, {"labelSelector": "app.kubernetes.io/name=front"})
    restarted = [
        item["metadata"]["name"]
        for item in body["items"]
        if item["status"]["containerStatuses"][0]["restartCount"]
    ]
    status, text = await reader.ask("GET", f"{PODS}/{restarted[0]}/log", {"previous": "true"})
    assert status == 200
    assert "front is starting" in text or "INFO" in text


async def test_discovery_version_and_health(reader: Api) -> None:
    _, body = await reader.ask("GET", "/version")
    assert body["minor"] == "36"
    for path in ("/healthz", "/readyz", "/livez"):
        assert await reader.ask("GET", path) == (200, "ok")
    _, body = await reader.ask("GET", "/api")
    assert body["versions"] == ["v1"]
    _, body = await reader.ask("GET", "/apis")
    assert {group["name"] for group in body["groups"]} >= {"apps", "batch", "authorization.k8s.io"}
    _, body = await reader.ask("GET", "/api/v1")
    assert "pods/log" in [item["name"] for item in body["resources"]]
    _, body = await reader.ask("GET", "/apis/apps/v1")
    assert "deployments/scale" in [item["name"] for item in body["resources"]]
    _, body = await reader.ask("GET", "/apis/apps")
    assert body["preferredVersion"]["groupVersion"] == "apps/v1"
    _, body = await reader.ask("GET", "/apis/authorization.k8s.io/v1")
    assert [item["kind"] for item in body["resources"]] == [
        "SelfSubjectAccessReview",
        "SubjectAccessReview",
        "LocalSubjectAccessReview",
    ]
    assert (await reader.ask("GET", "/api/v2"))[0] == 404


async def test_the_clients_watch_sees_what_is_there_and_what_changes(reader: Api, admin: Api) -> None:
    seen = []
    watcher: Any = watch.Watch
    async with watcher() as stream:
        async for event in stream.stream(reader.core.list_namespaced_config_map, "shop", timeout_seconds=5):
            seen.append((event["type"], event["object"].metadata.name))
            if len(seen) == 2:
                body = {"metadata": {"name": "extra"}, "data": {"a": "1"}}
                await admin.ask("POST", "/api/v1/namespaces/shop/configmaps", body=body)
            if len(seen) == 3:
                break
    assert seen == [("ADDED", "checkout-settings"), ("ADDED", "kube-root-ca.crt"), ("ADDED", "extra")]


async def test_a_watch_from_a_version_long_gone_is_told_so(
    reader: Api, cluster: Cluster, clock: SteppingClock
) -> None:
    path = "/api/v1/namespaces/shop/pods"
    status, body = await reader.ask(
        "GET", path, {"watch": "true", "resourceVersion": "1", "timeoutSeconds": "1"}
    )
    assert (status, body["type"], body["object"]["code"]) == (200, "ERROR", 410)


async def test_a_watch_after_a_list_begins_where_the_list_ended(reader: Api, admin: Api) -> None:
    path = "/api/v1/namespaces/shop/configmaps"
    _, listed = await reader.ask("GET", path)
    await admin.ask("POST", path, body={"metadata": {"name": "extra"}})
    await admin.ask("POST", "/api/v1/namespaces/web/configmaps", body={"metadata": {"name": "elsewhere"}})
    query = {"watch": "true", "resourceVersion": listed["metadata"]["resourceVersion"], "timeoutSeconds": "1"}
    status, body = await reader.ask("GET", path, query)
    assert (status, body["type"], body["object"]["metadata"]["name"]) == (200, "ADDED", "extra")


async def test_a_pod_with_two_containers_asks_which_log(admin: Api, clock: SteppingClock) -> None:
    containers = [{"name": name, "image": "registry.example/x:1"} for name in ("one", "two")]
    pod = {"metadata": {"name": "pair"}, "spec": {"containers": containers}, "status": {}}
    status, _ = await admin.ask("POST", PODS, None, pod)
    assert status == 201
    status, body = await admin.ask("GET", f"{PODS}/pair/log")
    assert body["message"] == "a container name must be specified for pod pair, choose one of: [one two]"
    status, body = await admin.ask("GET", f"{PODS}/pair/log", {"container": "one"})
    assert (status, body["message"]) == (400, "pod pair does not have a host assigned")
    clock.move(0.3)
    status, body = await admin.ask("GET", f"{PODS}/pair/log", {"container": "one"})
    assert (status, body["message"]) == (400, 'container "one" in pod "pair" is not available')
    clock.move(0.4)
    status, body = await admin.ask("GET", f"{PODS}/pair/log", {"container": "one"})
    assert body["message"] == 'container "one" in pod "pair" is waiting to start: ContainerCreating'
    clock.move(30)
    assert (await admin.ask("GET", f"{PODS}/pair/log", {"container": "two"}))[0] == 200


async def test_the_overview_shows_pods_and_events_for_a_page(cluster: Cluster) -> None:
    page = cluster.overview()
    assert [item["name"] for item in page["namespaces"]] == ["kube-system", "shop"]
    assert {item["reason"] for item in page["events"]} >= {"Unhealthy"}
    assert all(node["ready"] and node["schedulable"] for node in page["nodes"])
