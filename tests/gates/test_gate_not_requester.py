import pytest

from bot.gates.not_requester import evaluate
from tests.gates.gate_cases import IVY, OMAR, ZOE, at_proposal, case, fresh, proposal


def test_the_requester_does_not_approve() -> None:
    verdict = evaluate(case(proposal=proposal(requester=IVY)))
    assert verdict.passed is False
    assert "requester's own" in verdict.reason


def test_the_requester_may_confirm_as_the_owner() -> None:
    assert evaluate(case(proposal=proposal(requester=OMAR))).passed is True


def test_a_runbooks_proposal_has_no_requester() -> None:
    assert evaluate(case()).passed is True


def test_before_any_key_it_passes() -> None:
    assert evaluate(at_proposal(proposal=proposal(requester=ZOE, decisions=()))).passed is True


@pytest.mark.parametrize("other", ["U0AAA", "U0ZZZ"])
def test_another_requester_is_another_whichever_sorts_first(other: str) -> None:
    assert evaluate(case(proposal=proposal(requester=other))).passed is True


def test_the_requester_is_known_by_an_equal_id() -> None:
    assert evaluate(case(proposal=proposal(requester=fresh(IVY)))).passed is False
