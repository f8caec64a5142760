import pytest

from bot.domain.mitigation import Scale
from bot.domain.runbook import Limits
from bot.gates.blast_radius import evaluate
from tests.gates.gate_cases import CHECKOUT, case, live, proposal


@pytest.mark.parametrize(("pods", "most", "passed"), [(3, 3, True), (4, 3, False), (0, 1, True)])
def test_pods_are_counted_live_against_the_limit(pods: int, most: int, passed: bool) -> None:
    verdict = evaluate(case(live=live(pods=pods, ready=9), proposal=proposal(limits=Limits(max_pods=most))))
    assert verdict.passed is passed
    assert f"{pods} pods" in verdict.reason
    assert str(most) in verdict.reason


@pytest.mark.parametrize(
    ("pods", "ready", "share", "passed"),
    [(2, 4, 0.5, True), (3, 4, 0.5, False), (6, 2, 0.5, False), (6, 2, 1.0, True), (6, 0, 0.1, True)],
)
def test_the_share_is_of_replicas_that_are_ready(pods: int, ready: int, share: float, passed: bool) -> None:
    asked = case(live=live(pods=pods, ready=ready), proposal=proposal(limits=Limits(max_share=share)))
    assert evaluate(asked).passed is passed


def test_the_share_is_said_in_percent() -> None:
    asked = case(live=live(pods=3, ready=4), proposal=proposal(limits=Limits(max_share=0.5)))
    assert "75% of the ready replicas; the limit is 50%" in evaluate(asked).reason


@pytest.mark.parametrize(("wanted", "passed"), [(1, False), (2, True), (5, True), (6, False)])
def test_replicas_stay_within_their_bounds(wanted: int, passed: bool) -> None:
    scale = Scale(subject=CHECKOUT, from_replicas=3, to_replicas=wanted)
    asked = case(
        live=live(pods=1), proposal=proposal(mitigation=scale, limits=Limits(min_replicas=2, max_replicas=5))
    )
    verdict = evaluate(asked)
    assert verdict.passed is passed
    assert passed or "2 to 5" in verdict.reason


def test_the_replica_bounds_are_no_matter_of_an_undo() -> None:
    assert evaluate(case(proposal=proposal(limits=Limits(min_replicas=50, max_replicas=60)))).passed is True


def test_what_was_not_counted_cannot_be_told() -> None:
    assert evaluate(case(live=None)).passed is None


def test_the_only_ready_replica_is_all_of_them() -> None:
    asked = case(live=live(pods=1, ready=1), proposal=proposal(limits=Limits(max_share=0.5)))
    assert evaluate(asked).passed is False


@pytest.mark.parametrize("counts", [{"pods": 0, "ready": 3}, {"pods": 3, "ready": 0}])
def test_where_no_ready_pod_is_touched_the_share_is_none(counts: dict[str, int]) -> None:
    assert "allowed, 0% of the ready ones" in evaluate(case(live=live(**counts))).reason
