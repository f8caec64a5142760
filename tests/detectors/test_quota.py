from typing import Any

import pytest

from bot.detectors.quota import DETECTOR
from tests.detectors.shop import (
    Raw,
    container,
    deployment,
    event,
    found,
    only,
    pod,
    replicaset,
    service,
    snapshot,
    variable,
    well,
)

TOLD = "exceeded quota: team-quota, requested: {asked}, used: requests.cpu=10, limited: requests.cpu=10"


def quota(used: str = "3", hard: str = "3", resource: str = "services", **more: object) -> Raw:
    status = {"hard": {resource: hard}, "used": {resource: used}}
    return {"metadata": {"name": "team-quota", "namespace": "shop"}, "status": status, **more}


def volume(size: str, phase: str = "Available") -> Raw:
    return {"metadata": {"name": "v"}, "spec": {"capacity": {"storage": size}}, "status": {"phase": phase}}


CALLS_MAIL = container(env=variable("MAIL_ADDR", "mail:25"))
MOUNTS = pod(
    phase="Pending", node="", status=[], volumes=[{"persistentVolumeClaim": {"claimName": "cart-data"}}]
)


@pytest.mark.parametrize(
    ("asked", "cause"),
    [
        ("requests.cpu=2", "quota-cpu"),
        ("limits.memory=3Gi", "quota-memory"),
        ("pods=1", "quota-pods"),
        ("requests.storage=9Gi", "quota-storage"),
        ("requests.ephemeral-storage=9Gi", "quota-other"),
        ("count/widgets=1", "quota-other"),
    ],
)
def test_a_full_quota_is_the_namespaces_matter(asked: str, cause: str) -> None:
    told = event(
        "FailedCreate", f"is forbidden: {TOLD.format(asked=asked)}", about="cart-b", kind="ReplicaSet"
    )
    finding = only(DETECTOR, snapshot(events=[told], replicasets=[replicaset("cart-b", 2)]))
    assert (finding.cause, str(finding.subject)) == (cause, "Namespace shop")
    assert finding.next_check == "kubectl -n shop describe quota team-quota"
    assert [str(one) for one in finding.explains] == ["Deployment shop/cart"]


def test_a_service_that_others_call_is_missing_and_the_quota_of_services_is_full() -> None:
    seen = snapshot(
        pods=[pod(spec=[CALLS_MAIL], ready=True), well("mail")],
        statefulsets=[deployment("mail")],
        resourcequotas=[quota()],
    )
    finding = only(DETECTOR, seen)
    assert (finding.cause, str(finding.subject)) == ("quota-services", "Namespace shop")
    assert "mail" in finding.statement


@pytest.mark.parametrize(
    "change",
    [
        {"resourcequotas": [quota(used="2")]},  # there is room
        {"resourcequotas": []},
        {"services": [service("mail")]},  # nothing is missing
        {"statefulsets": []},  # an address of something that may be optional
        {"resourcequotas": [quota(resource="secrets")]},
    ],
)
def test_without_a_full_quota_or_a_missing_service_there_is_no_finding(change: dict[str, Any]) -> None:
    usual: dict[str, Any] = {
        "pods": [pod(spec=[CALLS_MAIL], ready=True)],
        "statefulsets": [deployment("mail")],
        "resourcequotas": [quota()],
    }
    assert found(DETECTOR, snapshot(**(usual | change))) == []


def serving(*without: str) -> dict[str, Any]:
    """Five Deployments with ports, each with its Service but for those named."""
    apps = ("a1", "b1", "c1", "d1", "e1")
    return {
        "pods": [pod(f"{app}-x-1", of=f"{app}-x", labels={"app": app}, ready=True) for app in apps],
        "replicasets": [replicaset(f"{app}-x", 1, of=app) for app in apps],
        "services": [service(app) for app in apps if app not in without],
        "resourcequotas": [quota(used="4", hard="4")],
    }


