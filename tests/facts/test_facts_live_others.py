"""Pods, nodes, Jobs and CronJobs as they are now, and what else has a say over them."""

from typing import Any

import pytest

from bot.domain.mitigation import (
    Cordon,
    DeletePod,
    Pause,
    RecreateJob,
    Resume,
    Scale,
    SuspendCronJob,
    Uncordon,
)
from bot.domain.proposal import Budget, LiveTarget
from bot.domain.target import Subject
from bot.facts.budget import budgets_over
from bot.facts.job_again import LONGEST_NAME, again_name, has_failed, has_succeeded
from bot.facts.live import live_target
from bot.facts.live_batch import live_batch
from bot.facts.live_node import live_node
from bot.facts.live_pod import live_pod
from bot.facts.manager import autoscaler_of, manager_of_node, manager_of_pod
from bot.facts.touched import touched_by
from tests.cluster_objects import (
    cronjob,
    deployment,
    disruption_budget,
    history,
    job,
    namespace,
    node,
    owned,
    pod,
)
from tests.every_mitigation import CHECKOUT, EVERY, LOAD, POD, REPORT

READY = {"conditions": [{"type": "Ready", "status": "True"}], "phase": "Running"}
CRITICAL = {"lookout.dev/tier": "critical"}


def of_pod(
    raw: dict[str, Any] | None = None, workload: dict[str, Any] | None = None, **more: Any
) -> LiveTarget:
    given: dict[str, Any] = {"budgets": (), "namespace": namespace(), **more}
    return live_pod(DeletePod(subject=POD), pod=raw or pod("checkout-a"), workload=workload, **given)


def test_a_pod_is_counted_with_the_replicas_of_its_workload() -> None:
    target = of_pod(workload=deployment())
    assert (target.replicas, target.ready, target.pods, target.lost) == (3, 2, 1, 0)
    assert target.owner == CHECKOUT
    assert target.opted_in


def test_a_ready_pod_is_one_that_the_action_takes_away() -> None:
    assert of_pod(pod("checkout-a") | {"status": READY}, deployment()).lost == 1


def test_a_pod_that_nothing_makes_again_has_no_owner_and_no_replicas() -> None:
    target = of_pod(pod("alone", owner=""), namespace=None)
    assert (target.owner, target.replicas, target.ready, target.opted_in) == (None, 0, 0, False)


@pytest.mark.parametrize("on", ["pod", "workload"])
def test_a_pod_is_critical_by_its_own_label_or_its_workloads(on: str) -> None:
    raw, workload = pod("checkout-a"), deployment(labels=CRITICAL if on == "workload" else {})
    if on == "pod":
        raw["metadata"]["labels"] |= CRITICAL
    assert of_pod(raw, workload).critical
    assert not of_pod(workload=deployment()).critical


def test_who_has_a_say_over_a_pod_is_named() -> None:
    mirror = pod("etcd") | {"spec": {"nodeName": "cp-1"}}
    mirror["metadata"]["annotations"] = {"kubernetes.io/config.mirror": "x"}
    assert manager_of_pod(mirror, None) == "static pod of Node cp-1"
    of_job = pod("load-x", owner="")
    of_job["metadata"]["ownerReferences"] = [owned("u", "Job", "load")]
    assert manager_of_pod(of_job, None) == "Job load (owner reference)"
    governed = deployment()
    governed["metadata"]["ownerReferences"] = [owned("u", "Kafka", "orders")]
    assert manager_of_pod(pod("a"), governed) == "Kafka orders (owner reference)"
    assert manager_of_pod(pod("a"), deployment()) == ""
    assert manager_of_pod(pod("a", owner=""), None) == ""


@pytest.mark.parametrize(
    ("selector", "counts"),
    [
        ({}, True),
        (None, False),
        ({"matchLabels": {"app": "checkout"}}, True),
        ({"matchLabels": {"app": "cart"}}, False),
        ({"matchExpressions": [{"key": "app", "operator": "In", "values": ["checkout"]}]}, True),
        ({"matchExpressions": [{"key": "app", "operator": "DoesNotExist"}]}, False),
    ],
)
def test_a_budget_counts_what_it_selects(selector: dict[str, Any] | None, counts: bool) -> None:
    budget = disruption_budget()
    budget["spec"]["selector"] = selector
    assert bool(budgets_over([pod("checkout-a")], [budget])) is counts


