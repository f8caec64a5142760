from typing import Any

import pytest

from bot.detectors.scheduling import DETECTOR
from tests.detectors.shop import Raw, event, found, node, only, pod, snapshot

SSD, HDD = {"disk": "ssd"}, {"disk": "hdd"}
DATA_ONLY = {"key": "team", "value": "data", "effect": "NoSchedule"}
SAID = "0/2 nodes are available: 2 node(s) didn't match Pod's node affinity/selector."


def pending(**spec: Any) -> Raw:
    return pod(status=[], phase="Pending", node="", **spec)


def affinity(operator: str, *values: str, field: str = "matchExpressions", key: str = "disk") -> Raw:
    terms = {"nodeSelectorTerms": [{field: [{"key": key, "operator": operator, "values": list(values)}]}]}
    return {"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}}


def seen(one: Raw, *nodes: Raw, said: str = SAID) -> Any:
    return snapshot(pods=[one], events=[event("FailedScheduling", said)], nodes=nodes)


@pytest.mark.parametrize(
    ("one", "nodes", "cause"),
    [
        (pending(nodeSelector=SSD), [node(labels=HDD), node("b")], "node-selector-mismatch"),
        (pending(affinity=affinity("In", "ssd")), [node(labels=HDD)], "node-affinity-mismatch"),
        (pending(affinity=affinity("NotIn", "hdd")), [node(labels=HDD)], "node-affinity-mismatch"),
        (pending(affinity=affinity("Exists")), [node()], "node-affinity-mismatch"),
        (pending(affinity=affinity("DoesNotExist")), [node(labels=HDD)], "node-affinity-mismatch"),
        (pending(affinity=affinity("Gt", "5")), [node(labels={"disk": "5"})], "node-affinity-mismatch"),
        (pending(affinity=affinity("Lt", "5")), [node(labels={"disk": "x"})], "node-affinity-mismatch"),
        (pending(affinity=affinity("Near", "5")), [node()], "node-affinity-mismatch"),
        (
            pending(affinity=affinity("In", "z", field="matchFields", key="metadata.name")),
            [node()],
            "node-affinity-mismatch",
        ),
        (pending(), [node(taint=DATA_ONLY)], "taint-not-tolerated"),
        (pending(nodeSelector=SSD), [node(labels=SSD, cordoned=True), node("b")], "node-cordoned"),
        (pending(nodeSelector=SSD), [node(labels=SSD, taint=DATA_ONLY), node("b")], "taint-not-tolerated"),
    ],
)
def test_what_no_node_passes_is_blamed(one: Raw, nodes: list[Raw], cause: str) -> None:
    assert only(DETECTOR, seen(one, *nodes)).cause == cause


def test_a_cordoned_node_of_the_control_plane_does_not_count_as_a_place_to_run() -> None:
    plane = node("cp", cordoned=True, labels={"node-role.kubernetes.io/control-plane": ""})
    one = pending(affinity=affinity("NotIn", "hdd"))
    assert only(DETECTOR, seen(one, plane, node(labels=HDD))).cause == "node-affinity-mismatch"


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        ("1 node(s) didn't match pod anti-affinity rules", "pod-anti-affinity"),
        ("1 node(s) didn't match pod affinity rules", "pod-affinity"),
        ("1 node(s) didn't match pod topology spread constraints", "topology-spread"),
        ("1 node(s) didn't have free ports for the requested pod ports", "host-port-taken"),
    ],
)
def test_a_later_filter_is_blamed_for_its_nodes_passed_all_before(words: str, cause: str) -> None:
    said = f"0/2 nodes are available: 1 node(s) were unschedulable, {words}. preemption: 0/2 nodes are available."
    assert only(DETECTOR, seen(pending(), node(), node("b", cordoned=True), said=said)).cause == cause


@pytest.mark.parametrize(
    "toleration",
    [
        {"operator": "Exists"},
        {"key": "team", "operator": "Exists", "effect": "NoSchedule"},
        {"key": "team", "value": "data"},
    ],
)
def test_a_tolerated_taint_is_not_blamed(toleration: Raw) -> None:
    assert found(DETECTOR, seen(pending(tolerations=[toleration]), node(taint=DATA_ONLY))) == []


@pytest.mark.parametrize(
    "toleration",
    [{"key": "other", "operator": "Exists"}, {"key": "team", "value": "x"}, {"effect": "NoExecute"}],
)
def test_a_toleration_of_something_else_does_not_help(toleration: Raw) -> None:
    assert (
        only(DETECTOR, seen(pending(tolerations=[toleration]), node(taint=DATA_ONLY))).cause
        == "taint-not-tolerated"
    )


@pytest.mark.parametrize(
    "taint",
    [
        {"key": "node.kubernetes.io/unreachable", "effect": "NoSchedule"},
        {"key": "team", "effect": "PreferNoSchedule"},
    ],
)
def test_taints_that_tell_of_the_node_or_only_prefer_are_not_blamed(taint: Raw) -> None:
    assert found(DETECTOR, seen(pending(), node(taint=taint))) == []


