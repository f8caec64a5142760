import pytest

from bot.detectors.node_pressure import DETECTOR
from tests.detectors.shop import Raw, ago, event, found, node, only, pod, snapshot


def pressed(kind: str = "DiskPressure", status: str = "True") -> Raw:
    raw = node()
    raw["status"]["conditions"].append({"type": kind, "status": status, "lastTransitionTime": ago(60)})
    return raw


def evicted(name: str = "cart-b-9", *, age: float = 600) -> Raw:
    raw = pod(name, phase="Failed", status=[], age=age)
    raw["status"] |= {"reason": "Evicted", "message": "The node was low on resource: memory."}
    return raw


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        ("DiskPressure", "node-disk-pressure"),
        ("MemoryPressure", "node-memory-pressure"),
        ("PIDPressure", "node-pid-pressure"),
    ],
)
def test_each_pressure_is_a_cause(kind: str, cause: str) -> None:
    finding = only(DETECTOR, snapshot(pods=[pod(ready=True), evicted()], nodes=[pressed(kind)]))
    assert (finding.cause, str(finding.subject), finding.strength) == (cause, "Node node-1", 0.92)
    assert "1 pod evicted" in finding.statement


def test_a_node_without_pods_of_ours_matters_less() -> None:
    assert only(DETECTOR, snapshot(nodes=[pressed()])).strength == 0.6


def test_an_eviction_that_left_no_ready_pod_is_a_finding() -> None:
    assert only(DETECTOR, snapshot(pods=[evicted()])).cause == "pod-evicted"
    told = event("Evicted", "low on memory", about="cart-b-9")
    assert only(DETECTOR, snapshot(pods=[evicted(age=90_000)], events=[told])).cause == "pod-evicted"


def test_no_pressure_an_old_eviction_and_one_made_good_are_no_finding() -> None:
    assert found(DETECTOR, snapshot(nodes=[pressed(status="False")])) == []
    assert found(DETECTOR, snapshot(pods=[evicted(age=90_000)])) == []
    assert found(DETECTOR, snapshot(pods=[evicted(), pod(ready=True)])) == []
