from bot.gates.satisfiable import evaluate
from tests.gates.gate_cases import at_proposal, case


def test_two_different_people_can_turn_the_keys() -> None:
    assert evaluate(case()).passed is True


def test_a_gate_that_nobody_can_pass_is_said_at_once() -> None:
    verdict = evaluate(at_proposal(pair_exists=False))
    assert verdict.passed is False
    assert "no two different people" in verdict.reason


def test_groups_that_cannot_be_read_are_no_yes() -> None:
    verdict = evaluate(at_proposal(pair_exists=None))
    assert verdict.passed is None
    assert "cannot be read" in verdict.reason
