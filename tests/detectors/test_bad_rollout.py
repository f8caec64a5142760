import pytest

from bot.detectors.bad_rollout import DETECTOR
from bot.facts.revision import RESTARTED
from tests.detectors.shop import (
    Raw,
    container,
    deployment,
    event,
    found,
    history,
    only,
    pod,
    replicaset,
    running,
    snapshot,
    waiting,
)

OLD, NEW = container(image="registry.test/cart:1"), container(image="registry.test/cart:2")
FAILING = pod(spec=[NEW], status=[waiting("CrashLoopBackOff", restarts=2)])
SOUND = pod("cart-a-1", of="cart-a", spec=[OLD], ready=True)


def test_a_rollout_past_its_deadline_names_the_change() -> None:
    late = {
        "type": "Progressing",
        "status": "False",
        "reason": "ProgressDeadlineExceeded",
        "message": "timed out",
    }
    finding = only(
        DETECTOR,
        snapshot(
            pods=[FAILING, SOUND],
            deployments=[deployment(conditions=[{"type": "Available"}, late])],
            replicasets=history([OLD], [NEW]),
        ),
    )
    assert "image registry.test/cart:1 -> registry.test/cart:2" in finding.statement
    assert "1 of the revision before still ready" in finding.statement
    assert finding.next_check == "kubectl -n shop rollout history deployment/cart --revision=2"
    assert finding.strength == 0.8


def test_old_pods_that_fail_too_speak_against_the_change() -> None:
    ill = pod("cart-a-1", of="cart-a", spec=[OLD], ready=False)
    finding = only(DETECTOR, snapshot(pods=[FAILING, ill], replicasets=history([OLD], [NEW])))
    assert finding.against
    assert finding.strength == 0.72


def test_a_mere_restart_is_a_weak_change() -> None:
    newest = replicaset("cart-b", 2, spec=[OLD])
    newest["spec"]["template"]["metadata"]["annotations"] = {RESTARTED: "2026-03-04T02:00:00Z"}
    seen = snapshot(pods=[FAILING], replicasets=[replicaset("cart-a", 1, spec=[OLD]), newest])
    finding = only(DETECTOR, seen)
    assert "changed nothing but a restart mark" in finding.statement
    assert finding.strength < 0.5


def test_a_rollback_is_dated_by_its_scaling_event_not_by_the_old_replicaset() -> None:
    scaled = event(
        "ScalingReplicaSet",
        "Scaled up replica set cart-b from 0 to 1",
        about="cart",
        kind="Deployment",
        age=120,
    )
    seen = snapshot(pods=[FAILING], events=[scaled], replicasets=history([OLD], [NEW], age=90_000))
    assert only(DETECTOR, seen).cites[0].at is not None


@pytest.mark.parametrize(
    ("pods", "replicasets"),
    [
        pytest.param([pod(spec=[NEW], ready=True)], history([OLD], [NEW]), id="a rollout that worked"),
        pytest.param([FAILING], history([OLD], [NEW], age=90_000), id="a change of yesterday"),
        pytest.param([FAILING], [replicaset("cart-b", 1, spec=[NEW])], id="a first revision"),
        pytest.param(
            [pod(spec=[NEW], status=[running(ready=False)], age=10)],
            history([OLD], [NEW]),
            id="pods that just started",
        ),
        pytest.param(
            [pod("cart-a-1", of="cart-a")], history([OLD], [NEW]), id="trouble of the old revision only"
        ),
    ],
)
def test_it_stays_silent_about(pods: list[Raw], replicasets: list[Raw]) -> None:
    assert found(DETECTOR, snapshot(pods=pods, replicasets=replicasets)) == []
