"""When an event takes place, in a stretch of time: its rules, more dates, exceptions and moved occurrences.

Rules are worked on the wall clock of the event's zone, so that "every Friday at 22:00" stays at 22:00 over a change of
the clocks; where that makes a window an hour longer or shorter, the longer one counts. The work is bounded: rules by
the hour or finer are refused, and so is a calendar that takes too many steps or too long.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from time import monotonic

from dateutil.rrule import rrulestr

from bot.adapters.freezes.events import Event
from bot.domain.errors import PermanentError, TransientError
from bot.domain.noun import Noun

MOST_STEPS, MOST_FOUND = 200_000, 500
SECONDS = 5.0
"""Looked at between two rules; the longest that a single one takes is as long again."""
TOO_FINE = frozenset({"HOURLY", "MINUTELY", "SECONDLY"})


class Occurrence(Noun):
    """One time that an event takes place, in UTC."""

    event: Event
    starts_at: datetime
    ends_at: datetime


class _Work:
    """What is left of the bounds of one calendar."""

    def __init__(self, seconds: float) -> None:
        self._until = monotonic() + seconds
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
    events: Sequence[Event], begin: datetime, end: datetime, *, seconds: float = SECONDS
) -> tuple[Occurrence, ...]:
    """All that overlap the stretch from `begin` to `end`.

    Raises:
        PermanentError: a rule is not understood or too fine, or all of them are too much work.
        TransientError: they took too long this time.
    """
    work, found = _Work(seconds), []
    moved = {(one.uid, one.moved) for one in events if one.moved is not None}
    for event in events:
        if event.cancelled:
            continue
        for start in _starts(event, end, work):
            if event.moved is None and (event.uid, start) in moved:
                continue
            one = _at(event, start)
            if one.starts_at < end and one.ends_at > begin:
                found.append(one)
        if len(found) > MOST_FOUND:
            raise PermanentError("too many of its events overlap")
    return tuple(found)


def _at(event: Event, start: datetime) -> Occurrence:
    begins = start.replace(tzinfo=event.zone)
    by_wall = (start + event.lasts).replace(tzinfo=event.zone).astimezone(UTC)
    exact = begins.astimezone(UTC) + event.exactly
    if not event.rules and not event.also_at:
        by_wall = exact
    return Occurrence(event=event, starts_at=begins.astimezone(UTC), ends_at=max(by_wall, exact))


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
            rule = rrulestr(_naive(text, event), dtstart=event.start)
        except (ValueError, TypeError, OverflowError) as error:
            raise PermanentError("a rule of an event is not understood") from error
        for start in rule:
            work.step()
            if start > last:
                break
            yield start


def _naive(text: str, event: Event) -> str:
    """The rule with its UNTIL on the wall clock of the event, as its start is."""
    parts = dict(part.partition("=")[::2] for part in text.upper().split(";"))
    if parts.get("FREQ") in TOO_FINE:
        raise PermanentError(f"a rule repeats {parts['FREQ'].lower()}, which is not worked through")
    until = parts.get("UNTIL", "")
    if until.endswith("Z"):
        at = datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        parts["UNTIL"] = f"{at.astimezone(event.zone):%Y%m%dT%H%M%S}"
    elif until and "T" not in until:
        parts["UNTIL"] = f"{until}T235959"
    return ";".join(f"{name}={value}" for name, value in parts.items())
