from bot.gates.lease import evaluate
from tests.gates.gate_cases import at_proposal, case


def test_who_holds_the_lease_may_send() -> None:
    assert evaluate(case()).passed is True


def test_who_lost_the_lease_may_not() -> None:
    assert evaluate(case(lease_held=False)).passed is False


def test_before_send_there_is_no_lease_to_hold() -> None:
    assert evaluate(at_proposal(lease_held=False)).passed is True
