"""Patches, preconditions, dry runs, scale, field managers and what is refused, by the real client."""

from typing import Any

import aiohttp
import pytest
from kubernetes.aio.client.exceptions import ApiException

from bot.sandbox.cluster import Cluster
from tests.sandbox.cluster.conftest import Api, SteppingClock

CHECKOUT = "/apis/apps/v1/namespaces/shop/deployments/checkout"
STRATEGIC = {"Content-Type": "application/strategic-merge-patch+json"}
MERGE = {"Content-Type": "application/merge-patch+json"}
JSON = {"Content-Type": "application/json-patch+json"}
RESTART = {"spec": {"template": {"metadata": {"annotations": {"kubectl.kubernetes.io/restartedAt": "now"}}}}}


async def checkout(api: Api) -> dict[str, Any]:
    status, body = await api.ask("GET", CHECKOUT)
    assert status == 200
    found: dict[str, Any] = body
    return found


async def test_a_strategic_patch_merges_containers_and_bumps_generation_and_version(actor: Api) -> None:
    before = await checkout(actor)
    patch = {
        "spec": {
            "template": {"spec": {"containers": [{"name": "checkout", "env": [{"name": "A", "value": "1"}]}]}}
        }
    }
    status, after = await actor.ask("PATCH", CHECKOUT, {"fieldManager": "lookout/P-1"}, patch, STRATEGIC)
    container = after["spec"]["template"]["spec"]["containers"][0]
    assert status == 200
    assert container["env"] == [{"name": "A", "value": "1"}]
    assert container["image"] == before["spec"]["template"]["spec"]["containers"][0]["image"]
    assert after["metadata"]["generation"] == before["metadata"]["generation"] + 1
    assert after["metadata"]["resourceVersion"] != before["metadata"]["resourceVersion"]
    managers = [entry["manager"] for entry in after["metadata"]["managedFields"]]
    assert managers == ["helm", "lookout/P-1"]


async def test_metadata_alone_bumps_the_version_but_not_the_generation(actor: Api) -> None:
    before = await checkout(actor)
    patch = {"metadata": {"annotations": {"lookout.dev/proposal": "P-1"}}}
    _, after = await actor.ask("PATCH", CHECKOUT, None, patch, MERGE)
    assert after["metadata"]["generation"] == before["metadata"]["generation"]
    assert int(after["metadata"]["resourceVersion"]) > int(before["metadata"]["resourceVersion"])


async def test_a_patch_that_changes_nothing_writes_nothing(actor: Api) -> None:
    before = await checkout(actor)
    _, after = await actor.ask("PATCH", CHECKOUT, None, {"spec": {"replicas": 4}}, MERGE)
    assert after["metadata"]["resourceVersion"] == before["metadata"]["resourceVersion"]


async def test_another_uid_is_a_conflict(actor: Api) -> None:
    status, body = await actor.ask(
        "PATCH", CHECKOUT, None, {"metadata": {"uid": "other"}} | RESTART, STRATEGIC
    )
    assert (status, body["reason"]) == (409, "Conflict")
    assert "Precondition failed: UID in precondition: other" in body["message"]


async def test_a_stale_resource_version_is_a_conflict(actor: Api, admin: Api) -> None:
    before = await checkout(actor)
    await admin.ask("PATCH", CHECKOUT, None, {"metadata": {"labels": {"a": "b"}}}, MERGE)
    version = before["metadata"]["resourceVersion"]
    status, body = await actor.ask(
        "PATCH", CHECKOUT, None, {"metadata": {"resourceVersion": version}} | RESTART, STRATEGIC
    )
    assert status == 409
    assert body["message"] == (
        'Operation cannot be fulfilled on deployments.apps "checkout": the object has been modified; please apply your '
        "changes to the latest version and try again"
    )
    assert body["details"] == {"name": "checkout", "group": "apps", "kind": "deployments"}