def test_a_budget_is_read_by_its_own_numbers_in_the_order_of_names() -> None:
    found = budgets_over([pod("a")], [disruption_budget("b"), disruption_budget("a")])
    assert found[0] == Budget(name="a", desired=2, healthy=3, allowed=1)
    assert [one.name for one in found] == ["a", "b"]


def test_a_budget_that_was_changed_and_not_counted_since_lets_none_go() -> None:
    stale = disruption_budget()
    stale["metadata"]["generation"] = 2
    (found,) = budgets_over([pod("a")], [stale])
    assert found.allowed == 0


def test_a_scale_is_held_against_budgets_and_autoscalers() -> None:
    down = Scale(subject=CHECKOUT, from_replicas=3, to_replicas=2)
    scaler = {
        "metadata": {"name": "checkout"},
        "spec": {"scaleTargetRef": {"kind": "Deployment", "name": "checkout"}},
    }
    target = live_target(
        down,
        workload=deployment(),
        pods=[pod("a")],
        replicasets=history(),
        namespace=namespace(),
        budgets=[disruption_budget(), disruption_budget("other", app="cart")],
        autoscalers=[scaler],
    )
    assert [one.name for one in target.budgets] == ["checkout"]
    assert target.manager == "HorizontalPodAutoscaler checkout"
    assert target.lost == 1
    assert autoscaler_of(Subject(kind="StatefulSet", namespace="shop", name="checkout"), [scaler]) == ""


def test_a_scale_up_takes_no_ready_pod_away() -> None:
    up = Scale(subject=CHECKOUT, from_replicas=3, to_replicas=5)
    target = live_target(up, workload=deployment(), pods=(), replicasets=(), namespace=None)
    assert (target.pods, target.lost) == (2, 0)


def test_a_pause_moves_no_pod_and_a_resume_those_of_a_rollout_that_has_not_ended() -> None:
    paused = deployment()
    paused["spec"]["paused"] = True
    common: dict[str, Any] = {"pods": [pod("a")], "replicasets": history(), "namespace": namespace()}
    assert live_target(Pause(subject=CHECKOUT), workload=deployment(), **common).pods == 0
    rolling = live_target(Resume(subject=CHECKOUT), workload=paused, **common)
    assert (rolling.pods, rolling.held) == (1, True)
    paused["status"] = {"observedGeneration": 4, "updatedReplicas": 3, "replicas": 3}
    assert live_target(Resume(subject=CHECKOUT), workload=paused, **common).pods == 0


def of_node(one: dict[str, Any], *others: dict[str, Any]) -> LiveTarget:
    subject = Subject(kind="Node", name=one["metadata"]["name"])
    return live_node(Cordon(subject=subject), node=one, nodes=[one, *others])


def test_nodes_are_counted_that_take_pods() -> None:
    target = of_node(node("a"), node("b", ready=False), node("c", cordoned=True), node("d"))
    assert (target.replicas, target.ready, target.lost, target.pods) == (4, 2, 1, 0)
    assert target.opted_in
    assert target.settled
    assert not target.held


@pytest.mark.parametrize("closed", [node("a", ready=False), node("a", cordoned=True, allowed=False)])
def test_a_node_that_takes_no_pods_is_no_loss(closed: dict[str, Any]) -> None:
    assert of_node(closed, node("b")).lost == 0


def test_an_uncordon_loses_no_node() -> None:
    subject = Subject(kind="Node", name="a")
    assert live_node(Uncordon(subject=subject), node=node("a"), nodes=[node("a")]).lost == 0


