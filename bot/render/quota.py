"""The model's budget in one line, with times by the reader's own clock."""

from datetime import datetime, tzinfo

from bot.domain.spending import DOLLAR
from bot.render.words import code
from bot.reports.forecast import DAY_OUT, MONTH_OUT, Quota

_WHAT = {DAY_OUT: "the budget of the day is used up", MONTH_OUT: "the budget of the month is used up"}
_PROVIDER = "the provider's quota is used up"


def quota_line(quota: Quota, now: datetime, zone: tzinfo, zone_name: str) -> str:
    """`Model: $3.10 of $100 today, $41 of $1,000 this month; forecast $12 today, $380 this month; ...`.

    `zone_name` is what the reader's profile calls the zone.
    """
    today = f"{money(quota.today)} of {money(quota.day_budget)} today"
    said = [f"Model: {today}, {money(quota.month)} of {money(quota.month_budget)} this month"]
    if quota.out and quota.back_at is not None:
        kept = (
            f"; {money(quota.reserve)} kept for high severity" if quota.out in _WHAT and quota.reserve else ""
        )
        until = _local(quota.back_at, now, zone, zone_name)
        said.append(f"{_WHAT.get(quota.out, _PROVIDER)}: rules alone until {until}{kept}")
    if quota.day_forecast is not None and quota.month_forecast is not None:
        said.append(f"forecast: {money(quota.day_forecast)} today, {money(quota.month_forecast)} this month")
    if quota.peak is not None:
        said.append(f"usual peak from {_local(quota.peak, now, zone, zone_name)}")
    if quota.short_at is not None and not quota.out:
        said.append(f"today's budget may be short from {_local(quota.short_at, now, zone, zone_name)}")
    return "; ".join(said)


def money(micro: int) -> str:
    """`$3.10`, `$1,000`: cents where there are any."""
    cents = f"{micro / DOLLAR:,.2f}"
    return f"${cents.removesuffix('.00')}"


def _local(at: datetime, now: datetime, zone: tzinfo, zone_name: str) -> str:
    """`02:00 Europe/Berlin`, with the date where that is not today's there."""
    local = at.astimezone(zone)
    day = "" if local.date() == now.astimezone(zone).date() else f" on {local.date().isoformat()}"
    return f"{local:%H:%M} {code(zone_name, 40)}{day}"
