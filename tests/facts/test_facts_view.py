"""The view: owners, events, revisions, what was read; and the graph and the symptoms over it."""

from typing import Any

from bot.domain.target import Subject
from bot.facts.graph import Graph
from bot.facts.revision import difference
from bot.facts.symptoms import symptoms
from bot.facts.view import View
from tests.detectors.shop import (
    NOW,
    Raw,
    container,
    deployment,
    event,
    history,
    node,
    pod,
    replicaset,
    running,
    service,
    snapshot,
    template,
)

CART = Subject(kind="Deployment", namespace="shop", name="cart")


def owner(one: Raw, **objects: Any) -> str:
    view = View(snapshot(pods=[one], **objects))
    return str(view.owner_of(view.pods[0]))


def test_the_owner_is_the_top_of_the_chain() -> None:
    assert (
        owner(pod(), replicasets=[replicaset("cart-b", 2)], deployments=[deployment()])
        == "Deployment shop/cart"
    )
    assert owner(pod(of="report", kind="Job")) == "Job shop/report"
    assert owner(pod(of="")) == "Pod shop/cart-b-1"


def test_an_unread_replicaset_still_tells_its_deployment_by_the_hash() -> None:
    one = pod(of="cart-5f6d", labels={"pod-template-hash": "5f6d"})
    assert owner(one) == "Deployment shop/cart"


def test_a_namesake_with_another_uid_is_not_the_owner() -> None:
    stranger = {
        **replicaset("cart-b", 2),
        "metadata": {**replicaset("cart-b", 2)["metadata"], "uid": "other"},
    }
    assert owner(pod(), replicasets=[stranger]) == "ReplicaSet shop/cart-b"


def test_without_uids_names_are_enough_and_a_loop_ends() -> None:
    loop = replicaset("cart-b", 2)
    loop["metadata"]["ownerReferences"] = [{"kind": "ReplicaSet", "name": "cart-b"}]
    loop["metadata"].pop("uid")
    one = pod()
    one["metadata"]["ownerReferences"] = [{"kind": "ReplicaSet", "name": "cart-b"}]
    assert owner(one, replicasets=[loop]) == "ReplicaSet shop/cart-b"


def test_events_go_by_kind_namespace_name_and_uid() -> None:
    events = [
        event("A", "mine", uid="pod-cart-b-1"),
        event("B", "of an earlier pod of the name", uid="gone"),
        event("C", "of a service", kind="Service"),
        event("D", "without uid", age=10),
    ]
    view = View(snapshot(pods=[pod()], events=events))
    assert [one.reason for one in view.pod_events(view.pods[0])] == ["A", "D"]
    assert len(view.events_of(view.pods[0].subject)) == 3


def test_a_nodes_event_counts_although_kubelets_give_its_name_for_the_uid() -> None:
    raw = {"involvedObject": {"kind": "Node", "name": "n", "uid": "n"}, "reason": "Rebooted"}
    view = View(snapshot(events=[raw]))
    assert len(view.events_of(Subject(kind="Node", name="n"), "real-uid")) == 1


def test_absent_is_not_empty() -> None:
    view = View(snapshot(leave_out=["configmaps"]))
    assert view.has("configmaps", "shop", "x") is None
    assert view.has("services", "shop", "x") is False
    assert (view.was_read("services", "shop"), view.was_read("services", "other")) == (True, False)


def test_a_difference_is_told_field_by_field_whatever_the_order_of_named_lists() -> None:
    env = [{"name": "A", "value": "1"}, {"name": "B", "value": "2"}]
    before = template("cart", [container(env=env, args=["x"]), container("mesh")], volumes=[{"name": "v"}])
    after = template(
        "cart", [container("mesh"), container(env=[env[1], {"name": "A", "value": "3"}], args=["y"])]
    )
    assert [str(one) for one in difference(before, after)] == [
        "volumes[v].name v -> (unset)",
        "args x -> y",
        "env[A].value 1 -> 3",
    ]


