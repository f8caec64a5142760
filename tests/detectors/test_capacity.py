from typing import Any

from bot.detectors.capacity import DETECTOR
from tests.detectors.shop import Raw, container, event, found, history, node, only, pod, snapshot

NODES = [
    node("node-1", memory="4Gi"),
    node("node-2", memory="2Gi"),
    node("spare", memory="64Gi", cordoned=True),
]


def asking(memory: str = "1Gi", cpu: str = "100m") -> Raw:
    return container(resources={"requests": {"memory": memory, "cpu": cpu}})


def pending(spec: Raw, **more: Any) -> Raw:
    return pod(spec=[spec], status=[], phase="Pending", node="", **more)


def unscheduled(reason: str = "2 Insufficient memory") -> Raw:
    text = f"0/3 nodes are available: 1 node(s) were unschedulable, {reason}. preemption: 0/3 nodes are available."
    return event("FailedScheduling", text)


def test_a_request_larger_than_any_open_node_is_called_so_with_the_arithmetic() -> None:
    finding = only(DETECTOR, snapshot(pods=[pending(asking("5Gi"))], events=[unscheduled()], nodes=NODES))
    assert finding.cause == "insufficient-memory"
    assert "asks 5Gi of memory; the largest of 2 open nodes has 4Gi allocatable" in finding.statement
    assert "larger than any open node" in finding.statement


def test_a_full_cluster_is_told_from_an_oversized_request() -> None:
    fat = [
        pod(f"fat-{n}", of="fat", spec=[asking(size)], node=f"node-{n}", ready=True)
        for n, size in ((1, "4Gi"), (2, "2Gi"))
    ]
    finding = only(DETECTOR, snapshot(pods=[pending(asking()), *fat], events=[unscheduled()], nodes=NODES))
    assert "are full" in finding.statement
    assert finding.strength < 0.9


def test_the_raised_request_is_named() -> None:
    seen = snapshot(
        pods=[pending(asking(cpu="9"))],
        events=[unscheduled("2 Insufficient cpu")],
        nodes=NODES,
        replicasets=history([asking(cpu="1")], [asking(cpu="9")]),
    )
    finding = only(DETECTOR, seen)
    assert finding.cause == "insufficient-cpu"
    assert "resources.requests.cpu 1 -> 9" in finding.statement


def test_the_condition_alone_is_enough_and_unread_nodes_are_not_counted() -> None:
    said = {
        "type": "PodScheduled",
        "status": "False",
        "message": "0/3 nodes are available: 3 Insufficient cpu.",
    }
    one = pending(asking(), conditions=[said])
    finding = only(DETECTOR, snapshot(pods=[one], leave_out=["events", "nodes"]))
    assert finding.cause == "insufficient-cpu"
    assert [cited.source for cited in finding.cites] == ["pod"]


def test_room_that_the_arithmetic_sees_speaks_against_it_if_all_pods_were_read() -> None:
    seen = snapshot(pods=[pending(asking())], events=[unscheduled()], nodes=NODES)
    objects = {**seen.objects, "pods": {**seen.objects["pods"], "kube-system": ()}}
    assert only(DETECTOR, seen).against == ()
    assert only(DETECTOR, seen.model_copy(update={"objects": objects})).against


def test_a_taint_is_no_shortage() -> None:
    taint = unscheduled("2 node(s) had untolerated taint {team: data}")
    assert found(DETECTOR, snapshot(pods=[pending(asking())], events=[taint])) == []


def test_a_pod_that_found_its_node_in_the_end_is_no_finding() -> None:
    assert found(DETECTOR, snapshot(pods=[pod(spec=[asking()], ready=True)], events=[unscheduled()])) == []


def test_a_pending_pod_about_which_nothing_was_said_is_no_finding_here() -> None:
    assert found(DETECTOR, snapshot(pods=[pending(asking())])) == []


LOOKED_AT = {"type": "PodScheduled", "status": "False"}


def test_once_the_schedulers_words_have_expired_the_sums_tell() -> None:
    one = pending(asking("5Gi"), conditions=[LOOKED_AT])
    finding = only(DETECTOR, snapshot(pods=[one], nodes=NODES))
    assert finding.cause == "insufficient-memory"
    assert "no reason is told" in finding.cites[0].quote


def test_a_pod_that_would_fit_or_was_never_looked_at_is_no_finding() -> None:
    assert found(DETECTOR, snapshot(pods=[pending(asking(), conditions=[LOOKED_AT])], nodes=NODES)) == []
    assert found(DETECTOR, snapshot(pods=[pending(asking("5Gi"))], nodes=NODES)) == []


def test_other_resources_are_short_too() -> None:
    seen = snapshot(
        pods=[pending(asking())], events=[unscheduled("2 Insufficient nvidia.com/gpu")], nodes=NODES
    )
    finding = only(DETECTOR, seen)
    assert finding.cause == "insufficient-other"
    assert "nvidia.com/gpu" in finding.statement
