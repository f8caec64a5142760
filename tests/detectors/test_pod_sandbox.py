import pytest

from bot.detectors.pod_sandbox import DETECTOR
from tests.detectors.shop import Raw, event, found, only, pod, running, snapshot, waiting

NO_ADDRESS = (
    "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: "
    'plugin type="aws-cni" failed (add): failed to assign an IP address to container'
)
NO_RUNTIME = "Failed to create pod sandbox: dial unix /run/containerd/containerd.sock: connect: no such file"


def refused(about: str = "cart-b-1", message: str = NO_ADDRESS, count: int = 1) -> Raw:
    return event("FailedCreatePodSandBox", message, about=about, count=count)


def creating(name: str = "cart-b-1", of: str = "cart-b", node: str = "node-1") -> Raw:
    return pod(name, of=of, phase="Pending", status=[waiting("ContainerCreating")], node=node)


@pytest.mark.parametrize(("count", "strength"), [(12, 0.92), (1, 0.85)])
def test_a_pod_whose_network_is_not_set_up_is_its_workloads_matter(count: int, strength: float) -> None:
    seen = snapshot(pods=[creating(), pod("cart-b-2", ready=True)], events=[refused(count=count)])
    finding = only(DETECTOR, seen)
    assert (finding.cause, finding.strength) == ("pod-sandbox-failed", strength)
    assert "1 of 2 pods on node node-1" in finding.statement


def test_several_workloads_on_one_node_are_that_nodes_matter() -> None:
    pods = [creating(), creating("mail-b-1", "mail-b")]
    finding = only(DETECTOR, snapshot(pods=pods, events=[refused(), refused("mail-b-1")]))
    assert (finding.cause, str(finding.subject)) == ("node-sandbox-failing", "Node node-1")


@pytest.mark.parametrize(
    ("one", "events"),
    [
        (creating(), []),
        (creating(), [refused(message=NO_RUNTIME)]),  # the node's own trouble
        (pod(status=[running()], ready=True), [refused()]),  # overcome
        (creating(node=""), [refused()]),
    ],
)
def test_without_a_standing_refusal_of_the_network_there_is_no_finding(one: Raw, events: list[Raw]) -> None:
    assert found(DETECTOR, snapshot(pods=[one], events=events)) == []