async def test_right_preconditions_let_the_patch_through(actor: Api) -> None:
    before = (await checkout(actor))["metadata"]
    wanted = {"metadata": {"uid": before["uid"], "resourceVersion": before["resourceVersion"]}}
    status, _ = await actor.ask("PATCH", CHECKOUT, None, wanted | RESTART, STRATEGIC)
    assert status == 200


async def test_a_dry_run_shows_the_change_and_changes_nothing(
    actor: Api, cluster: Cluster, clock: SteppingClock
) -> None:
    before = await checkout(actor)
    pods = cluster.objects("Pod", "shop")
    status, would = await actor.ask("PATCH", CHECKOUT, {"dryRun": "All"}, RESTART, STRATEGIC)
    assert status == 200
    assert would["metadata"]["generation"] == before["metadata"]["generation"] + 1
    assert "restartedAt" in str(would["spec"]["template"]["metadata"])
    assert await checkout(actor) == before
    assert cluster.objects("Pod", "shop") == pods
    assert cluster.writes == []
    status, _ = await actor.ask("PATCH", CHECKOUT, {"dryRun": "Some"}, RESTART, STRATEGIC)
    assert status == 400


async def test_the_one_write_is_on_record(actor: Api, cluster: Cluster) -> None:
    await actor.ask("PATCH", CHECKOUT, None, RESTART, STRATEGIC)
    assert [(item.method, item.path, item.user, item.status) for item in cluster.writes] == [
        ("PATCH", CHECKOUT, "system:serviceaccount:lookout:lookout-actor", 200)
    ]
    assert cluster.writes[0].body == RESTART


async def test_replacing_the_template_is_what_an_undo_sends(actor: Api, reader: Api) -> None:
    path = "/apis/apps/v1/namespaces/shop/replicasets"
    _, sets = await reader.ask("GET", path, {"labelSelector": "app.kubernetes.io/name=checkout"})
    old = next(
        item for item in sets["items"]
        if item["metadata"]["annotations"]["deployment.kubernetes.io/revision"] == "6"
    )  # fmt: skip
    template = old["spec"]["template"]
    del template["metadata"]["labels"]["pod-template-hash"]
    status, after = await actor.ask(
        "PATCH", CHECKOUT, None, {"spec": {"template": template | {"$patch": "replace"}}}, STRATEGIC
    )
    assert status == 200
    assert after["spec"]["template"] == template


async def test_merge_patches_replace_lists_and_drop_nulls(admin: Api) -> None:
    path = "/api/v1/namespaces/shop/configmaps/checkout-settings"
    _, after = await admin.ask("PATCH", path, None, {"data": {"CURRENCY": None, "NEW": "1"}}, MERGE)
    assert after["data"] == {"PAYMENT_TIMEOUT": "8s", "NEW": "1"}


async def test_json_patches_work_and_fail_as_one(admin: Api) -> None:
    good = [
        {"op": "test", "path": "/spec/replicas", "value": 4},
        {"op": "replace", "path": "/spec/replicas", "value": 5},
        {"op": "add", "path": "/metadata/annotations/a~1b", "value": "c"},
    ]
    status, after = await admin.ask("PATCH", CHECKOUT, None, good, JSON)
    assert (status, after["spec"]["replicas"], after["metadata"]["annotations"]["a/b"]) == (200, 5, "c")
    bad = [
        {"op": "replace", "path": "/spec/replicas", "value": 6},
        {"op": "test", "path": "/spec/replicas", "value": 4},
    ]
    status, body = await admin.ask("PATCH", CHECKOUT, None, bad, JSON)
    assert (status, body["reason"]) == (422, "Invalid")
    assert (await checkout(admin))["spec"]["replicas"] == 5


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ({"spec": {}}, {"Content-Type": "application/json"}, 415),
        ([{"op": "test"}], MERGE, 400),
        ({"spec": {"replicas": -1}}, MERGE, 422),
        ({"spec": {"selector": {"matchLabels": {"a": "b"}}}}, MERGE, 422),
        ({"metadata": {"name": "other"}}, MERGE, 422),
        ({"spec": {"template": {"metadata": {"labels": {"app.kubernetes.io/name": "x"}}}}}, MERGE, 422),
        ({"spec": {"template": {"spec": {"containers": []}}}}, MERGE, 422),
        ({"spec": {"template": {"spec": {"containers": [{"name": "a"}]}}}}, MERGE, 422),
        ({"spec": {"template": {"spec": {"containers": [{"name": "a", "image": "x"}] * 2}}}}, MERGE, 422),
    ],
)
async def test_what_breaks_a_rule_is_refused(
    admin: Api, body: Any, headers: dict[str, str], status: int
) -> None:
    before = await checkout(admin)
    got, answer = await admin.ask("PATCH", CHECKOUT, None, body, headers)
    assert got == status, answer
    assert answer["kind"] == "Status"
    assert await checkout(admin) == before