def test_fitting_nodes_met_affinity_terms_and_greater_numbers() -> None:
    fitting = pending(affinity=affinity("Gt", "5"))
    assert found(DETECTOR, seen(fitting, node(labels={"disk": "9"}))) == []
    smaller = pending(affinity=affinity("Lt", "5"))
    assert found(DETECTOR, seen(smaller, node(labels={"disk": "4"}))) == []


def test_a_short_resource_or_unread_nodes_are_not_judged_here() -> None:
    short = "0/1 nodes are available: 1 Insufficient cpu."
    assert found(DETECTOR, seen(pending(nodeSelector=SSD), node(), said=short)) == []
    blind = snapshot(
        pods=[pending(nodeSelector=SSD)], events=[event("FailedScheduling", SAID)], leave_out=["nodes"]
    )
    assert found(DETECTOR, blind) == []


def test_a_pod_that_runs_after_all_is_no_finding() -> None:
    assert found(DETECTOR, seen(pod(ready=True, nodeSelector=SSD), node())) == []


@pytest.mark.parametrize(
    ("reason", "cause"),
    [
        ("2 Too many pods", "too-many-pods"),
        ("2 node(s) had volume node affinity conflict", "volume-node-affinity"),
        ("2 node(s) exceed max volume count", "volume-limit-reached"),
        ("2 node(s) didn't satisfy existing pods anti-affinity rules", "pod-anti-affinity"),
    ],
)
def test_the_later_filters_are_told_by_their_words(reason: str, cause: str) -> None:
    said = f"0/2 nodes are available: {reason}."
    assert only(DETECTOR, seen(pending(), node(), node("b"), said=said)).cause == cause


def test_once_the_words_have_expired_the_objects_tell() -> None:
    one = pending(nodeSelector=SSD, conditions=[{"type": "PodScheduled", "status": "False"}])
    assert only(DETECTOR, snapshot(pods=[one], nodes=[node(labels=HDD)])).cause == "node-selector-mismatch"


def test_nodes_that_nothing_runs_on_do_not_speak_for_a_pod_that_only_shuns_others() -> None:
    shuns = pending(affinity=affinity("NotIn", "hdd"))
    nodes = [node(labels=HDD), node("spare", cordoned=True)]
    neighbour = pod("mail-0", of="mail", ready=True)
    told = snapshot(pods=[shuns, neighbour], events=[event("FailedScheduling", SAID)], nodes=nodes)
    assert only(DETECTOR, told).cause == "node-affinity-mismatch"


@pytest.mark.parametrize(("age", "number"), [(900, 1), (60, 0)])
def test_a_gate_that_nobody_lifts_is_told_after_a_while(age: float, number: int) -> None:
    gated = pending(schedulingGates=[{"name": "quota.example.com/wait"}], age=age)
    findings = found(DETECTOR, snapshot(pods=[gated], nodes=[node()]))
    assert [one.cause for one in findings] == ["scheduling-gated"] * number


HOST = "kubernetes.io/hostname"
SILENT = [{"type": "PodScheduled", "status": "False"}]


def apart(key: str = HOST, **term: Any) -> Raw:
    wanted = {"labelSelector": {"matchExpressions": [{"key": "app", "operator": "In", "values": ["cart"]}]}}
    terms = [{"topologyKey": key, **wanted, **term}]
    return {"podAntiAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": terms}}


def crowd(affinity: Raw, *nodes: Raw, on: tuple[str, ...] = ("node-1", "b")) -> Any:
    waits = pending(name="cart-b-9", affinity=affinity, conditions=SILENT)
    others = [pod(f"cart-b-{place}", ready=True, node=name) for place, name in enumerate(on)]
    return snapshot(pods=[waits, *others], nodes=nodes or (node(), node("b")))


def test_once_the_words_have_expired_anti_affinity_is_told_by_who_is_where() -> None:
    finding = only(DETECTOR, crowd(apart()))
    assert (finding.cause, "1 of 3 pods" in finding.statement) == ("pod-anti-affinity", True)
    assert "b: cart-b-1 is there; node-1: cart-b-0 is there" in finding.cites[1].quote
    cordoned = (node(), node("b"), node("c", cordoned=True))
    assert only(DETECTOR, crowd(apart(), *cordoned)).cause == "pod-anti-affinity"
    zones = [node(labels={"zone": "z"}), node("b", labels={"zone": "z"})]
    assert only(DETECTOR, crowd(apart("zone"), *zones, on=("node-1",))).cause == "pod-anti-affinity"


@pytest.mark.parametrize(
    ("affinity", "on"),
    [
        (apart(), ("node-1",)),
        (apart("zone"), ("node-1", "b")),
        (apart(namespaces=["other"]), ("node-1", "b")),
        (apart(namespaceSelector={}), ("node-1", "b")),
        (apart(labelSelector={"matchLabels": {"app": "pay"}}), ("node-1", "b")),
        (apart(labelSelector=None), ("node-1", "b")),
        ({}, ("node-1", "b")),
    ],
    ids=["an open node", "no such place", "elsewhere", "unknown where", "other pods", "nobody", "no wish"],
)
def test_anti_affinity_that_leaves_a_node_or_means_others_is_not_blamed(
    affinity: Raw, on: tuple[str, ...]
) -> None:
    assert found(DETECTOR, crowd(affinity, on=on)) == []
