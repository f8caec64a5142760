from typing import Any

import pytest

from bot.detectors.admission import DETECTOR
from tests.detectors.shop import Raw, event, found, only, pod, replicaset, snapshot


def refused(message: str, about: str = "cart-b", kind: str = "ReplicaSet") -> Raw:
    return event(
        "FailedCreate", f'Error creating: pods "{about}-" is forbidden: {message}', about=about, kind=kind
    )


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


@pytest.mark.parametrize(("plural", "kind"), [("statefulsets", "StatefulSet"), ("jobs", "Job")])
def test_other_creators_of_pods_count_too(plural: str, kind: str) -> None:
    raw = {"metadata": {"name": "db", "namespace": "shop"}, "spec": {"replicas": 2, "parallelism": 1}}
    events = [refused('violates PodSecurity "restricted:latest": privileged', "db", kind)]
    more: dict[str, Any] = {plural: [raw]}
    assert only(DETECTOR, snapshot(events=events, **more)).cause == "pod-security-violation"


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
    events = [
        refused("of the weather"),
        refused("exceeded quota: q, requested: pods=1, used: pods=1"),
        refused('serviceaccount "agent" not found', "agent", "DaemonSet"),
    ]
    assert (
        found(DETECTOR, snapshot(events=events, replicasets=[replicaset("cart-b", 2)], daemonsets=[agent]))
        == []
    )