async def test_unknown_fields_are_dropped_with_a_warning_or_refused_when_strict(admin: Api) -> None:
    before = await checkout(admin)
    patch = {"spec": {"replica": 9}}
    status, after = await admin.ask("PATCH", CHECKOUT, None, patch, MERGE)
    assert (status, after["metadata"]["generation"]) == (200, before["metadata"]["generation"])
    status, body = await admin.ask("PATCH", CHECKOUT, {"fieldValidation": "Strict"}, patch, MERGE)
    assert status == 422
    assert 'strict decoding error: unknown field "spec.replica"' in body["message"]


async def test_scale_is_read_patched_and_put(actor: Api, admin: Api) -> None:
    path = f"{CHECKOUT}/scale"
    _, scale = await admin.ask("GET", path)
    assert (scale["kind"], scale["spec"]["replicas"]) == ("Scale", 4)
    status, scale = await actor.ask(
        "PATCH", path, {"fieldManager": "lookout/P-2"}, {"spec": {"replicas": 6}}, MERGE
    )
    assert (status, scale["spec"]["replicas"]) == (200, 6)
    after = await checkout(actor)
    assert after["spec"]["replicas"] == 6
    assert after["metadata"]["managedFields"][-1]["subresource"] == "scale"
    stale = {"metadata": {"resourceVersion": "1"}, "spec": {"replicas": 1}}
    status, body = await actor.ask("PATCH", path, None, stale, MERGE)
    assert (status, body["reason"]) == (409, "Conflict")
    _, scale = await admin.ask("GET", path)
    scale["spec"]["replicas"] = 3
    status, scale = await admin.ask("PUT", path, None, scale)
    assert (status, scale["spec"]["replicas"]) == (200, 3)
    scale = await admin.apps.read_namespaced_deployment_scale("checkout", "shop")
    assert scale.spec.replicas == 3


async def test_a_stateful_set_scales_too(actor: Api, cluster: Cluster, clock: SteppingClock) -> None:
    path = "/apis/apps/v1/namespaces/shop/statefulsets/basket-store/scale"
    status, _ = await actor.ask("PATCH", path, None, {"spec": {"replicas": 3}}, MERGE)
    assert status == 200
    clock.move(60)
    names = [pod["metadata"]["name"] for pod in cluster.objects("Pod", "shop")]
    assert [name for name in names if name.startswith("basket-store")] == [
        f"basket-store-{i}" for i in range(3)
    ]
    await actor.ask("PATCH", path, None, {"spec": {"replicas": 1}}, MERGE)
    clock.move(60)
    names = [pod["metadata"]["name"] for pod in cluster.objects("Pod", "shop")]
    assert [name for name in names if name.startswith("basket-store")] == ["basket-store-0"]


