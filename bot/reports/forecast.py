"""What was spent on the model, what is left, and what the day and the month are likely to come to. Pure.

Budgets are of UTC days and months. People work by their own clocks, so what is usual at which hour is learnt in the
reader's zone, working days and weekends apart, from the last four weeks. Nothing is forecast from less than one day.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, tzinfo

from bot.domain.noun import Noun
from bot.domain.spending import DOLLAR, Budgets

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WEEKS = 4
DAY_OUT, MONTH_OUT, PROVIDER_OUT = "day", "month", "provider"
Hours = Mapping[datetime, int]
"""Micro-dollars by the hour (of UTC) in which they were spent."""


class Quota(Noun):
    """Micro-dollars, and times in UTC.

    `left` is what any incident may still use, `reserve` what only high and critical severity may use beside it.
    `out` is what keeps others from asking ("day", "month" or "provider", "" for nothing) until `back_at`. Forecasts
    are None where too little is known; `peak` is when the usual busiest hour of the reader's day begins next;
    `short_at` is the hour at which today's budget is likely to be used up, None if it lasts.
    """

    today: int = 0
    month: int = 0
    day_budget: int
    month_budget: int
    left: int
    reserve: int
    out: str = ""
    back_at: datetime | None = None
    day_forecast: int | None = None
    month_forecast: int | None = None
    peak: datetime | None = None
    short_at: datetime | None = None


def quota_of(
    hours: Hours, budgets: Budgets, now: datetime, *, zone: tzinfo = UTC, closed_until: datetime | None = None
) -> Quota:
    """The quota as of `now` (UTC); `closed_until` is when the provider takes requests again."""
    today, month = spent(hours, now)
    day_budget, month_budget = round(budgets.day * DOLLAR), round(budgets.month * DOLLAR)
    free = 1 - budgets.reserve
    left = min(round(day_budget * free) - today, round(month_budget * free) - month)
    whole = min(day_budget - today, month_budget - month)
    out, back_at = _out(today, month, day_budget * free, month_budget * free, now, closed_until)
    usual = _usual(hours, now, zone)
    rest = list(_rest_of_day(usual, now, zone)) if usual else []
    day_forecast = today + round(sum(one for _, one in rest)) if usual else None
    return Quota(
        today=today,
        month=month,
        day_budget=day_budget,
        month_budget=month_budget,
        left=max(0, left),
        reserve=max(0, whole - max(0, left)),
        out=out,
        back_at=back_at,
        day_forecast=day_forecast,
        month_forecast=None
        if day_forecast is None
        else month - today + day_forecast + round(_days_to_come(usual, now)),
        peak=_peak(usual, now, zone),
        short_at=next(_short(rest, day_budget * free - today), None),
    )


def spent(hours: Hours, now: datetime) -> tuple[int, int]:
    """Micro-dollars of this day and of this month, of UTC."""
    day = _midnight(now)
    month = day.replace(day=1)
    today = sum(cost for hour, cost in hours.items() if hour >= day)
    return today, sum(cost for hour, cost in hours.items() if hour >= month)


def hour_of(at: datetime) -> datetime:
    """The hour of UTC that a time is in."""
    return at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _out(
    today: int, month: int, day_most: float, month_most: float, now: datetime, closed_until: datetime | None
) -> tuple[str, datetime | None]:
    """The latest of whatever keeps incidents of ordinary severity from asking."""
    day = _midnight(now)
    walls = [(MONTH_OUT, (day.replace(day=1) + 32 * DAY).replace(day=1))] if month >= month_most else []
    walls += [(DAY_OUT, day + DAY)] if today >= day_most else []
    walls += [(PROVIDER_OUT, closed_until)] if closed_until is not None and closed_until > now else []
    return max(walls, key=lambda one: one[1]) if walls else ("", None)


def _usual(hours: Hours, now: datetime, zone: tzinfo) -> dict[tuple[bool, int], float]:
    """The mean by hour of a working day (False) or of a weekend's (True), from whole days before this one."""
    end = _midnight(now)
    begin = max(end - WEEKS * 7 * DAY, _midnight(min(hours, default=end)))
    if end - begin < DAY:
        return {}
    sums, seen = Counter[tuple[bool, int]](), Counter[tuple[bool, int]]()
    hour = begin
    while hour < end:
        slot = _slot(hour, zone)
        seen[slot] += 1
        sums[slot] += hours.get(hour, 0)
        hour += HOUR
    return {slot: sums[slot] / count for slot, count in seen.items()}


def _expected(usual: Mapping[tuple[bool, int], float], slot: tuple[bool, int]) -> float:
    """Of a kind of day that was not yet seen, the other kind's."""
    weekend, hour = slot
    return usual.get(slot, usual.get((not weekend, hour), 0.0))


def _rest_of_day(
    usual: Mapping[tuple[bool, int], float], now: datetime, zone: tzinfo
) -> Iterator[tuple[datetime, float]]:
    hour = hour_of(now)
    while hour < _midnight(now) + DAY:
        share = min(1.0, (hour + HOUR - now) / HOUR)
        yield hour, _expected(usual, _slot(hour, zone)) * share
        hour += HOUR


def _days_to_come(usual: Mapping[tuple[bool, int], float], now: datetime) -> float:
    """What the whole days after this one, in this month, are likely to come to."""
    day, total = now.astimezone(UTC).date() + DAY, 0.0
    while day.month == now.astimezone(UTC).month:
        total += sum(_expected(usual, (_is_weekend(day), hour)) for hour in range(24))
        day += DAY
    return total


def _peak(usual: Mapping[tuple[bool, int], float], now: datetime, zone: tzinfo) -> datetime | None:
    """When the busiest hour of a day like the reader's today begins next, within a day."""
    ahead = [hour_of(now) + number * HOUR for number in range(24)]
    best = max(ahead, key=lambda hour: _expected(usual, _slot(hour, zone)))
    return best if _expected(usual, _slot(best, zone)) > 0 else None


def _short(rest: list[tuple[datetime, float]], left: float) -> Iterator[datetime]:
    for hour, cost in rest:
        left -= cost
        if left < 0:
            yield hour


def _slot(hour: datetime, zone: tzinfo) -> tuple[bool, int]:
    local = hour.astimezone(zone)
    return _is_weekend(local.date()), local.hour


def _is_weekend(day: date) -> bool:
    return day.isoweekday() > 5  # noqa: PLR2004 # Saturday and Sunday


def _midnight(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
