"""Tokens, 403 in the server's words, and access reviews."""

import aiohttp
import pytest

from bot.sandbox.cluster import Cluster
from tests.sandbox.cluster.conftest import Api

MERGE = {"Content-Type": "application/merge-patch+json"}


@pytest.mark.parametrize("header", [{"Authorization": "Bearer nobody"}, {"Authorization": "Bearer "}, {}])
async def test_an_unknown_token_is_unauthorized(cluster: Cluster, header: dict[str, str]) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{cluster.base_url}/api/v1/pods", headers=header) as answer,
    ):
        assert answer.status == 401
        assert (await answer.json())["reason"] == "Unauthorized"
    assert (cluster.requests[-1].user, cluster.requests[-1].status) == ("", 401)


async def test_health_needs_no_token(cluster: Cluster) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{cluster.base_url}/readyz") as answer:
        assert await answer.text() == "ok"


async def test_the_reader_may_not_read_secrets(reader: Api) -> None:
    status, body = await reader.ask("GET", "/api/v1/namespaces/shop/secrets")
    assert (status, body["reason"]) == (403, "Forbidden")
    assert body["message"] == (
        'secrets is forbidden: User "system:serviceaccount:lookout:lookout-reader" cannot list resource '
        '"secrets" in API group "" in the namespace "shop"'
    )
    status, body = await reader.ask("GET", "/api/v1/secrets")
    assert body["message"].endswith('in API group "" at the cluster scope')


async def test_the_reader_may_not_write(reader: Api, cluster: Cluster) -> None:
    path = "/apis/apps/v1/namespaces/shop/deployments/checkout"
    status, body = await reader.ask("PATCH", path, None, {"spec": {"replicas": 1}}, MERGE)
    assert status == 403
    assert body["message"] == (
        'deployments.apps "checkout" is forbidden: User "system:serviceaccount:lookout:lookout-reader" cannot patch '
        'resource "deployments" in API group "apps" in the namespace "shop"'
    )
    assert cluster.writes[0].status == 403


async def test_the_actor_may_patch_only_where_the_namespace_opted_in(actor: Api, admin: Api) -> None:
    path = "/apis/apps/v1/namespaces/{}/deployments/{}/scale"
    status, _ = await actor.ask(
        "PATCH", path.format("shop", "basket"), None, {"spec": {"replicas": 2}}, MERGE
    )
    assert status == 200
    status, body = await actor.ask(
        "PATCH", path.format("kube-system", "coredns"), None, {"spec": {"replicas": 0}}, MERGE
    )
    assert status == 403
    assert (
        'cannot patch resource "deployments/scale" in API group "apps" in the namespace "kube-system"'
        in body["message"]
    )
    await admin.ask(
        "PATCH",
        "/api/v1/namespaces/shop",
        None,
        {"metadata": {"labels": {"lookout.dev/mitigations": None}}},
        MERGE,
    )
    status, _ = await actor.ask(
        "PATCH", path.format("shop", "basket"), None, {"spec": {"replicas": 3}}, MERGE
    )
    assert status == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/v1/namespaces/shop/pods"),
        ("DELETE", "/apis/apps/v1/namespaces/shop/deployments/checkout"),
        ("PATCH", "/api/v1/namespaces/shop/configmaps/checkout-settings"),
        ("DELETE", "/api/v1/nodes/sandbox-node-1"),
    ],
)
async def test_the_actor_may_do_nothing_else(actor: Api, method: str, path: str) -> None:
    status, _ = await actor.ask(method, path, None, {} if method == "PATCH" else None, MERGE)
    assert status == 403


async def test_one_may_ask_about_oneself(actor: Api) -> None:
    def question(namespace: str) -> dict[str, object]:
        asked = {"verb": "patch", "group": "apps", "resource": "deployments", "namespace": namespace}
        return {"spec": {"resourceAttributes": asked}}

    answer = await actor.reviews.create_self_subject_access_review(question("shop"))
    assert answer.status.allowed is True
    assert "lookout-actor" in answer.status.reason
    answer = await actor.reviews.create_self_subject_access_review(question("kube-system"))
    assert answer.status.allowed is False


async def test_the_reader_may_ask_about_people(reader: Api, actor: Api, cluster: Cluster) -> None:
    path = "/apis/authorization.k8s.io/v1/subjectaccessreviews"
    asked = {"verb": "patch", "group": "apps", "resource": "deployments", "namespace": "shop"}
    for user, allowed in (("nora", True), ("emil", False), ("stranger", False)):
        status, body = await reader.ask(
            "POST", path, None, {"spec": {"user": user, "resourceAttributes": asked}}
        )
        assert (status, body["status"]["allowed"]) == (201, allowed)
    body = {"spec": {"user": "stranger", "groups": ["oncall"], "resourceAttributes": asked}}
    assert (await reader.ask("POST", path, None, body))[1]["status"]["allowed"] is True
    assert (await actor.ask("POST", path, None, body))[0] == 403
    assert (await reader.ask("POST", path, None, {"spec": {"resourceAttributes": asked}}))[0] == 400
    assert (await reader.ask("POST", path, None, {"spec": {"user": "nora"}}))[0] == 400
    urls = {"spec": {"user": "ivy", "nonResourceAttributes": {"path": "/metrics", "verb": "get"}}}
    assert (await reader.ask("POST", path, None, urls))[1]["status"]["allowed"] is True
    assert (await reader.ask("GET", path))[0] == 405
    assert (await reader.ask("POST", "/apis/authorization.k8s.io/v1/others", None, body))[0] == 404
    assert cluster.writes == []


async def test_within_a_namespace_one_asks_about_people_in_it_alone(admin: Api, reader: Api) -> None:
    path = "/apis/authorization.k8s.io/v1/namespaces/shop/localsubjectaccessreviews"
    asked = {"verb": "patch", "group": "apps", "resource": "deployments", "namespace": "shop"}
    body = {"spec": {"user": "nora", "resourceAttributes": asked}}
    status, answer = await admin.ask("POST", path, None, body)
    assert (status, answer["kind"], answer["status"]["allowed"]) == (201, "LocalSubjectAccessReview", True)
    assert (await reader.ask("POST", path, None, body))[0] == 403
    other = {"spec": {"user": "nora", "resourceAttributes": asked | {"namespace": "kube-system"}}}
    assert (await admin.ask("POST", path, None, other))[0] == 400
    for wrong in (path.replace("namespaces/shop/", ""), path.replace("local", "")):
        assert (await admin.ask("POST", wrong, None, body))[0] == 404


async def test_only_who_may_impersonate_can(admin: Api, reader: Api) -> None:
    as_emil = {"Impersonate-User": "emil"}
    assert (await admin.ask("GET", "/api/v1/pods", headers=as_emil))[0] == 200
    assert (await admin.ask("GET", "/api/v1/secrets", headers=as_emil))[0] == 403
    status, body = await reader.ask("GET", "/api/v1/pods", headers=as_emil)
    assert status == 403
    assert 'users "emil" is forbidden' in body["message"]
