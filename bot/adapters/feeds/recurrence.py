"""When an event takes place, in a stretch of time: its rules, more dates, exceptions and moved occurrences.

Rules are worked on the wall clock of the event's zone, so that "every Friday at 22:00" stays at 22:00 over a change of
the clocks; where that makes a window an hour longer or shorter, both ends are told. The work is bounded: rules by the
hour or finer are refused, and so is a calendar that takes too many steps or too long.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from time import monotonic

from dateutil.rrule import rrulestr

from bot.adapters.feeds.events import Event
from bot.domain.errors import OutsideError, PermanentError, TransientError
from bot.domain.noun import Noun

MOST_STEPS, MOST_FOUND = 200_000, 500
SECONDS = 5.0
"""Looked at between two rules; the longest that a single one takes is as long again."""
TOO_FINE = frozenset({"HOURLY", "MINUTELY", "SECONDLY"})
Judge = Callable[[Mapping[str, str]], str]
"""Why a rule, by its parts in capitals, is none for whoever reads the calendar; "" if it is one."""


class Occurrence(Noun):
    """One time that an event takes place, in UTC.

    `ends_by_wall` is when the wall clock shows its end; `ends_at` is that or, if it is later, the end after as long as
    the event lasts.
    """

    event: Event
    starts_at: datetime
    ends_at: datetime
    ends_by_wall: datetime


class _Work:
    """What is left of the bounds of one calendar."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self._until = monotonic() + SECONDS
        self._steps = 0

    def step(self) -> None:
        """One time of a rule, wanted or not."""
        self._steps += 1
        if self._steps > MOST_STEPS:
            raise PermanentError("its rules give too many times to work through")

    def rule(self) -> None:
        """Another rule."""
        if monotonic() > self._until:
            # Of this reading, on a machine that had much else to do: the same rules may do at the next.
            raise TransientError("its rules take too long to work through")


def occurrences(
    events: Sequence[Event], begin: datetime, end: datetime, *, judge: Judge = lambda _rule: ""
) -> tuple[Occurrence, ...]:
    """All that overlap the stretch from `begin` to `end`; `judge` may refuse rules that are none for the caller.

    Raises:
        PermanentError: a rule is not understood or too fine, or all of them are too much work.
        TransientError: they took too long this time.
    """
    try:
        return tuple(_found(events, begin, end, _Work(judge)))
    except OutsideError:
        raise
    # A time before the first year or after the last one; none of it may pass for an empty calendar.
    except Exception as error:
        raise PermanentError(f"its events are not understood ({type(error).__name__})") from error


def _found(events: Sequence[Event], begin: datetime, end: datetime, work: _Work) -> Iterator[Occurrence]:
    count = 0
    moved = {(one.uid, one.moved) for one in events if one.moved is not None}
    for event in events:
        if event.cancelled:
            continue
        for start in _starts(event, end, work):
            if event.moved is None and (event.uid, start) in moved:
                continue
            one = _at(event, start)
            if one.starts_at < end and one.ends_at > begin:
                count += 1
                yield one
        if count > MOST_FOUND:
            raise PermanentError("too many of its events overlap")


def _at(event: Event, start: datetime) -> Occurrence:
    begins = start.replace(tzinfo=event.zone)
    by_wall = (start + event.lasts).replace(tzinfo=event.zone).astimezone(UTC)
    exact = begins.astimezone(UTC) + event.exactly
    if not event.rules and not event.also_at:
        by_wall = exact
    return Occurrence(
        event=event, starts_at=begins.astimezone(UTC), ends_at=max(by_wall, exact), ends_by_wall=by_wall
    )


def _starts(event: Event, end: datetime, work: _Work) -> Iterator[datetime]:
    last = end.astimezone(event.zone).replace(tzinfo=None) + timedelta(days=1)
    seen = set(event.except_at)
    for start in (event.start, *event.also_at, *_ruled(event, last, work)):
        if start not in seen:
            seen.add(start)
            yield start


def _ruled(event: Event, last: datetime, work: _Work) -> Iterator[datetime]:
    for text in event.rules:
        work.rule()
        try:
            rule = rrulestr(_naive(text, event, work.judge), dtstart=event.start)
        except (ValueError, TypeError, OverflowError) as error:
            raise PermanentError("a rule of an event is not understood") from error
        for start in rule:
            work.step()
            if start > last:
                break
            yield start


def _naive(text: str, event: Event, judge: Judge) -> str:
    """The rule with its UNTIL on the wall clock of the event, as its start is."""
    parts = dict(part.partition("=")[::2] for part in text.upper().split(";"))
    if objection := judge(parts):
        raise PermanentError(objection)
    if parts.get("FREQ") in TOO_FINE:
        raise PermanentError(f"a rule repeats {parts['FREQ'].lower()}, which is not worked through")
    until = parts.get("UNTIL", "")
    if until.endswith("Z"):
        at = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        parts["UNTIL"] = f"{at.astimezone(event.zone):%Y%m%dT%H%M%S}"
    elif until and "T" not in until:
        parts["UNTIL"] = f"{until}T235959"
    return ";".join(f"{name}={value}" for name, value in parts.items())
