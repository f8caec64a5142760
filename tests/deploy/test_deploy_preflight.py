"""The right to ask what others may do: alone, and enough, tried on the sandbox's API server."""

import pytest
from pydantic import SecretStr

from bot.adapters.kubernetes.checks.people import PeopleReviews
from bot.adapters.kubernetes.connect import Server, close, connect
from bot.domain.errors import RefusedError
from bot.domain.preflight import Asker, Can
from bot.sandbox.cluster import Cluster
from bot.sandbox.cluster.access import READER
from tests.deploy.kustomized import KUSTOMIZE, as_sandbox_rules, documents, grants, of_kind
from tests.fakes_clock import FakeClock

PREFLIGHT, LOCAL = KUSTOMIZE / "preflight", KUSTOMIZE / "preflight-one-namespace"

GROUP = "rbac.authorization.k8s.io"


def test_it_gives_the_reader_one_right_and_nothing_else() -> None:
    (role,) = of_kind("ClusterRole", PREFLIGHT).values()
    (binding,) = of_kind("ClusterRoleBinding", PREFLIGHT).values()
    assert len(documents(PREFLIGHT)) == 2
    assert grants(role) == {("create", "authorization.k8s.io", "subjectaccessreviews")}
    assert binding["roleRef"]["name"] == role["metadata"]["name"]
    (account,) = binding["subjects"]
    assert f"system:serviceaccount:{account['namespace']}:{account['name']}" == READER


async def test_it_is_enough_for_a_preflight() -> None:
    cluster = Cluster(FakeClock())
    cluster.access.rules[READER] = as_sandbox_rules(of_kind("ClusterRole", PREFLIGHT)["lookout-preflight"])
    await cluster.start()
    client = await connect(Server(url=cluster.base_url, token=SecretStr("reader-sandbox")))
    try:
        reviews = PeopleReviews(client, within=5)
        assert (await reviews.may(Asker(user="nora"), "patch deployments", "shop"))[0] is Can.YES
    finally:
        await close(client)
        await cluster.stop()


def test_where_one_namespace_is_seen_the_right_is_of_that_namespace_alone() -> None:
    (role,) = of_kind("Role", LOCAL).values()
    (binding,) = of_kind("RoleBinding", LOCAL).values()
    assert len(documents(LOCAL)) == 2
    assert grants(role) == {("create", "authorization.k8s.io", "localsubjectaccessreviews")}
    assert {one["metadata"]["namespace"] for one in (role, binding)} == {"shop"}
    assert binding["roleRef"] == {"apiGroup": GROUP, "kind": "Role", "name": role["metadata"]["name"]}
    (account,) = binding["subjects"]
    assert f"system:serviceaccount:{account['namespace']}:{account['name']}" == READER


async def test_the_right_of_one_namespace_is_enough_for_a_preflight_of_it() -> None:
    cluster = Cluster(FakeClock())
    cluster.access.rules[READER] = as_sandbox_rules(of_kind("Role", LOCAL)["lookout-preflight"])
    await cluster.start()
    client = await connect(Server(url=cluster.base_url, token=SecretStr("reader-sandbox")))
    try:
        reviews = PeopleReviews(client, within=5)
        assert (await reviews.may(Asker(user="nora"), "patch deployments", "shop"))[0] is Can.YES
        assert (await reviews.may(Asker(user="emil"), "patch deployments", "shop"))[0] is Can.NO
        with pytest.raises(RefusedError, match="may list nodes"):
            await reviews.may(Asker(user="nora"), "list nodes", "shop")
    finally:
        await close(client)
        await cluster.stop()
