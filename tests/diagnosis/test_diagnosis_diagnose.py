"""The whole way: a snapshot becomes a verdict with ranked, cited hypotheses."""

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.diagnosis import diagnose
from bot.domain.alert import Alert, AlertState
from bot.domain.diagnosis import Diagnosis, VerdictKind
from bot.domain.snapshot import Gap, Snapshot
from tests.detectors.shop import (
    Raw,
    ago,
    container,
    deployment,
    ended,
    event,
    history,
    http,
    node,
    pod,
    running,
    service,
    snapshot,
    waiting,
)

REFUSED = "Readiness probe failed: dial tcp 10.0.0.7:8081: connect: connection refused"
OLD, NEW = container(readinessProbe=http(8080)), container(readinessProbe=http(8081))
LIMITED = container(resources={"limits": {"memory": "128Mi"}})


def bad_rollout(**more: Any) -> Snapshot:
    """Revision 2 asks a port that nothing listens on; one pod of revision 1 is still ready."""
    return snapshot(
        pods=[
            pod("cart-b-1", spec=[NEW], status=[running(ready=False)]),
            pod("cart-b-2", spec=[NEW], status=[running(ready=False)]),
            pod("cart-a-1", of="cart-a", spec=[OLD], ready=True),
            *more.pop("pods", ()),
        ],
        events=[
            event("Unhealthy", REFUSED, count=9),
            event("Unhealthy", REFUSED, about="cart-b-2", count=8, age=50),
            event(
                "ScalingReplicaSet",
                "Scaled up replica set cart-b from 0 to 2",
                about="cart",
                kind="Deployment",
                age=590,
            ),
            *more.pop("events", ()),
        ],
        deployments=[deployment(wanted=3, ready=1), *more.pop("deployments", ())],
        replicasets=history([OLD], [NEW]),
        services=[service()],
        **more,
    )


def told(seen: Snapshot, **more: Any) -> Diagnosis:
    return diagnose(seen, version="1.2.3", **more)


def test_the_specific_cause_stands_above_the_rollout_that_it_explains() -> None:
    diagnosis = told(bad_rollout())
    assert diagnosis.verdict is VerdictKind.FAULT
    assert [one.cause for one in diagnosis.hypotheses] == ["readiness-probe-port", "bad-rollout"]
    assert [one.rank for one in diagnosis.hypotheses] == [1, 2]
    first, second = diagnosis.hypotheses
    assert second.confidence < first.confidence < 1
    assert diagnosis.made_by == "rules 1.2.3"
    assert diagnosis.duration_ms == 0


def test_evidence_is_numbered_in_the_order_of_first_mention_and_cited_once() -> None:
    diagnosis = told(bad_rollout())
    mentioned = [number for one in diagnosis.hypotheses for number in (*one.evidence, *one.against)]
    assert list(dict.fromkeys(mentioned)) == [f"E{place}" for place in range(1, len(diagnosis.evidence) + 1)]
    assert [one.id for one in diagnosis.evidence] == list(dict.fromkeys(mentioned))
    assert all(len(one.digest) == 64 for one in diagnosis.evidence)


def test_out_of_memory_explains_the_crash_loop() -> None:
    one = pod(spec=[LIMITED], status=[waiting("CrashLoopBackOff", restarts=4, last=ended(137, "OOMKilled"))])
    diagnosis = told(snapshot(pods=[one], deployments=[deployment()]))
    assert [found.cause for found in diagnosis.hypotheses] == ["oom-killed", "crash-loop"]


def test_a_crash_loop_right_after_a_change_is_put_down_to_the_change() -> None:
    after = container(args=["--strict"])
    one = pod(spec=[after], status=[waiting("CrashLoopBackOff", restarts=4, last=ended(1))])
    seen = snapshot(pods=[one], deployments=[deployment()], replicasets=history([container()], [after]))
    assert [found.cause for found in told(seen).hypotheses] == ["bad-rollout", "crash-loop"]


