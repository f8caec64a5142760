"""From the text of a calendar to its events, each as wall-clock times, a zone and rules; strict where it matters.

A calendar that is understood in part is not understood: an event whose rule was dropped would open a window that its
owner believes shut, and half a rota names the wrong person at night. So whatever is wrong in an event refuses the whole
calendar, with a sentence.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar import Calendar
from pydantic import ConfigDict

from bot.domain.errors import PermanentError
from bot.domain.noun import Noun

MOST_EVENTS = 2_000


class Event(Noun):
    """An event; `start` and `except_at` are wall-clock times in `zone`, `lasts` is how long, by the wall clock.

    `exactly` is how long it lasts in real time, which differs over a change of the clocks. `attendees` are e-mail
    addresses. `moved` is the occurrence of the event with the same UID that this one stands for.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True, frozen=True)

    uid: str
    summary: str = ""
    categories: tuple[str, ...] = ()
    attendees: tuple[str, ...] = ()
    zone: tzinfo
    start: datetime
    lasts: timedelta
    exactly: timedelta
    rules: tuple[str, ...] = ()
    also_at: tuple[datetime, ...] = ()
    except_at: frozenset[datetime] = frozenset()
    moved: datetime | None = None
    cancelled: bool = False


def events_of(text: bytes, zone: tzinfo | None) -> tuple[Event, ...]:
    """All events; `zone` is that of dates and times without one, the calendar's own (else UTC) if None.

    Raises:
        PermanentError: it is no calendar, or something in it is not understood.
    """
    if not text.rstrip().upper().endswith(b"END:VCALENDAR"):
        # The library takes a calendar that was cut off for a short one.
        raise PermanentError("it is no iCalendar, or not all of one")
    try:
        calendars = Calendar.from_ical(text, multiple=True)
        found = (event for one in calendars for event in _events(one, zone or _own_zone(one)))
        events = tuple(islice(found, MOST_EVENTS + 1))
    except PermanentError:
        raise
    # The library raises whatever its parts raise; none of it may pass for an empty calendar.
    except Exception as error:
        raise PermanentError(f"it is no iCalendar that can be read ({type(error).__name__})") from error
    if len(events) > MOST_EVENTS:
        raise PermanentError(f"it has more than the {MOST_EVENTS:,} events that are read")
    return events


def _events(calendar: Any, zone: tzinfo) -> Iterator[Event]:
    if calendar.name != "VCALENDAR":
        raise PermanentError("it is no iCalendar")
    for event in calendar.walk("VEVENT"):
        yield _event(event, zone)


def _event(event: Any, zone: tzinfo) -> Event:
    uid = str(event.get("UID", ""))[:200]
    if event.errors:
        raise PermanentError(f"{str(event.errors[0][0])[:40]} of an event is not understood")
    if "DTSTART" not in event:
        raise PermanentError("an event has no start (DTSTART)")
    begin = _local(event["DTSTART"], zone)
    cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
    end = begin if cancelled else _end(event, begin)
    mine = begin.tzinfo or zone
    return Event(
        uid=uid,
        summary=str(event.get("SUMMARY", ""))[:300],
        categories=tuple(str(one)[:100] for one in event.categories),
        attendees=tuple(_attendees(event)),
        zone=mine,
        start=begin.replace(tzinfo=None),
        lasts=end.astimezone(mine).replace(tzinfo=None) - begin.replace(tzinfo=None),
        exactly=end.astimezone(UTC) - begin.astimezone(UTC),
        rules=tuple(one.to_ical().decode() for one in _several(event, "RRULE")),
        also_at=tuple(_times(event, "RDATE", mine)),
        except_at=frozenset(_times(event, "EXDATE", mine)),
        moved=_moved(event["RECURRENCE-ID"], mine) if "RECURRENCE-ID" in event else None,
        cancelled=cancelled,
    )


def _attendees(event: Any) -> Iterator[str]:
    for one in _several(event, "ATTENDEE"):
        scheme, _, address = str(one)[:300].partition(":")
        if scheme.lower() == "mailto":
            yield address


def _end(event: Any, begin: datetime) -> datetime:
    """Its end as said; else by its duration; else the end of a day, or at once."""
    if "DTEND" in event:
        end = _local(event["DTEND"], begin.tzinfo or UTC)
    elif "DURATION" in event:
        lasts: timedelta = event["DURATION"].dt
        # Days are days of the calendar, hours are hours.
        whole = begin + timedelta(days=lasts.days)
        end = (whole.astimezone(UTC) + (lasts - timedelta(days=lasts.days))).astimezone(begin.tzinfo)
    else:
        end = begin + timedelta(days=0 if isinstance(event["DTSTART"].dt, datetime) else 1)
    if end < begin:
        raise PermanentError("an event ends before it begins")
    return end


def _moved(value: Any, zone: tzinfo) -> datetime:
    """The one occurrence that an event stands for; one that stands for all after it too is not understood."""
    if "RANGE" in value.params:
        raise PermanentError("an event moves all that follow it too (RANGE), which is not understood")
    return _wall(value, zone)


def _several(event: Any, name: str) -> list[Any]:
    found = event.get(name, [])
    return found if isinstance(found, list) else [found]


def _times(event: Any, name: str, zone: tzinfo) -> Iterator[datetime]:
    for listed in _several(event, name):
        for one in listed.dts:
            if isinstance(one.dt, tuple):
                raise PermanentError(f"{name} of an event is a period, which is not understood")
            yield _wall(one, zone)


def _wall(value: Any, zone: tzinfo) -> datetime:
    """A time on the wall clock of the zone."""
    return _local(value, zone).astimezone(zone).replace(tzinfo=None)


def _local(value: Any, zone: tzinfo) -> datetime:
    """A date or time with its zone: its own, else the calendar's."""
    at: date | datetime = value.dt
    if not isinstance(at, datetime):
        return datetime.combine(at, time(), zone)
    if at.tzinfo is None and value.params.get("TZID"):
        raise PermanentError(f"the time zone {str(value.params['TZID'])[:60]} is not known")
    return at if at.tzinfo is not None else at.replace(tzinfo=zone)


def _own_zone(calendar: Any) -> tzinfo:
    name = str(calendar.get("X-WR-TIMEZONE", "") or "UTC")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise PermanentError(f"its time zone {name[:60]} is not known") from error
