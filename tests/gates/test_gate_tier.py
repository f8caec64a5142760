from typing import Any

import pytest

from bot.domain.mitigation import Cordon, Mitigation, Restart, Scale, Undo
from bot.domain.target import Subject
from bot.gates.tier import evaluate
from bot.gates.tiers import TOOLS, scaling, tier_of
from tests.gates.gate_cases import CHECKOUT, at_proposal, case, keys, live, proposal

RESTART, UNDO = Restart(subject=CHECKOUT), Undo(subject=CHECKOUT, to_revision=6)
UP = Scale(subject=CHECKOUT, from_replicas=3, to_replicas=4)
DOWN = Scale(subject=CHECKOUT, from_replicas=3, to_replicas=2)
SAME = Scale(subject=CHECKOUT, from_replicas=3, to_replicas=3)


@pytest.mark.parametrize(
    ("mitigation", "plain", "critical"),
    [(RESTART, 1, 2), (UNDO, 1, 2), (UP, 1, 2), (DOWN, 2, 2), (SAME, 3, 3)],
)
def test_the_table_of_tiers(mitigation: Mitigation, plain: int, critical: int) -> None:
    assert tier_of(mitigation, live()) == plain
    assert tier_of(mitigation, live(critical=True)) == critical


@pytest.mark.parametrize("mitigation", [RESTART, UNDO, UP, DOWN])
def test_without_opt_in_or_unread_every_action_is_tier_three(mitigation: Mitigation) -> None:
    assert tier_of(mitigation, live(opted_in=False)) == 3
    assert tier_of(mitigation, None) == 3


def test_an_action_that_the_table_does_not_know_counts_as_the_highest_tier() -> None:
    odd = RESTART.model_copy(update={"action": "drain"})
    assert tier_of(odd, live()) == 3


def test_scaling_costs_by_its_direction() -> None:
    assert [scaling(change) for change in (2, -1, 0)] == [1, 2, 3]


@pytest.mark.parametrize("mitigation", [RESTART, UNDO, UP])
def test_tier_one_passes(mitigation: Mitigation) -> None:
    verdict = evaluate(case(proposal=proposal(mitigation=mitigation)))
    assert verdict.passed is True
    assert "tier 1" in verdict.reason


def test_tier_two_passes_if_it_was_shown_so() -> None:
    assert evaluate(case(proposal=proposal(mitigation=DOWN, tier=2))).passed is True


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ({"opted_in": False}, "lookout.dev/mitigations=allowed"),
        ({"critical": True}, "tier 2 now and was shown as tier 1"),
    ],
)
def test_what_is_riskier_than_shown_is_refused(now: dict[str, Any], said: str) -> None:
    verdict = evaluate(case(live=live(**now)))
    assert verdict.passed is False
    assert said in verdict.reason


@pytest.mark.parametrize(("mitigation", "shown"), [(SAME, 3), (SAME, 1), (UNDO, 3)])
def test_tier_three_is_refused_however_it_was_shown(mitigation: Mitigation, shown: int) -> None:
    verdict = evaluate(case(proposal=proposal(mitigation=mitigation, tier=shown)))
    assert verdict.passed is False
    assert "never done by the bot" in verdict.reason


def test_an_unread_target_counts_as_tier_three() -> None:
    assert evaluate(case(live=None)).passed is None


@pytest.mark.parametrize("reason", ["", "  "])
def test_tier_two_asks_a_typed_reason_with_each_key_at_send(reason: str) -> None:
    shown = proposal(mitigation=DOWN, tier=2)
    approval, confirmation = keys(shown.digest)
    silent = confirmation.model_copy(update={"reason": reason})
    one_reason = shown.model_copy(update={"decisions": (approval, silent)})
    assert evaluate(case(proposal=one_reason)).passed is False
    assert evaluate(at_proposal(proposal=one_reason)).passed is True


def test_tier_one_asks_no_reason() -> None:
    shown = proposal()
    silent = tuple(key.model_copy(update={"reason": ""}) for key in keys(shown.digest))
    assert evaluate(case(proposal=shown.model_copy(update={"decisions": silent}))).passed is True


def test_a_tier_that_is_no_tier_is_refused_as_the_highest() -> None:
    verdict = evaluate(case(proposal=proposal(tier=4)))
    assert "never done by the bot" in verdict.reason


@pytest.mark.parametrize(
    ("mitigation", "bearer"), [(UNDO, "namespace"), (Cordon(subject=Subject(kind="Node", name="w1")), "node")]
)
def test_where_the_label_stands_or_lacks_is_said(mitigation: Mitigation, bearer: str) -> None:
    shown = proposal(mitigation=mitigation)
    assert f"the {bearer} has the label" in evaluate(case(proposal=shown)).reason
    lacks = evaluate(case(proposal=shown, live=live(opted_in=False))).reason
    assert lacks.startswith(f"The {bearer} lacks the label")


def test_to_look_costs_nothing() -> None:
    assert TOOLS["observe"] == 0
