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


ACCOUNT = {"metadata": {"name": "default", "namespace": "shop"}}


def lacks(**spec: Any) -> Raw:
    raw = replicaset("cart-b", 2, **spec)
    raw["spec"]["replicas"] = 1
    return raw


def test_a_service_account_that_is_not_listed_is_told_by_the_list_once_events_have_expired() -> None:
    seen = snapshot(replicasets=[lacks(serviceAccountName="robot")], serviceaccounts=[ACCOUNT])
    finding = only(DETECTOR, seen)
    assert (finding.cause, finding.strength) == ("service-account-missing", 0.88)
    assert "robot" in finding.statement


@pytest.mark.parametrize(
    ("raw", "more"),
    [
        (lacks(serviceAccountName="default"), {}),
        (lacks(), {}),
        (lacks(serviceAccountName="robot", age=5), {}),  # it was made just now
        (lacks(serviceAccountName="robot"), {"pods": [pod(ready=True)]}),  # it has its pods
        (lacks(serviceAccountName="robot"), {"leave_out": ["serviceaccounts"]}),
    ],
)
def test_an_account_that_is_there_or_not_needed_is_no_finding(raw: Raw, more: dict[str, Any]) -> None:
    assert found(DETECTOR, snapshot(replicasets=[raw], serviceaccounts=[ACCOUNT], **more)) == []


def test_the_condition_of_a_replicaset_tells_what_its_expired_event_told() -> None:
    raw = lacks()
    message = 'pods "cart-b-x" is forbidden: violates PodSecurity "restricted:latest": privileged'
    raw["status"] = {"conditions": [{"type": "ReplicaFailure", "status": "True", "message": message}]}
    finding = only(DETECTOR, snapshot(replicasets=[raw]))
    assert finding.cause == "pod-security-violation"
    assert finding.cites[0].source == "replicaset"
    raw["status"]["conditions"][0]["message"] = ""
    assert found(DETECTOR, snapshot(replicasets=[raw])) == []


@pytest.mark.parametrize(("missing", "number"), [(2, 1), (0, 0)])
def test_a_daemonset_counts_by_the_nodes_that_it_is_wanted_on(missing: int, number: int) -> None:
    raw = {"metadata": {"name": "agent", "namespace": "shop"}, "status": {"desiredNumberScheduled": missing}}
    events = [refused("maximum cpu usage per Container is 1, but limit is 2", "agent", "DaemonSet")]
    assert len(found(DETECTOR, snapshot(events=events, daemonsets=[raw]))) == number


@pytest.mark.parametrize(
    "change",
    [{"spec": {"suspend": True}}, {"status": {"conditions": [{"type": "Complete", "status": "True"}]}}],
)
def test_a_job_that_is_done_or_suspended_lacks_nothing(change: dict[str, Any]) -> None:
    raw = {"metadata": {"name": "db", "namespace": "shop"}, "spec": {}, **change}
    events = [refused('violates PodSecurity "restricted:latest": privileged', "db", "Job")]
    assert found(DETECTOR, snapshot(events=events, jobs=[raw])) == []
