from datetime import timedelta

import pytest

from bot.gates.stopped import evaluate
from tests.gates.gate_cases import NOW, at_proposal, case, clipped, switch


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        ("everything", "set for everything"),
        ("mitigation", "set for mitigation"),
        ("service:checkout", "this service"),
        ("incident:inc-1", "this incident"),
    ],
)
def test_a_lever_for_this_change_stops_it(scope: str, said: str) -> None:
    for asked in (case(switch=switch(scope)), at_proposal(switch=switch(scope))):
        verdict = evaluate(asked)
        assert verdict.passed is False
        assert said in verdict.reason


@pytest.mark.parametrize("scope", ["model", "posting", "service:cart", "incident:inc-2", "prompt:7"])
def test_a_lever_for_something_else_does_not(scope: str) -> None:
    assert evaluate(case(switch=switch(scope))).passed is True


def test_a_switch_that_cannot_be_read_counts_as_stopped() -> None:
    for asked in (case(switch=switch(readable=False)), at_proposal(switch=switch(readable=False))):
        assert evaluate(asked).passed is None


def test_a_lever_known_from_an_unreadable_switch_still_stops() -> None:
    assert evaluate(case(switch=switch("mitigation", readable=False))).passed is False


@pytest.mark.parametrize(("age", "passed"), [(0.0, True), (1.0, True), (1.001, None), (-1.001, None)])
def test_at_send_the_switch_was_read_at_most_a_second_ago(age: float, passed: bool | None) -> None:
    old = switch(read_at=NOW - timedelta(seconds=age))
    assert evaluate(case(switch=old)).passed is passed


def test_as_a_proposal_opens_an_older_read_is_enough() -> None:
    assert evaluate(at_proposal(switch=switch(read_at=NOW - timedelta(seconds=4)))).passed is True


def test_of_levers_that_cannot_be_read_the_first_is_named_and_no_longer_than_fits() -> None:
    unread = ("x" * 300, "the file `stop` cannot be read")
    reason = evaluate(case(switch=switch(readable=False, unread=unread))).reason
    assert "the file" not in reason
    assert clipped(reason) == 160
    other = evaluate(case(switch=switch(readable=False, unread=unread[::-1]))).reason
    assert "the file stop cannot be read" in other