async def test_objects_are_created_replaced_and_deleted(
    admin: Api, cluster: Cluster, clock: SteppingClock
) -> None:
    path = "/api/v1/namespaces/shop/configmaps"
    body = {"metadata": {"name": "extra"}, "data": {"a": "1"}}
    status, made = await admin.ask("POST", path, {"dryRun": "All"}, body)
    assert status == 201
    assert (await admin.ask("GET", f"{path}/extra"))[0] == 404
    status, made = await admin.ask("POST", path, None, body)
    assert (status, made["data"]) == (201, {"a": "1"})
    status, again = await admin.ask("POST", path, None, body)
    assert (status, again["reason"]) == (409, "AlreadyExists")
    made["data"] = {"b": "2"}
    status, put = await admin.ask("PUT", f"{path}/extra", None, made)
    assert (status, put["data"]) == (200, {"b": "2"})
    assert (await admin.ask("PUT", f"{path}/extra", None, body | {"metadata": {"name": "x"}}))[0] == 400
    wrong = {"preconditions": {"uid": "other"}}
    assert (await admin.ask("DELETE", f"{path}/extra", None, wrong))[0] == 409
    assert (await admin.ask("DELETE", f"{path}/extra", {"dryRun": "All"}))[0] == 200
    status, gone = await admin.ask("DELETE", f"{path}/extra")
    assert (status, gone["status"]) == (200, "Success")
    assert (await admin.ask("GET", f"{path}/extra"))[0] == 404
    assert (await admin.ask("POST", "/api/v1/namespaces/nowhere/configmaps", None, body))[0] == 404
    assert (await admin.ask("POST", path, None, {"metadata": {}}))[0] == 400
    strict = body | {"datum": {}}
    status, refused = await admin.ask("POST", path, {"fieldValidation": "Strict"}, strict)
    assert status == 400
    assert 'unknown field "datum"' in refused["message"]
    assert (await admin.ask("POST", f"{path}/extra"))[0] == 405


async def test_a_deleted_pod_is_replaced_by_its_controller(
    admin: Api, cluster: Cluster, clock: SteppingClock
) -> None:
    pods = [pod["metadata"]["name"] for pod in cluster.objects("Pod", "shop")]
    victim = next(name for name in pods if name.startswith("front-"))
    status, _ = await admin.ask("DELETE", f"/api/v1/namespaces/shop/pods/{victim}")
    assert status == 200
    clock.move(30)
    after = [pod for pod in cluster.objects("Pod", "shop") if pod["metadata"]["name"].startswith("front-")]
    assert victim not in [pod["metadata"]["name"] for pod in after]
    assert [pod["status"]["containerStatuses"][0]["ready"] for pod in after] == [True, True]


async def test_where_a_deletion_has_a_body_a_dry_run_in_its_query_does_not_count(
    admin: Api, cluster: Cluster
) -> None:
    """As the real server decodes its options: from the body if there is one, else from the query."""
    pod = next(one for one in cluster.objects("Pod", "shop") if "front" in one["metadata"]["name"])
    path = f"/api/v1/namespaces/shop/pods/{pod['metadata']['name']}"
    options: dict[str, object] = {"preconditions": {"uid": pod["metadata"]["uid"]}}
    assert (await admin.ask("DELETE", path, None, options | {"dryRun": ["All"]}))[0] == 200
    assert not cluster.writes
    assert (await admin.ask("DELETE", path, {"dryRun": "All"}, options))[0] == 200
    assert len(cluster.writes) == 1
    _, after = await admin.ask("GET", path)
    assert "deletionTimestamp" in after["metadata"]


async def test_a_body_that_is_no_json_is_a_bad_request(admin: Api) -> None:
    headers = {"Authorization": "Bearer admin-sandbox"} | MERGE
    async with aiohttp.ClientSession() as session:
        url = f"{admin.client.configuration.host}{CHECKOUT}"
        async with session.patch(url, data="{", headers=headers) as answer:
            assert answer.status == 400


async def test_the_typed_client_raises_on_a_conflict(actor: Api) -> None:
    with pytest.raises(ApiException) as caught:
        await actor.apps.patch_namespaced_deployment(
            "checkout", "shop", {"metadata": {"uid": "other"}}, field_manager="lookout/P-1", dry_run="All"
        )
    assert caught.value.status == 409


async def test_a_field_manager_that_is_too_long_is_refused(actor: Api) -> None:
    status, _ = await actor.ask("PATCH", CHECKOUT, {"fieldManager": "x" * 129}, RESTART, STRATEGIC)
    assert status == 400
