from typing import Any

import pytest

from bot.detectors.admission import DETECTOR
from tests.detectors.shop import Raw, event, found, only, pod, replicaset, snapshot

QUOTA = "exceeded quota: team-quota, requested: {asked}, used: requests.cpu=10, limited: requests.cpu=10"


def refused(message: str, about: str = "cart-b", kind: str = "ReplicaSet") -> Raw:
    return event(
        "FailedCreate", f'Error creating: pods "{about}-" is forbidden: {message}', about=about, kind=kind
    )


@pytest.mark.parametrize(
    ("asked", "cause"),
    [
        ("requests.cpu=2", "quota-cpu"),
        ("limits.memory=3Gi", "quota-memory"),
        ("pods=1", "quota-pods"),
        ("requests.storage=9Gi", "quota-storage"),
        ("count/widgets=1", "quota-other"),
    ],
)
def test_a_full_quota_is_the_namespaces_matter(asked: str, cause: str) -> None:
    seen = snapshot(events=[refused(QUOTA.format(asked=asked))], replicasets=[replicaset("cart-b", 2)])
    finding = only(DETECTOR, seen)
    assert (finding.cause, str(finding.subject)) == (cause, "Namespace shop")
    assert finding.next_check == "kubectl -n shop describe quota team-quota"
    assert [str(one) for one in finding.explains] == ["Deployment shop/cart"]


@pytest.mark.parametrize(
    ("message", "cause"),
    [
        (
            'error looking up service account shop/cart: serviceaccount "cart" not found',
            "service-account-missing",
        ),
        ('violates PodSecurity "restricted:latest": privileged', "pod-security-violation"),
        ('admission webhook "policy.test" denied the request: no', "webhook-denied"),
        ('Internal error: failed calling webhook "policy.test": timeout', "webhook-unavailable"),
        ("maximum cpu usage per Container is 1, but limit is 2", "limit-range-violation"),
        ('Pod "x" is invalid: spec.containers[0].name: Required value', "pod-spec-invalid"),
    ],
)
def test_other_refusals_are_the_workloads_matter(message: str, cause: str) -> None:
    finding = only(DETECTOR, snapshot(events=[refused(message)], replicasets=[replicaset("cart-b", 2)]))
    assert (finding.cause, str(finding.subject)) == (cause, "Deployment shop/cart")


@pytest.mark.parametrize(
    ("plural", "kind", "cause"), [("statefulsets", "StatefulSet", "quota-cpu"), ("jobs", "Job", "quota-cpu")]
)
def test_other_creators_of_pods_count_too(plural: str, kind: str, cause: str) -> None:
    raw = {"metadata": {"name": "db", "namespace": "shop"}, "spec": {"replicas": 2, "parallelism": 1}}
    events = [refused(QUOTA.format(asked="requests.cpu=2"), "db", kind)]
    more: dict[str, Any] = {plural: [raw]}
    assert only(DETECTOR, snapshot(events=events, **more)).cause == cause


def test_a_refusal_that_was_overcome_is_no_finding() -> None:
    events = [refused('serviceaccount "cart" not found')]
    assert (
        found(
            DETECTOR, snapshot(events=events, replicasets=[replicaset("cart-b", 2)], pods=[pod(ready=True)])
        )
        == []
    )


def test_an_unknown_refusal_and_a_daemonset_are_left_to_others() -> None:
    agent = {"metadata": {"name": "agent", "namespace": "shop"}, "spec": {}}
    events = [refused("of the weather"), refused(QUOTA.format(asked="pods=1"), "agent", "DaemonSet")]
    assert (
        found(DETECTOR, snapshot(events=events, replicasets=[replicaset("cart-b", 2)], daemonsets=[agent]))
        == []
    )
