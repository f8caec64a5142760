"""From the text of a calendar to when its events take place, in a stretch of time.

Rules are worked on the wall clock of the event's zone, so a shift at 09:00 stays there over a change of the clocks. The
work is bounded in events, steps and time; a rule by the hour or finer is no shift and is refused.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta, tzinfo
from time import monotonic
from typing import Any, NamedTuple

from dateutil.rrule import rrulestr
from icalendar import Calendar

from bot.domain.errors import PermanentError
from bot.domain.noun import Noun

MOST_EVENTS, MOST_STEPS, MOST_FOUND = 2_000, 50_000, 500
SECONDS = 5.0
TOO_FINE = frozenset({"HOURLY", "MINUTELY", "SECONDLY"})
WITHIN_A_DAY = frozenset({"BYSECOND", "BYMINUTE", "BYHOUR"})
RARE = frozenset({"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYEASTER", "BYSETPOS"})
"""Of these a rule by the day or week may never come true, and would be looked for day by day until the year 9999."""
LONGEST = 300


class Event(Noun):
    """What an event says of whom it is about."""

    summary: str
    attendees: tuple[str, ...] = ()


class _Read(NamedTuple):
    """An event as it was read; `start` is on the wall clock of `zone`, `moved` the occurrence that it stands for."""

    event: Event
    uid: str
    zone: tzinfo
    start: datetime
    lasts: timedelta
    rules: tuple[str, ...]
    also: tuple[datetime, ...]
    without: frozenset[datetime]
    moved: datetime | None


def occurrences(
    text: bytes, zone: tzinfo, begin: datetime, end: datetime
) -> tuple[tuple[Event, datetime, datetime], ...]:
    """Every event with the beginning and end of each time that it overlaps the stretch from `begin` to `end`.

    `zone` is that of days and of times without one.

    Raises:
        PermanentError: it is no calendar, something in it is not understood, or its rules are too much work.
    """
    try:
        return tuple(_occurrences(_events(text, zone), begin, end))
    except PermanentError:
        raise
    # The library raises whatever its parts raise; none of it may pass for an empty calendar.
    except Exception as error:
        raise PermanentError(f"the calendar is not understood ({type(error).__name__})") from error


def _events(text: bytes, zone: tzinfo) -> list[_Read]:
    calendars: Any = Calendar.from_ical(text, multiple=True)
    if not calendars or any(one.name != "VCALENDAR" for one in calendars):
        raise PermanentError("the address answers with no iCalendar")
    found: list[_Read] = []
    for event in (event for one in calendars for event in one.walk("VEVENT")):
        if len(found) == MOST_EVENTS:
            raise PermanentError(f"the calendar has more than the {MOST_EVENTS:,} events that are read")
        if str(event.get("STATUS", "")).upper() != "CANCELLED" or "RECURRENCE-ID" in event:
            found.append(_event(event, zone))
    return found


def _event(event: Any, zone: tzinfo) -> _Read:
    if event.errors or "DTSTART" not in event:
        field = event.errors[0][0] if event.errors else "DTSTART"
        raise PermanentError(f"{str(field)[:40]} of an event of the calendar is not understood")
    begin = _local(event["DTSTART"], zone)
    rules = _several(event, "RRULE")
    if len(rules) > 1:
        raise PermanentError("an event of the calendar has several rules, which is not worked through")
    mine = begin.tzinfo or zone
    cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
    lasts = timedelta(0) if cancelled else _end(event, begin, mine) - begin.replace(tzinfo=None)
    if lasts < timedelta(0):
        raise PermanentError("an event of the calendar ends before it begins")
    return _Read(
        event=Event(summary=str(event.get("SUMMARY", ""))[:LONGEST], attendees=tuple(_attendees(event))),
        uid=str(event.get("UID", ""))[:LONGEST],
        zone=mine,
        start=begin.replace(tzinfo=None),
        lasts=lasts,
        rules=tuple(one.to_ical().decode() for one in rules),
        also=tuple(_times(event, "RDATE", mine)),
        without=frozenset(_times(event, "EXDATE", mine)),
        moved=_moved(event["RECURRENCE-ID"], zone, mine) if "RECURRENCE-ID" in event else None,
    )


def _moved(value: Any, zone: tzinfo, mine: tzinfo) -> datetime:
    """The one occurrence that an event stands for; one that stands for all after it too is not understood."""
    if "RANGE" in value.params:
        raise PermanentError(
            "an event of the calendar moves all that follow it (RANGE), which is not understood"
        )
    return _wall(_local(value, zone), mine)


def _end(event: Any, begin: datetime, zone: tzinfo) -> datetime:
    """On the wall clock: as said, else by the duration, else the end of the day."""
    if "DTEND" in event:
        return _wall(_local(event["DTEND"], zone), zone)
    if "DURATION" in event:
        lasts: timedelta = event["DURATION"].dt
        return begin.replace(tzinfo=None) + lasts
    return begin.replace(tzinfo=None) + timedelta(days=0 if isinstance(event["DTSTART"].dt, datetime) else 1)


def _attendees(event: Any) -> Iterator[str]:
    for one in _several(event, "ATTENDEE"):
        scheme, _, address = str(one)[:LONGEST].partition(":")
        if scheme.lower() == "mailto":
            yield address


def _occurrences(
    events: list[_Read], begin: datetime, end: datetime
) -> Iterator[tuple[Event, datetime, datetime]]:
    until, steps, count = monotonic() + SECONDS, 0, 0
    moved = {(one.uid, one.moved) for one in events if one.moved is not None}
    for read in events:
        last = _wall(end, read.zone) + timedelta(days=1)
        for start in _starts(read, last):
            steps += 1
            if steps > MOST_STEPS or monotonic() > until:
                raise PermanentError("the calendar's rules are too much to work through")
            if start in read.without or (read.moved is None and (read.uid, start) in moved):
                continue
            first = start.replace(tzinfo=read.zone).astimezone(UTC)
            ends = (start + read.lasts).replace(tzinfo=read.zone).astimezone(UTC)
            if first < end and ends > begin:
                count += 1
                if count > MOST_FOUND:
                    raise PermanentError("the calendar has too many events at one time")
                yield read.event, first, ends


def _starts(read: _Read, last: datetime) -> Iterator[datetime]:
    """All that begin before `last`, each once: the first, further dates, and those of the rules."""
    seen: set[datetime] = set()
    for start in (read.start, *read.also):
        if start not in seen:
            seen.add(start)
            yield start
    for text in read.rules:
        for start in _rule(text, read):
            if start > last:
                break
            if start not in seen:
                seen.add(start)
                yield start


def _rule(text: str, read: _Read) -> Any:
    """The rule with its UNTIL on the wall clock, as its start is."""
    parts = dict(part.partition("=")[::2] for part in text.upper().split(";"))
    if parts.get("FREQ") in TOO_FINE or WITHIN_A_DAY & set(parts):
        raise PermanentError("a rule of the calendar repeats within a day, which is no shift")
    if parts.get("FREQ") in {"DAILY", "WEEKLY"} and RARE & set(parts):
        raise PermanentError("a rule of the calendar is of a kind that is not worked through")
    until = parts.get("UNTIL", "")
    if until.endswith("Z"):
        at = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        parts["UNTIL"] = f"{_wall(at, read.zone):%Y%m%dT%H%M%S}"
    elif until and "T" not in until:
        parts["UNTIL"] = f"{until}T235959"
    return rrulestr(";".join(f"{name}={value}" for name, value in parts.items()), dtstart=read.start)


def _several(event: Any, name: str) -> list[Any]:
    found = event.get(name, [])
    return found if isinstance(found, list) else [found]


def _times(event: Any, name: str, zone: tzinfo) -> Iterator[datetime]:
    for listed in _several(event, name):
        for one in listed.dts:
            yield _wall(_local(one, zone), zone)


def _local(value: Any, zone: tzinfo) -> datetime:
    """A date or time with its zone. Raises `PermanentError` for a zone that is not known."""
    at = value.dt
    if not isinstance(at, datetime):
        return datetime.combine(at, time(), zone)
    if at.tzinfo is None and value.params.get("TZID"):
        raise PermanentError(f"the calendar's time zone {str(value.params['TZID'])[:60]} is not known")
    return at if at.tzinfo is not None else at.replace(tzinfo=zone)


def _wall(at: datetime, zone: tzinfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None)
