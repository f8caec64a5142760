"""Quota: what was spent of a day and a month of UTC, what is left to whom, until when, and what is likely to come."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.spending import DOLLAR, Budgets
from bot.reports.forecast import HOUR, Hours, hour_of, quota_of, spent

FRIDAY = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
BUDGETS = Budgets(day=100, month=1000, reserve=0.2)


def at(day: int, hour: int, month: int = 11) -> datetime:
    """An hour of 2026."""
    return datetime(2026, month, day, hour, tzinfo=UTC)


def usual(days: range, hours: range = range(9, 17), dollars: float = 1.0) -> dict[datetime, int]:
    """That much in each of these hours of working days."""
    every = (at(day, hour) for day in days for hour in hours)
    return {one: round(dollars * DOLLAR) for one in every if one.isoweekday() <= 5}


def test_a_day_and_a_month_are_those_of_utc() -> None:
    hours = {at(20, 0): 3, at(19, 23): 5, at(1, 0): 7, at(31, 23, 10): 11}
    assert spent(hours, FRIDAY) == (3, 15)
    assert spent(hours, FRIDAY.astimezone(BERLIN)) == (3, 15)


def test_what_is_left_is_the_tighter_of_both_and_the_reserve_is_for_high_severity() -> None:
    found = quota_of({at(20, 1): 3 * DOLLAR, at(2, 1): 750 * DOLLAR}, BUDGETS, FRIDAY)
    assert (found.today, found.month) == (3 * DOLLAR, 753 * DOLLAR)
    assert found.left == 47 * DOLLAR
    assert found.reserve == 97 * DOLLAR - 47 * DOLLAR
    assert (found.out, found.back_at) == ("", None)


@pytest.mark.parametrize(
    ("hours", "closed", "out", "back"),
    [
        ({at(20, 1): 80 * DOLLAR}, None, "day", at(21, 0)),
        ({at(20, 1): 80 * DOLLAR - 1}, None, "", None),
        ({at(2, 1): 800 * DOLLAR}, None, "month", at(1, 0, 12)),
        ({at(2, 1): 800 * DOLLAR, at(20, 1): 90 * DOLLAR}, None, "month", at(1, 0, 12)),
        ({}, at(20, 16), "provider", at(20, 16)),
        ({at(20, 1): 80 * DOLLAR}, at(20, 16), "day", at(21, 0)),
        ({at(20, 1): 80 * DOLLAR}, at(22, 0), "provider", at(22, 0)),
        ({}, at(20, 14), "", None),
    ],
)
def test_what_is_used_up_says_until_when(
    hours: Hours, closed: datetime | None, out: str, back: datetime
) -> None:
    found = quota_of(hours, BUDGETS, FRIDAY, closed_until=closed)
    assert (found.out, found.back_at) == (out, back)


def test_the_last_of_a_year_is_followed_by_the_first_of_the_next() -> None:
    now = datetime(2026, 12, 31, 23, 59, tzinfo=UTC)
    found = quota_of({hour_of(now): 900 * DOLLAR}, Budgets(day=1000, month=1000), now)
    assert found.back_at == datetime(2027, 1, 1, tzinfo=UTC)


def test_nothing_is_forecast_from_less_than_a_day() -> None:
    for hours in ({}, {at(20, 1): DOLLAR}):
        found = quota_of(hours, BUDGETS, FRIDAY)
        assert (found.day_forecast, found.month_forecast, found.peak, found.short_at) == (
            None,
            None,
            None,
            None,
        )


def test_the_forecast_is_what_was_spent_and_the_usual_of_the_hours_and_days_to_come() -> None:
    hours = usual(range(2, 20)) | {at(20, hour): DOLLAR for hour in range(9, 14)}
    found = quota_of(hours, BUDGETS, FRIDAY)
    assert found.day_forecast == round(7.5 * DOLLAR)  # five hours gone, half of this one, 15 and 16 o'clock
    days_before, days_to_come = 14, 6  # working days of that November
    assert found.month_forecast == round((8 * days_before + 7.5 + 8 * days_to_come) * DOLLAR)


def test_of_a_weekend_that_was_not_yet_seen_the_working_days_are_told() -> None:
    hours = usual(range(16, 20))
    found = quota_of(hours, BUDGETS, FRIDAY)
    assert found.month_forecast == round((8 * 4 + 2.5 + 8 * 10) * DOLLAR)


def test_the_peak_is_the_busiest_hour_by_the_readers_clock_also_over_a_change_of_the_clock() -> None:
    summer = [datetime(2026, 10, day, 12, tzinfo=UTC) for day in (20, 21, 22, 23)]  # 14:00 in Berlin
    winter = [datetime(2026, 10, day, 13, tzinfo=UTC) for day in (26, 27, 28)]  # 14:00 in Berlin
    hours = dict.fromkeys([*summer, *winter], DOLLAR)
    now = datetime(2026, 10, 29, 8, 15, tzinfo=UTC)
    found = quota_of(hours, BUDGETS, now, zone=BERLIN)
    assert found.peak == datetime(2026, 10, 29, 13, tzinfo=UTC)
    assert found.peak.astimezone(BERLIN).hour == 14
    assert found.day_forecast == DOLLAR


def test_a_day_that_is_likely_to_be_short_says_from_when() -> None:
    hours = usual(range(2, 20), dollars=20) | {at(20, 9): 45 * DOLLAR}
    found = quota_of(hours, BUDGETS, FRIDAY)
    assert found.short_at == at(20, 16)  # 45, 10 of this hour, 20 at three, 20 at four: more than 80
    assert quota_of(usual(range(2, 20)), BUDGETS, FRIDAY).short_at is None


@given(
    st.dictionaries(st.integers(0, 24 * 40), st.integers(0, 50 * DOLLAR), max_size=30),
    st.floats(0, 0.9),
    st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kolkata", "Pacific/Apia"]),
)
def test_a_forecast_is_never_less_than_what_was_spent_and_what_is_left_never_more_than_the_budget(
    gone: dict[int, int], reserve: float, zone: str
) -> None:
    hours = {hour_of(FRIDAY) - number * HOUR: cost for number, cost in gone.items()}
    budgets = Budgets(day=100, month=1000, reserve=reserve)
    found = quota_of(hours, budgets, FRIDAY, zone=ZoneInfo(zone))
    assert 0 <= found.left <= found.left + found.reserve <= found.day_budget
    assert found.day_forecast is None or found.day_forecast >= found.today
    assert found.month_forecast is None or found.month_forecast >= found.month
    assert found.peak is None or timedelta(hours=-1) < found.peak - FRIDAY < timedelta(days=1)
    assert (found.back_at is None) == (found.out == "")
