from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.gates.case import Freeze
from bot.gates.freeze import evaluate
from tests.gates.gate_cases import NOW, at_proposal, case

HOUR_AGO, IN_THREE_HOURS = NOW - timedelta(hours=1), NOW + timedelta(hours=3)


def _freeze(scope: str, *, starts_at: datetime = HOUR_AGO, ends_at: datetime = IN_THREE_HOURS) -> Freeze:
    return Freeze(scope=scope, starts_at=starts_at, ends_at=ends_at, why="release weekend")


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        ("all", "all targets"),
        ("cluster:prod", "this cluster"),
        ("namespace:shop", "this namespace"),
        ("service:checkout", "this service"),
    ],
)
def test_a_window_that_names_the_target_refuses_and_says_until_when(scope: str, said: str) -> None:
    for asked in (case(freezes=(_freeze(scope),)), at_proposal(freezes=(_freeze(scope),))):
        verdict = evaluate(asked)
        assert verdict.passed is False
        assert said in verdict.reason
        assert "2026-11-20 05:33 UTC" in verdict.reason


@pytest.mark.parametrize("scope", ["cluster:staging", "namespace:shop-eu", "service:cart", "cluster:"])
def test_a_window_of_another_target_does_not(scope: str) -> None:
    assert evaluate(case(freezes=(_freeze(scope),))).passed is True


@pytest.mark.parametrize("scope", ["team:payments", "", "al", "shop"])
def test_a_scope_of_an_unknown_kind_freezes_everything(scope: str) -> None:
    assert evaluate(case(freezes=(_freeze(scope),))).passed is False


def test_a_window_holds_from_its_start_until_just_before_its_end() -> None:
    hour = timedelta(hours=1)
    begins, ends = _freeze("all", starts_at=NOW), _freeze("all", ends_at=NOW)
    later = _freeze("all", starts_at=NOW + timedelta(microseconds=1), ends_at=NOW + hour)
    assert evaluate(case(freezes=(begins,))).passed is False
    assert evaluate(case(freezes=(ends,))).passed is True
    assert evaluate(case(freezes=(later,))).passed is True


def test_of_several_windows_the_last_end_is_said_in_utc() -> None:
    tokyo = datetime(2026, 11, 21, 9, 0, tzinfo=timezone(timedelta(hours=9)))
    verdict = evaluate(case(freezes=(_freeze("all"), _freeze("namespace:shop", ends_at=tokyo))))
    assert "this namespace is in force until 2026-11-21 00:00 UTC" in verdict.reason
    assert tokyo.astimezone(UTC).hour == 0


def test_a_calendar_that_cannot_be_read_counts_as_frozen() -> None:
    for asked in (case(freezes=None), at_proposal(freezes=None)):
        verdict = evaluate(asked)
        assert verdict.passed is None
        assert "cannot be read" in verdict.reason
