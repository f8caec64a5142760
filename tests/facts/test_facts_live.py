from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.mitigation import Mitigation, Restart, Scale, Undo
from bot.domain.proposal import LiveTarget
from bot.domain.target import Subject
from bot.facts.live import live_target
from bot.facts.manager import manager_of
from bot.facts.touched import touched_by
from tests.cluster_objects import deployment, history, namespace, owned, pod, replicaset, template

CHECKOUT = Subject(kind="Deployment", namespace="shop", name="checkout")
RESTART = Restart(subject=CHECKOUT)
UNDO = Undo(subject=CHECKOUT, to_revision=6)
SCALE = Scale(subject=CHECKOUT, from_replicas=3, to_replicas=5)


def live(mitigation: Mitigation = RESTART, **changed: Any) -> LiveTarget:
    given_objects: dict[str, Any] = {
        "workload": deployment(),
        "pods": [pod("checkout-a"), pod("checkout-b")],
        "replicasets": history(),
        "namespace": namespace(),
    }
    return live_target(mitigation, **{**given_objects, **changed})


def test_a_live_target_names_the_very_object_and_its_state() -> None:
    target = live()
    assert (target.uid, target.generation, target.resource_version) == (
        "6f1d2c3b-0000-4000-8000-000000000001",
        4,
        "900",
    )
    assert (target.replicas, target.ready, target.revision) == (3, 2, 7)


def test_only_pods_of_the_workload_that_have_not_finished_count_as_affected() -> None:
    pods = [pod("a"), pod("b", phase="Succeeded"), pod("c", owner="rs-of-another"), pod("d", owner="")]
    assert live(pods=pods).pods == 1


def test_the_pods_of_a_statefulset_are_its_own() -> None:
    workload = deployment(uid="sts-1")
    assert live(workload=workload, pods=[pod("a", owner="sts-1")], replicasets=[]).pods == 1


@pytest.mark.parametrize(("to", "pods"), [(5, 2), (2, 1), (3, 0)])
def test_a_scale_affects_as_many_pods_as_it_adds_or_removes(to: int, pods: int) -> None:
    assert live(Scale(subject=CHECKOUT, from_replicas=3, to_replicas=to)).pods == pods


def test_a_number_of_replicas_that_is_not_written_down_is_one() -> None:
    assert live(workload=deployment(replicas=None)).replicas == 1


def test_a_workload_scaled_to_zero_has_no_replicas() -> None:
    assert live(workload=deployment(replicas=0)).replicas == 0


def test_a_daemonset_counts_the_nodes_it_should_run_on() -> None:
    workload = deployment(replicas=None) | {"status": {"desiredNumberScheduled": 6, "numberReady": 5}}
    target = live(workload=workload)
    assert (target.replicas, target.ready) == (6, 5)


def test_a_workload_without_status_has_nothing_ready() -> None:
    assert live(workload=deployment() | {"status": None}).ready == 0


@pytest.mark.parametrize(
    ("raw", "expected"), [(namespace(), True), (namespace(allowed=False), False), (None, False)]
)
def test_a_namespace_opts_in_by_its_label_only(raw: dict[str, Any] | None, expected: bool) -> None:
    assert live(namespace=raw).opted_in is expected


def test_a_workload_is_critical_by_its_label() -> None:
    assert live(workload=deployment(labels={"lookout.dev/tier": "critical"})).critical
    assert not live(workload=deployment(labels={"lookout.dev/tier": "gold"})).critical


@pytest.mark.parametrize(
    ("labels", "annotations", "manager"),
    [
        ({}, {}, ""),
        ({"app.kubernetes.io/instance": "shop"}, {}, ""),
        (
            {},
            {"argocd.argoproj.io/tracking-id": "shop:apps/Deployment:shop/checkout"},
            "Argo CD application shop",
        ),
        ({"argocd.argoproj.io/instance": "shop"}, {}, "Argo CD application shop"),
        (
            {"app.kubernetes.io/instance": "shop"},
            {"argocd.argoproj.io/tracking-id": ":apps"},
            "Argo CD application shop",
        ),
        (
            {
                "kustomize.toolkit.fluxcd.io/name": "apps",
                "kustomize.toolkit.fluxcd.io/namespace": "flux-system",
            },
            {},
            "Flux Kustomization flux-system/apps",
        ),
        ({"helm.toolkit.fluxcd.io/name": "checkout"}, {}, "Flux HelmRelease checkout"),
    ],
)
def test_what_else_manages_the_workload_is_named(
    labels: Mapping[str, str], annotations: Mapping[str, str], manager: str
) -> None:
    assert manager_of(deployment(labels=labels, annotations=annotations)) == manager


