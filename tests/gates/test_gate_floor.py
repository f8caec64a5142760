from typing import Any

import pytest

from bot.domain.mitigation import (
    Cordon,
    DeletePod,
    EvictPod,
    Mitigation,
    RecreateJob,
    Restart,
    Scale,
    Uncordon,
)
from bot.domain.proposal import AUTOSCALERS, BUDGETS, Budget
from bot.domain.runbook import Limits
from bot.domain.target import Subject
from bot.gates.case import Verdict
from bot.gates.floor import evaluate
from tests.gates.gate_cases import CHECKOUT, case, clipped, live, proposal

POD = Subject(kind="Pod", namespace="shop", name="checkout-a")
DELETE, EVICT = DeletePod(subject=POD), EvictPod(subject=POD)
NODE = Subject(kind="Node", name="worker-3")
CORDON = Cordon(subject=NODE)
AGAIN = RecreateJob(subject=Subject(kind="Job", namespace="shop", name="load"), new_name="load-1a2b3c")


def budget(desired: int = 2, healthy: int = 3, allowed: int = 1, name: str = "checkout") -> Budget:
    return Budget(name=name, desired=desired, healthy=healthy, allowed=allowed)


def judged(mitigation: Mitigation, limits: Limits | None = None, **now: Any) -> Verdict:
    found = live(**({"pods": 1, "losing": 1, "owner": CHECKOUT} | now))
    return evaluate(
        case(live=found, proposal=proposal(mitigation=mitigation, tier=2, limits=limits or Limits()))
    )


def test_what_could_not_be_counted_does_not_pass() -> None:
    assert evaluate(case(live=None)).passed is None


@pytest.mark.parametrize(("wanted", "passed"), [(2, True), (1, False)])
def test_a_scale_down_leaves_what_a_budget_wants(wanted: int, passed: bool) -> None:
    down = Scale(subject=CHECKOUT, from_replicas=3, to_replicas=wanted)
    verdict = judged(down, budgets=(budget(desired=1, name="loose"), budget(desired=2)))
    assert verdict.passed is passed
    assert (
        passed or "PodDisruptionBudget `checkout` wants 2 healthy pods; the action leaves 1" in verdict.reason
    )


def test_a_scale_up_asks_no_budget() -> None:
    up = Scale(subject=CHECKOUT, from_replicas=3, to_replicas=4)
    assert judged(up, budgets=(budget(desired=9),)).passed is True


@pytest.mark.parametrize("mitigation", [DELETE, EVICT])
@pytest.mark.parametrize(
    ("now", "said"),
    [
        ({"owner": None}, "No workload makes another pod"),
        ({"held": True}, "being deleted already"),
        ({"ready": 1}, "leaves 0 ready pods; the minimum is 1"),
        ({"budgets": (budget(allowed=0),)}, "PodDisruptionBudget `checkout` wants 2 healthy pods of 3"),
    ],
)
def test_a_pod_stays_if_too_little_would(mitigation: Mitigation, now: dict[str, Any], said: str) -> None:
    verdict = judged(mitigation, **now)
    assert verdict.passed is False
    assert said in verdict.reason


@pytest.mark.parametrize("mitigation", [DELETE, EVICT])
def test_a_pod_goes_if_enough_stays(mitigation: Mitigation) -> None:
    assert judged(mitigation, budgets=(budget(),)).passed is True


def test_the_minimum_of_a_runbook_counts_for_a_pod_too() -> None:
    assert judged(DELETE, Limits(min_replicas=3)).passed is False


def test_a_pod_that_is_not_ready_takes_no_ready_one_away() -> None:
    assert judged(DELETE, losing=0, ready=0, budgets=(budget(allowed=0),)).passed is True


@pytest.mark.parametrize(
    ("mitigation", "passed"),
    [
        (DELETE, None),
        (EVICT, None),
        (Scale(subject=CHECKOUT, from_replicas=3, to_replicas=2), None),
        (Scale(subject=CHECKOUT, from_replicas=3, to_replicas=4), True),
        (Restart(subject=CHECKOUT), True),
    ],
)
def test_without_the_budgets_nothing_that_takes_pods_away_passes(
    mitigation: Mitigation, passed: bool | None
) -> None:
    verdict = judged(mitigation, unread=(BUDGETS,))
    assert verdict.passed is passed
    assert ("PodDisruptionBudgets could not be read" in verdict.reason) is (passed is None)
    assert judged(mitigation, unread=(AUTOSCALERS,)).passed is True


def test_under_two_budgets_a_pod_may_be_deleted_and_cannot_be_evicted() -> None:
    both = (budget(), budget(name="again"))
    assert judged(DELETE, budgets=both).passed is True
    assert judged(EVICT, budgets=both).passed is False


@pytest.mark.parametrize(
    ("ready", "nodes", "share", "passed"),
    [(4, 4, 0.75, True), (3, 4, 0.75, False), (2, 4, 0.25, True), (1, 4, 0.01, False), (1, 1, 0.5, False)],
)
def test_a_cordon_leaves_a_share_of_the_nodes_and_never_none(
    ready: int, nodes: int, share: float, passed: bool
) -> None:
    verdict = judged(CORDON, Limits(min_nodes_share=share), ready=ready, replicas=nodes, pods=0)
    assert verdict.passed is passed
    assert f"leaves {ready - 1} of {nodes} nodes" in verdict.reason


def test_a_node_that_takes_no_pods_may_be_cordoned_whatever_is_left() -> None:
    assert judged(CORDON, ready=0, replicas=4, pods=0, losing=0).passed is True


@pytest.mark.parametrize(("failed", "passed"), [(True, True), (False, False)])
def test_only_a_failed_job_is_created_again(failed: bool, passed: bool) -> None:
    assert judged(AGAIN, held=failed, losing=0).passed is passed


@pytest.mark.parametrize("mitigation", [Restart(subject=CHECKOUT), Uncordon(subject=NODE)])
def test_what_takes_nothing_away_for_good_passes(mitigation: Mitigation) -> None:
    assert judged(mitigation).passed is True


@pytest.mark.parametrize("mitigation", [DELETE, EVICT])
def test_what_stays_is_counted_and_the_minimum_is_enough(mitigation: Mitigation) -> None:
    more = budget(allowed=2)
    assert "leaves 3 ready pods" in judged(mitigation, ready=4, budgets=(more,)).reason
    assert "leaves 2 ready pods" in judged(mitigation, ready=4, losing=2, budgets=(more,)).reason
    assert judged(mitigation, ready=4, budgets=(more,)).passed is True
    assert judged(mitigation, Limits(min_replicas=1), ready=2).passed is True


def test_a_cordon_may_leave_more_than_the_share() -> None:
    assert judged(CORDON, Limits(min_nodes_share=0.25), ready=4, replicas=4, pods=0).passed is True


def test_of_a_budgets_long_name_as_much_is_said_as_fits() -> None:
    down = Scale(subject=CHECKOUT, from_replicas=3, to_replicas=1)
    assert clipped(judged(down, budgets=(budget(name="x" * 200),)).reason) == 80
    assert clipped(judged(DELETE, budgets=(budget(name="x" * 200, allowed=0),)).reason) == 80
