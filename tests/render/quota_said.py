"""The budget line in its states."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain.spending import DOLLAR
from bot.render.quota import quota_line
from bot.reports.forecast import Quota

NOW = datetime(2026, 11, 20, 12, 14, tzinfo=UTC)
QUOTA = Quota(
    today=3_100_000,
    month=41 * DOLLAR,
    day_budget=100 * DOLLAR,
    month_budget=1_000 * DOLLAR,
    left=76_900_000,
    reserve=20 * DOLLAR,
    day_forecast=12 * DOLLAR,
    month_forecast=380 * DOLLAR,
    peak=datetime(2026, 11, 20, 14, tzinfo=UTC),
)


def line(**changes: Any) -> str:
    """The line for a reader in Berlin."""
    return quota_line(QUOTA.model_copy(update=changes), NOW, ZoneInfo("Europe/Berlin"), "Europe/Berlin")


def lines() -> dict[str, str]:
    """Every state of it."""
    back = datetime(2026, 11, 21, tzinfo=UTC)
    return {
        "quota": line(),
        "quota short": line(short_at=back),
        **{f"quota out by {one}": line(out=one, back_at=back) for one in ("day", "month", "provider")},
    }