def test_an_operators_owner_reference_is_a_manager_and_a_plain_owner_is_not() -> None:
    workload = deployment()
    workload["metadata"]["ownerReferences"] = [owned("u", "Kafka", "orders")]
    assert manager_of(workload) == "Kafka orders (owner reference)"
    workload["metadata"]["ownerReferences"] = [{"kind": "ConfigMap", "name": "x", "uid": "u"}]
    assert manager_of(workload) == ""


def touched(
    mitigation: Mitigation, workload: dict[str, Any], kept: list[dict[str, Any]] | None = None
) -> str:
    return touched_by(mitigation, target=workload, replicasets=history() if kept is None else kept)


def test_a_change_of_the_template_changes_what_a_restart_and_an_undo_touch() -> None:
    other = deployment(pod_template=template(9090))
    assert touched(RESTART, other) != touched(RESTART, deployment())
    assert touched(UNDO, other) != touched(UNDO, deployment())
    assert touched(SCALE, other) == touched(SCALE, deployment())


def test_a_change_of_the_replicas_changes_what_a_scale_touches_only() -> None:
    other = deployment(replicas=4)
    assert touched(SCALE, other) != touched(SCALE, deployment())
    assert touched(RESTART, other) == touched(RESTART, deployment())


def test_an_undo_also_depends_on_the_template_that_it_puts_back() -> None:
    swapped = [replicaset(6, template(7070)), replicaset(7, template(8081))]
    assert touched(UNDO, deployment(), swapped) != touched(UNDO, deployment())
    assert touched(UNDO, deployment(), []) != touched(UNDO, deployment())


@given(st.integers(1, 10**6), st.integers(0, 9), st.dictionaries(st.text(max_size=4), st.text(max_size=4)))
def test_status_and_versions_never_change_what_is_touched(
    version: int, ready: int, labels: dict[str, str]
) -> None:
    moved = deployment(labels=labels)
    moved["metadata"]["resourceVersion"] = str(version)
    moved["status"] = {"readyReplicas": ready}
    for mitigation in (RESTART, UNDO, SCALE):
        assert touched(mitigation, moved) == touched(mitigation, deployment())


@given(st.permutations(sorted(template(8081)["spec"]["containers"][0])))
def test_the_order_of_keys_never_changes_what_is_touched(order: list[str]) -> None:
    shuffled = template(8081)
    container = shuffled["spec"]["containers"][0]
    shuffled["spec"]["containers"] = [{key: container[key] for key in order}]
    assert touched(RESTART, deployment(pod_template=shuffled)) == touched(RESTART, deployment())


@pytest.mark.parametrize(
    ("status", "settled"),
    [
        ({"observedGeneration": 8, "updatedReplicas": 3, "replicas": 3}, True),
        ({"observedGeneration": 7, "updatedReplicas": 3, "replicas": 3}, False),
        ({"observedGeneration": 8, "updatedReplicas": 2, "replicas": 3}, False),
        ({"observedGeneration": 8, "updatedReplicas": 3, "replicas": 4}, False),
        ({"observedGeneration": 8, "desiredNumberScheduled": 3, "updatedNumberScheduled": 3}, True),
        ({}, False),
    ],
)
def test_a_rollout_is_settled_when_only_new_pods_are_left(status: dict[str, int], settled: bool) -> None:
    workload = deployment()
    workload["metadata"]["generation"] = 8
    workload["spec"]["replicas"] = 3
    workload["status"] = status
    live = live_target(Restart(subject=CHECKOUT), workload=workload, pods=(), replicasets=(), namespace=None)
    assert live.settled is settled