def test_annotations_count_and_the_controllers_hash_does_not() -> None:
    before, after = template("cart"), template("cart")
    before["metadata"]["labels"]["pod-template-hash"] = "1"
    after["metadata"]["annotations"] = {"restartedAt": "now"}
    assert [one.path for one in difference(before, after)] == ["metadata.annotations.restartedAt"]


def test_the_newest_two_revisions_are_compared_by_number_not_by_age() -> None:
    sets = [
        replicaset("cart-c", 10, age=9),
        *history([container()], [container(image="x:2")]),
        replicaset("cart-z", 0),
    ]
    rollout = View(snapshot(replicasets=sets)).rollout(CART)
    assert rollout is not None
    assert (rollout.previous_number, rollout.number) == (2, 10)


def test_many_changes_are_counted_not_listed() -> None:
    env = [{"name": name, "value": "1"} for name in "ABCDE"]
    rollout = View(snapshot(replicasets=history([container()], [container(env=env)]))).rollout(CART)
    assert rollout is not None
    assert rollout.told(rollout.changes).endswith("more")
    assert rollout.told(()) == ""


def test_harm_goes_from_nodes_and_claims_to_services_and_their_callers() -> None:
    database = pod("db-1", of="db", kind="StatefulSet", labels={"app": "db"}, node="node-2")
    database["spec"]["volumes"] = [
        {"name": "data", "persistentVolumeClaim": {"claimName": "db-data"}},
        {"name": "tmp"},
    ]
    caller = pod(spec=[container(env=[{"name": "DB", "value": "tcp://db.shop:5432"}])])
    graph = Graph(View(snapshot(pods=[database, caller], services=[service("db"), service()])))
    db, cart = (
        Subject(kind="StatefulSet", namespace="shop", name="db"),
        Subject(kind="ReplicaSet", namespace="shop", name="cart-b"),
    )
    claim = Subject(kind="PersistentVolumeClaim", namespace="shop", name="db-data")
    assert cart in graph.harmed_by(db)
    assert {db, cart} <= graph.harmed_by(claim)
    assert db in graph.harmed_by(Subject(kind="Node", name="node-2"))
    assert db not in graph.harmed_by(cart)


def ill(**objects: Any) -> dict[str, str]:
    return {str(subject): told for subject, told in symptoms(View(snapshot(**objects)))}


def test_what_lacks_replicas_is_a_symptom_and_what_just_starts_is_not() -> None:
    assert ill(deployments=[deployment(wanted=2, ready=1)]) == {
        "Deployment shop/cart": "1 of 2 replicas ready"
    }
    starting = pod(status=[running(ready=False, since=5)], age=8)
    sets = [replicaset("cart-b", 2)]
    assert ill(deployments=[deployment(wanted=2, ready=1)], replicasets=sets, pods=[starting]) == {}
    assert ill(deployments=[deployment(wanted=0)]) == {}


def test_a_workload_whose_status_was_not_read_is_no_symptom() -> None:
    blind = deployment()
    del blind["status"]
    assert (
        ill(deployments=[blind], jobs=[{"metadata": {"name": "j", "namespace": "shop"}, "status": {"x": 1}}])
        == {}
    )


def test_daemonsets_count_by_their_own_fields() -> None:
    agents = {
        "metadata": {"name": "agent", "namespace": "shop"},
        "status": {"desiredNumberScheduled": 3, "numberReady": 2},
    }
    assert ill(daemonsets=[agents]) == {"DaemonSet shop/agent": "2 of 3 replicas ready"}


def test_pods_without_a_known_workload_and_nodes_count_too() -> None:
    found = ill(
        pods=[pod(of="", status=[running(ready=False)])],
        nodes=[node(), node("node-2", ready=False), {"metadata": {}}],
    )
    assert found == {"Pod shop/cart-b-1": "1 of 1 pods not ready", "Node node-2": "not ready"}


def test_an_unknown_time_is_not_recent() -> None:
    view = View(snapshot())
    assert not view.recent(None, 1e9)
    assert view.recent(NOW, 0)