def test_a_symptom_of_a_caller_stands_below_the_cause_of_what_it_calls() -> None:
    database = pod("db-1", of="db", kind="StatefulSet", labels={"app": "db"}, spec=[LIMITED])
    database["status"]["containerStatuses"] = [waiting("CrashLoopBackOff", last=ended(137, "OOMKilled"))]
    caller = container(env=[{"name": "DB_HOST", "value": "db:5432"}])
    one = pod(spec=[caller], status=[waiting("CrashLoopBackOff", restarts=9, last=ended(1))])
    seen = snapshot(
        {"cart-b-1/app": "dial db: refused"},
        pods=[database, one],
        services=[service("db"), service()],
        service="cart",
    )
    causes = [(found.cause, found.subject.name) for found in told(seen).hypotheses]
    assert causes[0] == ("oom-killed", "db")
    assert ("crash-loop", "cart") in causes or ("crash-loop", "cart-b") in causes


def test_two_independent_causes_stay_two_and_the_alerts_own_service_comes_first() -> None:
    def broken(app: str) -> Raw:
        spec = container(image=f"registry.test/{app}:2")
        said = waiting("ErrImagePull", "manifest unknown")
        return pod(
            f"{app}-b-1", of=f"{app}-b", labels={"app": app}, spec=[spec], status=[said], phase="Pending"
        )

    seen = snapshot(pods=[broken("cart"), broken("mail")], services=[service("cart"), service("mail")])
    alert = Alert(source="x", name="y", state=AlertState.FIRING, fingerprint="z", labels={"service": "mail"})
    assert [one.subject.name for one in told(seen).hypotheses] == ["cart-b", "mail-b"]
    assert [one.subject.name for one in told(seen, alert=alert).hypotheses] == ["mail-b", "cart-b"]


def test_at_most_three_hypotheses_are_given_and_all_findings_counted() -> None:
    pods = [
        pod(f"w{n}-1", of=f"w{n}", kind="StatefulSet", status=[waiting("CrashLoopBackOff", last=ended(1))])
        for n in range(5)
    ]
    diagnosis = told(snapshot(pods=pods))
    assert (len(diagnosis.hypotheses), diagnosis.findings) == (3, 5)


def calm() -> Snapshot:
    """A healthy namespace with ordinary noise."""
    recovered = event("FailedCreate", "serviceaccount not found", about="cart-b", kind="ReplicaSet", age=4000)
    return snapshot(
        pods=[
            pod(ready=True, status=[running(restarts=2, last=ended(137, seconds_ago=200_000))]),
            pod("report-1", of="report", kind="Job", phase="Succeeded", status=[]),
        ],
        events=[recovered, event("Unhealthy", REFUSED, age=500)],
        deployments=[deployment(ready=1), deployment("night", wanted=0)],
        replicasets=history([OLD], [OLD], age=400_000),
        services=[service()],
        nodes=[node(), node("spare", cordoned=True)],
    )


def test_ordinary_noise_is_healthy() -> None:
    diagnosis = told(calm())
    assert (diagnosis.verdict, diagnosis.hypotheses, diagnosis.gaps) == (VerdictKind.HEALTHY, (), ())


def test_a_leftover_is_told_and_never_ranked() -> None:
    old = ended(137, "OOMKilled", seconds_ago=200_000)
    one = pod(spec=[LIMITED], ready=True, status=[running(restarts=1, last=old)])
    diagnosis = told(snapshot(pods=[one]))
    assert diagnosis.verdict is VerdictKind.HEALTHY
    assert (diagnosis.findings, len(diagnosis.leftovers)) == (0, 1)


@pytest.mark.parametrize("plural", ["pods", "events", "deployments", "replicasets", "services", "nodes"])
def test_what_was_not_read_makes_it_unsure_and_is_said(plural: str) -> None:
    objects = {kind: found for kind, found in calm().objects.items() if kind != plural}
    diagnosis = told(calm().model_copy(update={"objects": objects}))
    assert diagnosis.verdict is VerdictKind.UNSURE
    assert any(gap.what.startswith(plural) for gap in diagnosis.gaps)


