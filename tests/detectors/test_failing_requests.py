import pytest

from bot.detectors.failing_requests import DETECTOR
from tests.detectors.shop import Raw, found, only
from tests.detectors.speed import measured, works, world


def errors(name: str, level: float = 0.4, *, minutes: float = 12, before: float = 0.0) -> Raw:
    return measured("service_error_ratio", (30 - minutes, before), (minutes, level), service=name)


def test_the_origin_is_the_one_that_calls_nothing_that_fails() -> None:
    finding = only(DETECTOR, world([], metrics=[errors("door"), errors("cart"), errors("db")]))
    assert (finding.cause, str(finding.subject)) == ("errors-origin", "StatefulSet shop/db")
    assert [one.name for one in finding.explains] == ["cart", "door"]
    assert "40% of its requests fail" in finding.statement
    assert {one.source for one in finding.cites} == {"metric"}
    assert finding.cites[0].at is not None


def test_a_failing_caller_of_a_dependency_that_is_well_is_the_origin_itself() -> None:
    assert only(DETECTOR, world([], metrics=[errors("door")])).subject.name == "door"


def test_of_workloads_that_call_nobody_known_the_first_to_fail_is_the_origin() -> None:
    told = [errors("x1", minutes=14), errors("x2", minutes=9)]
    finding = only(DETECTOR, world([], [works("x1"), works("x2")], metrics=told))
    assert (finding.subject.name, finding.strength) == ("x1", 0.64)


def test_two_that_began_at_once_are_each_less_sure() -> None:
    seen = world([], [works("x1"), works("x2")], metrics=[errors("x1"), errors("x2")])
    assert [one.strength for one in found(DETECTOR, seen)] == [0.55, 0.55]


@pytest.mark.parametrize(
    "told",
    [
        [errors("cart", 0.01)],
        [errors("cart", 0.1, before=0.09)],
        [errors("cart", minutes=1)],
        [errors("nobody")],
        [measured("service_error_ratio", (15, 0.0), (5, 0.6), (12, 0.0), service="cart")],
        [measured("service_errors_total", (30, 9.0), service="cart")],
    ],
    ids=["few", "as ever", "a minute", "of whom", "over", "a counter"],
)
def test_what_is_small_usual_short_over_or_of_nobody_is_no_finding(told: list[Raw]) -> None:
    assert found(DETECTOR, world([], metrics=told)) == []


def test_failures_of_many_at_once_speak_for_what_they_share() -> None:
    pods = [works("x1"), works("x2"), works("db")]
    assert found(DETECTOR, world([], pods, metrics=[errors("x1"), errors("x2"), errors("db")])) == []