def test_the_only_workload_without_a_service_is_what_a_full_quota_left_out() -> None:
    finding = only(DETECTOR, snapshot(**serving("c1")))
    assert (finding.cause, finding.strength) == ("quota-services", 0.74)
    assert [str(one) for one in finding.explains] == ["Service shop/c1", "Deployment shop/c1"]


@pytest.mark.parametrize("without", [(), ("a1", "b1")])
def test_none_or_several_without_a_service_are_as_somebody_wants(without: tuple[str, ...]) -> None:
    assert found(DETECTOR, snapshot(**serving(*without))) == []


@pytest.mark.parametrize(
    ("used", "hard", "volumes", "strength"),
    [
        ("5Gi", "5Gi", [], 0.92),
        ("0", "1Gi", [volume("2Gi")], 0.92),
        ("0", "1Gi", [volume("2Gi", "Bound")], 0.7),
    ],
)
def test_a_missing_claim_and_a_bound_on_storage_belong_together(
    used: str, hard: str, volumes: list[Raw], strength: float
) -> None:
    bound = quota(used, hard, "requests.storage")
    finding = only(DETECTOR, snapshot(pods=[MOUNTS], resourcequotas=[bound], persistentvolumes=volumes))
    assert (finding.cause, finding.strength) == ("quota-storage", strength)


def test_a_count_of_claims_with_room_and_a_claim_that_is_there_are_no_finding() -> None:
    roomy = quota("1", "9", "persistentvolumeclaims")
    assert found(DETECTOR, snapshot(pods=[MOUNTS], resourcequotas=[roomy])) == []
    claim = {"metadata": {"name": "cart-data", "namespace": "shop"}}
    full = quota("1", "1", "persistentvolumeclaims")
    assert (
        found(DETECTOR, snapshot(pods=[MOUNTS], resourcequotas=[full], persistentvolumeclaims=[claim])) == []
    )
    assert (
        found(DETECTOR, snapshot(pods=[MOUNTS], resourcequotas=[full], leave_out=["persistentvolumeclaims"]))
        == []
    )


def asking(*requests: str, age: float = 900) -> Raw:
    """A ReplicaSet that lacks its pod, whose containers each request so much cpu."""
    spec = [
        container(f"c{place}", resources={"requests": {"cpu": one}} if one else {})
        for place, one in enumerate(requests)
    ]
    raw = replicaset("cart-b", 2, spec=spec, age=age)
    raw["spec"]["replicas"] = 1
    return raw


@pytest.mark.parametrize(
    ("raw", "one", "cause"),
    [
        (asking("500m"), quota("9800m", "10", "requests.cpu"), "quota-cpu"),
        (asking("150m", "100m"), quota("9800m", "10", "cpu"), "quota-cpu"),
        (asking(""), quota("3", "3", "pods"), "quota-pods"),
        (asking(""), quota("3", "3", "count/pods"), "quota-pods"),
    ],
)
def test_a_quota_without_room_for_one_more_pod_tells_by_itself(raw: Raw, one: Raw, cause: str) -> None:
    finding = only(DETECTOR, snapshot(replicasets=[raw], resourcequotas=[one]))
    assert (finding.cause, str(finding.subject), finding.strength) == (cause, "Namespace shop", 0.86)
    assert "one more pod asks" in finding.cites[0].quote


@pytest.mark.parametrize(
    ("raw", "one"),
    [
        (asking("100m"), quota("9800m", "10", "requests.cpu")),  # there is room
        (asking(""), quota("10", "10", "requests.cpu")),  # it asks for none
        (asking("", ""), quota("10", "10", "requests.cpu")),
        (asking("1"), quota("10", "10", "requests.storage")),
        (asking("1"), quota("10", "10", "gold.storageclass.storage.k8s.io/requests.cpu")),
        (asking("1"), quota("10", "10", "requests.cpu", spec={"scopes": ["BestEffort"]})),
        (asking("1", age=5), quota("10", "10", "requests.cpu")),
    ],
)
def test_room_and_quotas_of_other_things_are_no_finding(raw: Raw, one: Raw) -> None:
    assert found(DETECTOR, snapshot(replicasets=[raw], resourcequotas=[one])) == []
