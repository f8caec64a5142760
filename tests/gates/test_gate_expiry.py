from datetime import timedelta

import pytest

from bot.gates.expiry import evaluate
from tests.gates.gate_cases import NOW, case, proposal


@pytest.mark.parametrize(
    ("left", "passed"),
    [
        (timedelta(minutes=7), True),
        (timedelta(microseconds=1), True),
        (timedelta(0), False),
        (-timedelta(hours=1), False),
    ],
)
def test_a_proposal_is_good_until_just_before_its_expiry(left: timedelta, passed: bool) -> None:
    verdict = evaluate(case(proposal=proposal(expires_at=NOW + left)))
    assert verdict.passed is passed


def test_the_time_is_said() -> None:
    assert "expires at 02:40 UTC" in evaluate(case()).reason
    assert "expired at 02:33 UTC" in evaluate(case(proposal=proposal(expires_at=NOW))).reason