def test_only_nodes_for_the_same_pods_are_counted() -> None:
    gpu = {"key": "gpu", "value": "yes", "effect": "NoSchedule"}
    lost = {"key": "node.kubernetes.io/unreachable", "effect": "NoExecute"}
    mild = {"key": "spot", "value": "yes", "effect": "PreferNoSchedule"}
    nodes = [node("b"), node("c", taints=(lost,)), node("d", taints=(mild,)), node("e", taints=(gpu,))]
    assert (of_node(node("a"), *nodes).replicas, of_node(node("a"), *nodes).ready) == (4, 3)
    alone = of_node(node("a", taints=(gpu,)), *nodes)
    assert (alone.replicas, alone.ready) == (2, 2)


def test_who_takes_a_node_out_is_named() -> None:
    taint = {"key": "ToBeDeletedByClusterAutoscaler", "effect": "NoSchedule"}
    assert (
        manager_of_node(node(taints=(taint,))) == "cluster autoscaler (taint ToBeDeletedByClusterAutoscaler)"
    )
    assert manager_of_node(node()) == ""


def test_a_job_adds_as_many_pods_as_run_side_by_side() -> None:
    again = RecreateJob(subject=LOAD, new_name="load-1")
    target = live_batch(again, target=job(parallelism=3), namespace=namespace())
    assert (target.pods, target.lost, target.held) == (3, 0, True)
    bare = job(ended="")
    del bare["spec"]["completions"]
    assert live_batch(again, target=bare, namespace=None).pods == 1
    assert not live_batch(again, target=bare, namespace=None).held


def test_a_job_of_a_cronjob_names_it() -> None:
    again = RecreateJob(subject=LOAD, new_name="load-1")
    target = live_batch(again, target=job(owner=owned("u", "CronJob", "report")), namespace=namespace())
    assert target.manager == "CronJob report (owner reference)"


def test_a_schedule_moves_no_pod() -> None:
    target = live_batch(SuspendCronJob(subject=REPORT), target=cronjob(suspended=True), namespace=namespace())
    assert (target.pods, target.held, target.generation) == (0, True, 2)


def test_how_a_job_ended_is_read_by_the_type_of_its_condition() -> None:
    assert (has_failed(job()), has_succeeded(job())) == (True, False)
    assert (has_failed(job(ended="Complete")), has_succeeded(job(ended="Complete"))) == (False, True)
    odd = job()
    odd["status"]["conditions"] = [{"type": "Failed", "status": "False"}]
    assert not has_failed(odd)


def test_the_name_of_a_job_created_again_is_short_enough_and_follows_from_the_failed_one() -> None:
    long = job("a" * 63)
    assert len(again_name(long)) == LONGEST_NAME
    assert again_name(long) == again_name(long)
    assert again_name(job("load")).startswith("load-")
    other = job("load")
    other["metadata"]["uid"] = "another"
    assert again_name(other) != again_name(job("load"))


def changed(raw: dict[str, Any], **spec: Any) -> dict[str, Any]:
    return {**raw, "spec": {**raw["spec"], **spec}}


OBJECTS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "pause": (deployment(), changed(deployment(), paused=True)),
    "resume": (deployment(), changed(deployment(), template={"spec": {}})),
    "delete-pod": (pod("a"), changed(pod("a"), nodeName="w-1")),
    "evict-pod": (pod("a"), {**pod("a"), "metadata": {"deletionTimestamp": "2025-03-04T02:14:00Z"}}),
    "cordon": (node(), node(cordoned=True)),
    "uncordon": (node(), node(cordoned=True)),
    "suspend-cronjob": (cronjob(), cronjob(suspended=True)),
    "resume-cronjob": (cronjob(), changed(cronjob(), jobTemplate={})),
    "recreate-job": (job(), job(ended="Complete")),
}


@pytest.mark.parametrize("mitigation", EVERY, ids=lambda one: str(one.action))
def test_what_an_action_touches_changes_its_hash(mitigation: Any) -> None:
    if mitigation.action in OBJECTS:
        before, after = OBJECTS[mitigation.action]
        assert touched_by(mitigation, target=before) != touched_by(mitigation, target=after)
        same = {**before, "status": {"anything": 1}} if mitigation.action != "recreate-job" else before
        assert touched_by(mitigation, target=before) == touched_by(mitigation, target=same)
