"""The model's budget in one line, by the reader's clock."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.spending import DOLLAR
from bot.render.quota import money, quota_line
from bot.reports.forecast import Quota
from tests.render.quota_said import NOW, QUOTA, line


def test_money_has_cents_where_there_are_any() -> None:
    assert [money(one) for one in (0, 3_100_000, 1_000 * DOLLAR, 9_999)] == ["$0", "$3.10", "$1,000", "$0.01"]


def test_the_line_has_what_was_spent_what_is_likely_and_the_usual_peak() -> None:
    assert line() == (
        "Model: $3.10 of $100 today, $41 of $1,000 this month; forecast: $12 today, $380 this month; "
        "usual peak from 15:00 `Europe/Berlin`"
    )


@pytest.mark.parametrize(
    ("out", "said"),
    [
        (
            "day",
            "the budget of the day is used up: rules alone until 01:00 `Europe/Berlin` on 2026-11-21; $20 kept",
        ),
        (
            "month",
            "the budget of the month is used up: rules alone until 01:00 `Europe/Berlin` on 2026-11-21; $20",
        ),
        (
            "provider",
            "the provider's quota is used up: rules alone until 01:00 `Europe/Berlin` on 2026-11-21; fore",
        ),
    ],
)
def test_what_is_used_up_has_the_time_of_return_by_the_readers_clock(out: str, said: str) -> None:
    assert said in line(out=out, reserve=20 * DOLLAR, back_at=datetime(2026, 11, 21, tzinfo=UTC))


def test_a_budget_that_may_be_short_says_from_when() -> None:
    at = datetime(2026, 11, 20, 16, tzinfo=UTC)
    assert line(short_at=at).endswith("; today's budget may be short from 17:00 `Europe/Berlin`")
    assert "short" not in line(short_at=at, out="day", back_at=at)


def test_a_young_record_has_no_forecast() -> None:
    young = Quota(day_budget=DOLLAR, month_budget=DOLLAR, left=0, reserve=0)
    assert quota_line(young, NOW, ZoneInfo("UTC"), "UTC") == "Model: $0 of $1 today, $0 of $1 this month"
    assert QUOTA.out == ""
