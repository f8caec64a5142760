import pytest

from bot.detectors.node_health import DETECTOR
from tests.detectors.shop import Raw, ago, event, found, node, only, pod, snapshot, waiting

SOCKET = "Failed to create pod sandbox: dial unix /run/containerd/containerd.sock: connect: no such file or directory"


@pytest.mark.parametrize(
    ("one", "cause"),
    [
        (node(ready="Unknown"), "node-unreachable"),
        (node(ready=False), "node-not-ready"),
        (node(ready=False, message="container runtime is down"), "container-runtime-down"),
    ],
)
def test_a_node_that_is_not_ready_is_told_by_kind(one: Raw, cause: str) -> None:
    finding = only(DETECTOR, snapshot(nodes=[one, node("node-2")], pods=[pod()]))
    assert (finding.cause, str(finding.subject)) == (cause, "Node node-1")
    assert "1 pod of namespace shop" in finding.statement
    assert finding.next_check == "kubectl describe node node-1"


def test_a_runtime_that_is_gone_shows_in_its_pods_while_the_node_still_looks_ready() -> None:
    one = pod(status=[waiting("ContainerCreating")], phase="Pending")
    seen = snapshot(nodes=[node()], pods=[one], events=[event("FailedCreatePodSandBox", SOCKET)])
    assert only(DETECTOR, seen).cause == "container-runtime-down"


def test_a_node_without_pods_of_the_namespace_counts_for_less() -> None:
    assert only(DETECTOR, snapshot(nodes=[node(ready=False)])).strength < 0.7


@pytest.mark.parametrize(
    ("nodes", "pods"),
    [
        pytest.param([node(cordoned=True)], [pod()], id="a cordoned spare"),
        pytest.param([node()], [pod(ready=True)], id="a pod that started after all"),
        pytest.param([{"metadata": {"name": "node-1"}}], [], id="a node without conditions"),
    ],
)
def test_it_stays_silent_about(nodes: list[Raw], pods: list[Raw]) -> None:
    events = [event("FailedCreatePodSandBox", SOCKET)] if pods and nodes == [node()] else []
    assert found(DETECTOR, snapshot(nodes=nodes, pods=pods, events=events)) == []


def lease(name: str, seconds: float) -> Raw:
    return {"metadata": {"name": name, "namespace": "kube-node-lease"}, "spec": {"renewTime": ago(seconds)}}


def test_a_lease_far_behind_the_others_tells_of_a_node_before_its_condition_does() -> None:
    nodes = [node("node-1"), node("node-2")]
    seen = snapshot(pods=[pod(ready=True)], nodes=nodes, leases=[lease("node-1", 90), lease("node-2", 5)])
    finding = only(DETECTOR, seen)
    assert (finding.cause, str(finding.subject)) == ("node-unreachable", "Node node-1")
    near = snapshot(pods=[pod(ready=True)], nodes=nodes, leases=[lease("node-1", 20), lease("node-2", 5)])
    assert found(DETECTOR, near) == []
