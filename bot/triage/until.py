"""Until: a time as a person types it, in that person's own zone: `2h`, `17:00`, `2026-12-01T09:00`."""

import re
from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

AFTER = re.compile(r"^([0-9]{1,4})(m|h|d)$")
CLOCK = re.compile(r"^([01]?[0-9]|2[0-3]):([0-5][0-9])$")
DAY = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$")
UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
FORMS = "Times are `2h`, `17:00` or `2026-12-01T09:00`."


def zone_of(name: str) -> tzinfo:
    """The zone of that name; UTC if this machine does not know it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def read_until(word: str, now: datetime, zone: tzinfo, *, longest: timedelta) -> datetime | str:
    """The instant in that zone, after `now` and within `longest`, or a sentence that says what is wrong."""
    at = _instant(word, now, zone)
    if at is None:
        return f"That is no time. {FORMS}"
    if at <= now:
        return "That time has passed already."
    if at > now + longest:
        return f"That is later than {longest.days} days from now, the longest that is possible."
    return at


def _instant(word: str, now: datetime, zone: tzinfo) -> datetime | None:
    if after := AFTER.match(word):
        return now + int(after[1]) * UNITS[after[2]]
    if clock := CLOCK.match(word):
        local = now.astimezone(zone)
        today = local.replace(hour=int(clock[1]), minute=int(clock[2]), second=0, microsecond=0, fold=0)
        at = today if today > local else _tomorrow(today)
        return at.astimezone(UTC)
    if DAY.match(word):
        try:
            return datetime.fromisoformat(word).replace(tzinfo=zone).astimezone(UTC)
        except ValueError:
            return None
    return None


def _tomorrow(at: datetime) -> datetime:
    """The same time of day on the next date, also where the night between has an hour more or less."""
    return at + timedelta(days=1)
