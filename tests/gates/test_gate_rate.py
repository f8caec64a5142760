from datetime import timedelta

import pytest

from bot.domain.runbook import Limits
from bot.gates.rate import WINDOW, allowed, evaluate
from tests.gates.gate_cases import case, proposal


@pytest.mark.parametrize(
    ("done", "allowed", "passed"), [(0, 1, True), (1, 1, False), (1, 2, True), (3, 2, False)]
)
def test_a_service_gets_few_changes_an_hour(done: int, allowed: int, passed: bool) -> None:
    asked = case(changes_last_hour=done, proposal=proposal(limits=Limits(per_hour=allowed)))
    verdict = evaluate(asked)
    assert verdict.passed is passed
    assert f"{done}; the limit is {allowed}" in verdict.reason


@pytest.mark.parametrize(("done", "passed"), [(0, True), (1, False)])
def test_tier_two_is_allowed_once_whatever_the_step_says(done: int, passed: bool) -> None:
    asked = case(changes_last_hour=done, proposal=proposal(tier=2, limits=Limits(per_hour=5)))
    assert evaluate(asked).passed is passed


def test_what_is_above_tier_two_is_allowed_no_more_than_that() -> None:
    assert allowed(proposal(tier=3, limits=Limits(per_hour=5))) == 1


def test_what_is_counted_is_an_hour() -> None:
    assert timedelta(hours=1) == WINDOW
