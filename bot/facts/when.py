"""Times as the API writes them, as aware datetimes."""

from datetime import UTC, datetime
from typing import Any

from bot.facts.raw import text

_FIRST_YEAR, _LAST_YEAR = 1970, 9000


def instant(written: Any) -> datetime | None:
    """An RFC 3339 time, or None if it is absent or unreadable; a time without a zone is UTC.

    Go's "no time" (the year 1) is none, and neither is what lies so far off that arithmetic with it would fail.
    """
    if not isinstance(written, str) or not written:
        return None
    try:
        read = datetime.fromisoformat(written)
    except ValueError:
        return None
    if not _FIRST_YEAR <= read.year <= _LAST_YEAR:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def newest(*times: datetime | None) -> datetime | None:
    """The latest of the known times."""
    return max((one for one in times if one), default=None)


def event_time(event: Any) -> datetime | None:
    """When an event was last seen: the newest of all its times, for old and new recorders alike."""
    return newest(
        instant(text(event, "eventTime")),
        instant(text(event, "series", "lastObservedTime")),
        instant(text(event, "lastTimestamp")),
        instant(text(event, "firstTimestamp")),
    )


def first_time(event: Any) -> datetime | None:
    """When an event was first seen, as far as it tells."""
    told = (instant(text(event, field)) for field in ("firstTimestamp", "eventTime", "lastTimestamp"))
    return next((one for one in told if one), None)


def seconds_between(earlier: datetime | None, later: datetime | None) -> float | None:
    """Seconds from one time to the other; None if one is unknown."""
    return (later - earlier).total_seconds() if earlier and later else None
