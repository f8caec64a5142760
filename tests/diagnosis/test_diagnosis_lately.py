"""What was changed shortly before the trouble is cited beside it, with its time, and decides nothing."""

from typing import Any

from bot.diagnosis import diagnose
from bot.domain.diagnosis import Diagnosis
from bot.facts.written import written_at
from tests.detectors.shop import (
    NOW,
    Raw,
    ago,
    container,
    deployment,
    ended,
    event,
    history,
    node,
    pod,
    snapshot,
    waiting,
)

SETTINGS = {"configMapRef": {"name": "cart-settings"}}
CRASH = event("BackOff", "Back-off restarting failed container app in pod cart-b-1", count=40, age=30)
BEGAN = 1_800
BEFORE = "before the first sign of trouble"


def settings(written: float | None, name: str = "cart-settings", **more: Any) -> Raw:
    fields = [] if written is None else [{"manager": "kubectl-edit", "time": ago(written), **more}]
    return {"metadata": {"name": name, "namespace": "shop", "managedFields": fields}, "data": {"MODE": "x"}}


def crashing(**more: Any) -> Diagnosis:
    """A container that exits since half an hour; its ConfigMap and its node are read."""
    spec = [container(envFrom=[SETTINGS])]
    one = pod(spec=spec, status=[waiting("CrashLoopBackOff", restarts=9, last=ended(1))])
    objects = {
        "pods": [one],
        "deployments": [deployment()],
        "events": [CRASH | {"firstTimestamp": ago(BEGAN)}],
    }
    return diagnose(snapshot(**(objects | more)), version="test")


def changes(found: Diagnosis, place: int = 0) -> list[tuple[str, str]]:
    """What a hypothesis cites as changed."""
    cited = [found.quoted(one) for one in found.hypotheses[place].evidence]
    return [(one.ref, one.quote) for one in cited if one.source == "change"]


def test_a_configmap_that_was_written_just_before_is_cited_with_its_time() -> None:
    found = crashing(configmaps=[settings(BEGAN + 240), settings(BEGAN + 240, "of-another")])
    assert changes(found) == [("shop/configmap/cart-settings", f"this ConfigMap was written, 4 min {BEFORE}")]
    assert found.hypotheses[0].confidence == crashing().hypotheses[0].confidence


def test_what_was_written_long_before_or_after_it_began_or_by_a_status_report_is_not() -> None:
    for written in (BEGAN + 3_700, BEGAN - 60, None):
        assert changes(crashing(configmaps=[settings(written)])) == []
    assert changes(crashing(configmaps=[settings(BEGAN + 60, subresource="status")])) == []


def test_a_node_that_was_tainted_or_rebooted_just_before_is_cited() -> None:
    one = node("node-1")
    one.setdefault("spec", {})["taints"] = [
        {"key": "maintenance", "effect": "PreferNoSchedule", "timeAdded": ago(BEGAN + 30)},
        {"key": "old", "effect": "NoSchedule"},
    ]
    reboot = event("Rebooted", "Node node-1 has been rebooted", about="node-1", kind="Node", age=BEGAN + 600)
    reboot["involvedObject"].pop("namespace")
    calm = event("NodeHasSufficientMemory", "fine", about="node-1", kind="Node", age=BEGAN + 60)
    calm["involvedObject"].pop("namespace")
    events = [CRASH | {"firstTimestamp": ago(BEGAN)}, reboot, calm]
    assert changes(crashing(nodes=[one, node("node-2")], events=events)) == [
        (
            "node/node-1",
            "taint maintenance:PreferNoSchedule was added, less than a minute before the first sign of trouble",
        ),
        ("node/node-1", "event Rebooted, 10 min before the first sign of trouble"),
    ]


def test_a_revision_is_cited_beside_what_does_not_name_it_itself() -> None:
    before, after = [container(envFrom=[SETTINGS])], [container(envFrom=[SETTINGS], args=["--fast"])]
    found = crashing(replicasets=history(before, after, age=BEGAN + 120))
    assert [one.cause for one in found.hypotheses] == ["bad-rollout", "crash-loop"]
    assert changes(found) == []
    assert changes(found, 1) == [
        ("shop/deployment/cart", f"changed in revision 2: args (unset) -> --fast, 2 min {BEFORE}")
    ]


def test_without_a_warning_nothing_is_called_before_the_first_sign() -> None:
    assert changes(crashing(configmaps=[settings(240)], events=[])) == []


def test_changes_of_one_second_are_told_apart_whatever_their_order() -> None:
    taints = [
        {"key": f"node.kubernetes.io/{key}", "effect": "NoExecute", "timeAdded": ago(BEGAN + 60)}
        for key in ("unreachable", "maintenance")
    ]
    told = [
        changes(crashing(nodes=[{**node("node-1"), "spec": {"taints": order}}]))
        for order in (taints, taints[::-1])
    ]
    assert told[0] == told[1]
    assert len(told[0]) == 2


def test_a_workload_that_is_named_like_a_node_has_none_of_its_changes() -> None:
    reboot = event("Rebooted", "Node cart-b has been rebooted", about="cart-b", kind="Node", age=BEGAN + 600)
    reboot["involvedObject"].pop("namespace")
    events = [CRASH | {"firstTimestamp": ago(BEGAN)}, reboot]
    assert changes(crashing(nodes=[node("cart-b")], events=events, deployments=[])) == []


def test_a_revision_of_an_odd_shape_ends_no_diagnosis() -> None:
    odd = history([container()], [container()], age=BEGAN + 120)
    odd[1]["spec"]["template"]["spec"]["containers"] = 7
    assert [one.cause for one in crashing(replicasets=odd).hypotheses][:1] in (
        ["crash-loop"],
        ["bad-rollout"],
    )


def test_the_newest_write_counts_and_odd_fields_do_not() -> None:
    fields = [
        {"time": ago(50)},
        {"time": ago(9)},
        {"time": 7},
        "odd",
        {"time": ago(1), "subresource": "status"},
    ]
    assert written_at({"metadata": {"managedFields": fields}}) == NOW.replace(minute=19, second=51)
    assert written_at({"metadata": {"managedFields": None}}) is None
