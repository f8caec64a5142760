import pytest

from bot.detectors.node_agent import DETECTOR
from tests.detectors.shop import Raw, away, ended, found, only, pod, running, snapshot, waiting


def agent(name: str, *, ready: bool = False, kind: str = "DaemonSet", age: float = 9000, **more: Raw) -> Raw:
    status = waiting("CrashLoopBackOff", restarts=9, last=ended(1)) if not ready else running()
    raw = pod(
        name, of=name.rpartition("-")[0], kind=kind, ready=ready, age=age, status=[more.get("status", status)]
    )
    return away(raw)


@pytest.mark.parametrize(
    ("name", "cause"),
    [
        ("kube-proxy-x7k2p", "kube-proxy-down"),
        ("calico-node-abcde", "network-agent-down"),
        ("cilium-8s2lk", "network-agent-down"),
        ("aws-node-77dkq", "network-agent-down"),
    ],
)
def test_an_agent_that_is_down_is_its_nodes_matter_and_explains_what_runs_there(
    name: str, cause: str
) -> None:
    seen = snapshot(pods=[agent(name), pod(ready=True)])
    finding = only(DETECTOR, seen)
    assert (finding.cause, str(finding.subject), finding.strength) == (cause, "Node node-1", 0.9)
    assert "ReplicaSet shop/cart-b" in map(str, finding.explains)
    assert finding.next_check.endswith("--previous")


def test_one_that_only_runs_unready_is_less_sure() -> None:
    seen = snapshot(pods=[agent("kube-proxy-x7k2p", status=running(ready=False))])
    assert only(DETECTOR, seen).strength == 0.8


@pytest.mark.parametrize(
    "one",
    [
        agent("kube-proxy-x7k2p", ready=True),
        agent("kube-proxy-x7k2p", age=20),  # it has just begun
        agent("cilium-operator-5d8f-abcde"),
        agent("metrics-server-abcde"),
        agent("kube-proxy-admin-5d8f-abcde", kind="ReplicaSet"),
    ],
)
def test_an_agent_that_is_well_or_young_and_other_pods_are_no_finding(one: Raw) -> None:
    assert found(DETECTOR, snapshot(pods=[one])) == []
