import pytest

from bot.domain.mitigation import Mitigation, Restart, Scale, Undo
from bot.domain.proposal import AUTOSCALERS, BUDGETS
from bot.gates.managed_elsewhere import evaluate
from tests.gates.gate_cases import CHECKOUT, case, clipped, live, proposal

RESTART, UNDO = Restart(subject=CHECKOUT), Undo(subject=CHECKOUT, to_revision=6)
SCALE = Scale(subject=CHECKOUT, from_replicas=3, to_replicas=4)


@pytest.mark.parametrize(
    ("manager", "mitigation", "passed"),
    [
        ("Argo CD application shop", UNDO, False),
        ("Argo CD application shop", SCALE, False),
        ("Argo CD application shop", RESTART, True),
        ("Flux Kustomization apps/shop", UNDO, False),
        ("Flux HelmRelease shop", SCALE, False),
        ("Flux HelmRelease shop", RESTART, True),
        ("HorizontalPodAutoscaler checkout", SCALE, False),
        ("HorizontalPodAutoscaler api", SCALE, False),
        ("HorizontalPodAutoscaler api", UNDO, True),
        ("FluxInstance flux (owner reference)", RESTART, False),
        ("Kafka events (owner reference)", RESTART, False),
        ("Kafka events (owner reference)", UNDO, False),
        ("Kafka events (owner reference)", SCALE, False),
    ],
)
def test_what_a_manager_would_undo_is_refused(manager: str, mitigation: Mitigation, passed: bool) -> None:
    asked = case(live=live(manager=manager), proposal=proposal(mitigation=mitigation))
    assert evaluate(asked).passed is passed


@pytest.mark.parametrize(
    ("manager", "mitigation", "instead"),
    [
        ("Argo CD application shop", UNDO, "Revert the commit in Git"),
        ("Flux Kustomization apps/shop", UNDO, "reconcile"),
        ("HorizontalPodAutoscaler api", SCALE, "maxReplicas"),
        ("Kafka events (owner reference)", RESTART, "the resource that owns this object"),
    ],
)
def test_the_manager_is_named_with_what_to_do_there(
    manager: str, mitigation: Mitigation, instead: str
) -> None:
    reason = evaluate(case(live=live(manager=manager), proposal=proposal(mitigation=mitigation))).reason
    assert manager in reason
    assert instead in reason


def test_whether_an_autoscaler_manages_it_cannot_be_told_if_none_could_be_read() -> None:
    verdict = evaluate(case(live=live(unread=(AUTOSCALERS,)), proposal=proposal(mitigation=SCALE)))
    assert verdict.passed is None
    assert "HorizontalPodAutoscalers could not be read" in verdict.reason
    assert evaluate(case(live=live(unread=(BUDGETS,)), proposal=proposal(mitigation=SCALE))).passed is True
    other = live(unread=(AUTOSCALERS,), manager="Argo CD application shop")
    assert "Argo CD" in evaluate(case(live=other, proposal=proposal(mitigation=SCALE))).reason


def test_a_target_without_another_manager_passes() -> None:
    assert evaluate(case()).passed is True


def test_a_target_that_was_not_read_cannot_be_told() -> None:
    assert evaluate(case(live=None)).passed is None


def test_of_a_long_name_as_much_is_said_as_fits() -> None:
    assert clipped(evaluate(case(live=live(manager="x" * 300))).reason) == 80
