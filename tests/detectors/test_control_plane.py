from typing import Any

import pytest

from bot.detectors.control_plane import DETECTOR
from tests.detectors.shop import Raw, ago, away, deployment, event, found, node, only, pod, snapshot

PLANE = node("cp-1", labels={"node-role.kubernetes.io/control-plane": ""})
LED = "cp-1_0a1b2c3d-0000-4000-8000-000000000001"


def pending(**more: Any) -> Raw:
    spec: Raw = {"phase": "Pending", "node": "", "status": [], **more}
    return pod(**spec)


def lease(holder: str = LED, name: str = "kube-scheduler") -> Raw:
    return {
        "metadata": {"name": name, "namespace": "kube-system"},
        "spec": {"holderIdentity": holder, "renewTime": ago(300)},
    }


def changed(**more: Any) -> Raw:
    raw = deployment("cart")
    raw["metadata"] |= {
        "generation": 4,
        "creationTimestamp": ago(9000),
        "managedFields": [{"time": ago(500)}],
        **more,
    }
    raw["status"]["observedGeneration"] = 3
    return raw


def test_a_pod_that_no_scheduler_has_looked_at_tells_of_the_scheduler() -> None:
    finding = only(DETECTOR, snapshot(pods=[pending()], nodes=[node(), PLANE]))
    assert (finding.cause, str(finding.subject)) == ("scheduler-down", "Node cp-1")
    assert [str(one) for one in finding.explains] == ["ReplicaSet shop/cart-b"]


def test_the_lease_and_the_last_election_tell_its_node() -> None:
    planes = [PLANE, node("cp-2", labels={"node-role.kubernetes.io/control-plane": ""})]
    assert (
        str(only(DETECTOR, snapshot(pods=[pending()], nodes=planes, leases=[lease()])).subject) == "Node cp-1"
    )
    won = away(
        event(
            "LeaderElection",
            f"{LED.replace('cp-1', 'cp-2')} became leader",
            about="kube-scheduler",
            kind="Lease",
        )
    )
    won["involvedObject"]["namespace"] = "kube-system"
    assert str(only(DETECTOR, snapshot(pods=[pending()], nodes=planes, events=[won])).subject) == "Node cp-2"
    nobody = only(
        DETECTOR, snapshot(pods=[pending()], nodes=planes, leases=[lease("elsewhere"), lease(name="x")])
    )
    assert str(nobody.subject) == "Namespace kube-system"


@pytest.mark.parametrize(
    "quiet",
    [
        {"pods": [pending(age=10)]},
        {"pods": [pending(conditions=[{"type": "PodScheduled", "status": "False"}])]},
        {"pods": [pending(node="node-1")]},
        {"pods": [pending(schedulingGates=[{"name": "later"}])]},
        {"pods": [pending()], "events": [event("FailedScheduling", "0/1 nodes are available")]},
        {"pods": [pending()], "leave_out": ["events"]},
        {"pods": [pod(ready=True)]},
    ],
)
def test_a_pod_that_a_scheduler_has_seen_or_will_soon_see_is_no_finding(quiet: dict[str, Any]) -> None:
    assert found(DETECTOR, snapshot(**quiet)) == []


def test_a_scheduler_that_is_not_there_is_the_workloads_matter() -> None:
    finding = only(DETECTOR, snapshot(pods=[pending(schedulerName="batch")]))
    assert (finding.cause, str(finding.subject)) == ("scheduler-unknown", "ReplicaSet shop/cart-b")


def test_a_change_that_no_controller_has_seen_tells_of_the_controllers() -> None:
    finding = only(DETECTOR, snapshot(deployments=[changed()], nodes=[PLANE]))
    assert (finding.cause, str(finding.subject)) == ("controller-manager-down", "Node cp-1")


@pytest.mark.parametrize(
    "raw",
    [
        changed(generation=3),
        changed(managedFields=[{"time": ago(5)}]),
        changed(managedFields=[]),
        changed(creationTimestamp=ago(5)),
    ],
)
def test_a_change_that_was_seen_or_is_young_is_no_finding(raw: Raw) -> None:
    assert found(DETECTOR, snapshot(deployments=[raw])) == []