def test_a_gap_that_the_snapshot_tells_is_not_told_twice() -> None:
    objects = {kind: found for kind, found in calm().objects.items() if kind != "nodes"}
    refused = Gap(what="nodes", why="forbidden")
    diagnosis = told(calm().model_copy(update={"objects": objects, "gaps": (refused,)}))
    assert diagnosis.gaps == (refused,)
    assert diagnosis.verdict is VerdictKind.UNSURE


def test_a_namespace_without_any_pod_is_not_called_healthy() -> None:
    assert told(snapshot()).verdict is VerdictKind.UNSURE


def test_pods_without_a_status_are_not_called_healthy() -> None:
    one = pod(ready=True)
    del one["status"]
    assert told(snapshot(pods=[one])).verdict is VerdictKind.UNSURE


def test_what_is_ill_and_unexplained_is_unsure_and_named() -> None:
    diagnosis = told(snapshot(pods=[pod(ready=True)], deployments=[deployment(wanted=2, ready=0)]))
    assert diagnosis.verdict is VerdictKind.UNSURE
    assert "cause of Deployment shop/cart: 0 of 2 replicas ready" in {gap.what for gap in diagnosis.gaps}


def test_a_faint_suspicion_alone_is_no_fault() -> None:
    restarted = pod(status=[running(ready=False, restarts=1)])
    elsewhere = {**restarted, "metadata": {**restarted["metadata"], "namespace": "other"}}
    sound = snapshot(pods=[pod("x", of="", ready=True)])
    sets = [{**one, "metadata": {**one["metadata"], "namespace": "other"}} for one in history([OLD], [OLD])]
    objects: dict[str, Any] = {kind: dict(found) for kind, found in sound.objects.items()}
    objects["pods"]["other"], objects["replicasets"]["other"] = (elsewhere,), tuple(sets)
    diagnosis = told(sound.model_copy(update={"objects": objects}))
    assert diagnosis.findings == 1
    assert diagnosis.verdict is VerdictKind.UNSURE


def shuffled(seen: Snapshot, seed: int) -> Snapshot:
    order = random.Random(seed)  # noqa: S311 - a shuffle, no secret
    objects: dict[str, dict[str, tuple[Raw, ...]]] = {}
    for plural in order.sample(sorted(seen.objects), len(seen.objects)):
        objects[plural] = {
            namespace: tuple(order.sample(list(found), len(found)))
            for namespace, found in seen.objects[plural].items()
        }
    return seen.model_copy(update={"objects": objects})


def crowded() -> Snapshot:
    lost = pod(
        "lost-1",
        of="lost",
        kind="StatefulSet",
        spec=[LIMITED],
        status=[waiting("CrashLoopBackOff", last=ended(137, "OOMKilled"))],
    )
    stuck = pod(
        "stuck-1",
        of="stuck",
        kind="DaemonSet",
        status=[waiting("CreateContainerConfigError", 'secret "x" not found')],
        phase="Pending",
    )
    return bad_rollout(
        pods=[lost, stuck, pod("more-1", of="more", kind="StatefulSet", status=[waiting("CrashLoopBackOff")])]
    )


@given(st.integers())
@settings(deadline=None)
def test_the_order_of_lists_changes_nothing(seed: int) -> None:
    assert told(shuffled(crowded(), seed)) == told(crowded())


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["metadata", "name", "spec", "status", "containers", "containerStatuses", "state", "phase"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["metadata", "spec", "status", "involvedObject"]), ODD, max_size=4),
        max_size=4,
    )
)
@settings(deadline=None)
def test_odd_objects_never_end_a_diagnosis(odd: list[Raw]) -> None:
    everything = {plural: {"shop": tuple(odd), "": tuple(odd)} for plural in calm().objects}
    assert told(calm().model_copy(update={"objects": {**everything, "nodes": {"": tuple(odd)}}})).verdict


def test_times_of_the_cluster_are_kept_with_the_evidence() -> None:
    assert any(
        one.at is not None and one.at.isoformat().startswith(ago(60)[:16])
        for one in told(bad_rollout()).evidence
    )
