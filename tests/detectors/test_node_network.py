import pytest

from bot.detectors.node_network import DETECTOR
from tests.detectors.shop import Raw, found, only
from tests.detectors.speed import alert, chain, series, slow, works, world

SENT_AGAIN = "tcp retransmissions rose"


def loud(name: str = "node-1") -> Raw:
    return alert("NetworkQuality", node=name, said=SENT_AGAIN)


def starved(*names: str) -> list[Raw]:
    return [alert("ThroughputDrop", service=name) for name in names]


def test_a_node_that_sends_again_under_slow_workloads_loses_packets() -> None:
    finding = only(DETECTOR, world([*slow("door", "cart"), loud()]))
    assert (finding.cause, str(finding.subject), finding.strength) == (
        "node-network-loss",
        "Node node-1",
        0.88,
    )


def test_if_everybody_asks_less_replies_are_only_late() -> None:
    finding = only(DETECTOR, world([*slow("door", "cart"), loud(), *starved("door", "cart", "db")]))
    assert finding.cause == "node-network-delay"


def test_the_louder_of_two_nodes_is_blamed() -> None:
    pods = chain(cart="node-2")
    told = [
        series("node_tcp_retransmits", [0.0] * 20 + [high] * 6, node=name)
        for name, high in (("node-1", 3.0), ("node-2", 9.0))
    ]
    finding = only(DETECTOR, world(slow("door", "cart"), pods, metrics=told))
    assert (str(finding.subject), finding.strength) == ("Node node-2", 0.88)
    close = [told[0], series("node_tcp_retransmits", [0.0] * 20 + [4.0] * 6, node="node-2")]
    assert only(DETECTOR, world(slow("door", "cart"), pods, metrics=close)).strength == 0.72


def test_without_a_word_of_a_node_it_is_where_the_slow_calls_come_from() -> None:
    pods = [works("door", "x1", "node-2"), works("cart", "x2", "node-2"), works("x1"), works("x2")]
    finding = only(DETECTOR, world([*slow("x1", "x2"), *starved("door", "cart", "x1")], pods))
    assert (finding.cause, str(finding.subject), finding.strength) == (
        "node-network-delay",
        "Node node-2",
        0.6,
    )
    apart = [works("x1"), works("x2"), works("cart", at="node-2")]
    assert (
        str(only(DETECTOR, world([*slow("x1", "x2"), *starved("x1", "x2")], apart)).subject) == "Node node-1"
    )


@pytest.mark.parametrize(
    "told",
    [
        [loud()],  # nobody is slow
        [*slow("cart"), loud("node-9")],
        [*slow("cart"), loud("node-3")],  # nothing of ours runs there
        [*slow("cart"), loud(), alert("CPUThrottlingHigh", service="cart")],
        slow("cart"),
        [*slow("x1", "x2"), *starved("door")],
    ],
)
def test_without_slow_workloads_on_the_node_or_with_a_short_resource_there_is_no_finding(
    told: list[Raw],
) -> None:
    assert found(DETECTOR, world(told)) == []


def test_slowness_of_many_with_one_plain_origin_needs_no_node() -> None:
    pods = [works("door", "cart"), works("x1", "cart"), works("x2", "cart"), works("cart")]
    assert found(DETECTOR, world([*slow("door", "x1", "x2", "cart"), loud()], pods)) == []
