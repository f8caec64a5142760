"""When the events of a rota's calendar take place: `bot.adapters.feeds` works it out, here is what is no shift.

A shift ends when the wall clock says so: at 09:00 the next one begins, in the night of a change of the clocks too.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from bot.adapters.feeds import recurrence
from bot.adapters.feeds.events import Event, events_of
from bot.domain.errors import PermanentError, TransientError

WITHIN_A_DAY = frozenset({"BYSECOND", "BYMINUTE", "BYHOUR"})
RARE = frozenset({"BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYEASTER", "BYSETPOS"})
"""Of these a rule by the day or week may never come true, and would be looked for day by day until the year 9999."""


def occurrences(
    text: bytes, zone: tzinfo, begin: datetime, end: datetime
) -> tuple[tuple[Event, datetime, datetime], ...]:
    """Every event with the beginning and end of each time that it overlaps the stretch from `begin` to `end`.

    `zone` is that of days and of times without one.

    Raises:
        PermanentError: it is no calendar, something in it is no shift or not understood, or its rules are too much.
        TransientError: they took too long this time.
    """
    try:
        found = recurrence.occurrences(_events(text, zone), begin, end, judge=_no_shift)
    except PermanentError as problem:
        raise PermanentError(f"the calendar cannot be used: {problem}") from problem
    except TransientError as problem:
        raise TransientError(f"the calendar cannot be used now: {problem}") from problem
    return tuple((one.event, one.starts_at, one.ends_by_wall) for one in found if one.ends_by_wall > begin)


def _events(text: bytes, zone: tzinfo) -> Sequence[Event]:
    events = events_of(text, zone)
    if any(len(one.rules) > 1 for one in events):
        raise PermanentError("an event has several rules, which is not worked through")
    return events


def _no_shift(rule: Mapping[str, str]) -> str:
    often, parts = rule.get("FREQ"), set(rule)
    if often in recurrence.TOO_FINE or WITHIN_A_DAY & parts:
        return "a rule repeats within a day, which is no shift"
    if often in {"DAILY", "WEEKLY"} and RARE & parts:
        return "a rule is of a kind that is not worked through"
    return ""
