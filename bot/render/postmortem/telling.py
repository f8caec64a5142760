"""How the moments of a postmortem are told: one line each, as plain text, which every form escapes in its own way."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from bot.domain.noun import Noun
from bot.render.picture import lasting
from bot.render.words import count, system, utc
from bot.reports.postmortem.nouns import Lane, Moment, Postmortem, Signal

_GAPS, BRIEF = 6, timedelta(minutes=2)
_Kept = tuple[datetime, Lane, str, Signal | None]
MOST = 16
"""Moments of one lane that are numbered and drawn; how many more there are is said."""


class Numbered(Noun):
    """A moment with the number under which the picture and the list have it."""

    number: int
    at: datetime
    lane: Lane
    said: str
    signal: Signal | None = None


class Numbers(Noun):
    """All that are numbered, in the order of time, and how many of each lane are not, with one line for each lane."""

    told: tuple[Numbered, ...]
    left_out: tuple[str, ...] = ()


def numbered(found: Postmortem, names: Mapping[str, str]) -> Numbers:
    """The moments and the begins of all alerts, numbered from 1."""
    kept: list[_Kept] = []
    left: list[str] = []
    for lane in Lane:
        of_lane: list[_Kept] = [
            *((one.begins, lane, told_signal(one), one) for one in found.signals if lane is Lane.ALERTS),
            *((one.at, lane, told(one, names), None) for one in found.moments if one.lane is lane),
        ]
        once = _once(of_lane)
        kept += once if len(once) <= MOST else [*once[: MOST // 2], *once[-MOST // 2 :]]
        if (more := len(once) - MOST) > 0:
            left.append(f"{lane.value}: {count(more, 'more in between', 'more in between')}, not shown.")
    order = sorted(kept, key=lambda one: (one[0], list(Lane).index(one[1])))
    return Numbers(
        told=tuple(
            Numbered(number=place, at=at, lane=lane, said=said, signal=signal)
            for place, (at, lane, said, signal) in enumerate(order, start=1)
        ),
        left_out=tuple(left),
    )


def _once(found: Sequence[_Kept]) -> list[_Kept]:
    """What was said several times in a row is said once, with how often."""
    groups = [list(group) for _, group in groupby(found, key=lambda one: one[2])]
    return [
        first
        if not rest
        else (*first[:2], f"{first[2]}, {len(rest) + 1} times until {utc(rest[-1][0]):%H:%M}", first[3])
        for first, *rest in groups
    ]


def told(moment: Moment, names: Mapping[str, str]) -> str:
    """One moment as a sentence without its time; what is of others in it is not escaped yet."""
    if moment.lane is Lane.RESTARTS:
        often = f" {moment.times} times until {utc(moment.until):%H:%M}" if moment.until else ""
        return f"{moment.about}: {moment.what}{often} ({moment.why})"
    if moment.lane is Lane.ROLLOUTS:
        return f"{moment.about}: {moment.what}{f': {moment.why}' if moment.why else ''}"
    who = f"{called(moment.who, names)} " if moment.who else ""
    to = f" {called(moment.to, names)}" if moment.to else ""
    more = ", ".join(part for part in (moment.about, moment.why) if part)
    what = moment.what if who else f"{moment.what[:1].upper()}{moment.what[1:]}"
    return f"{who}{what}{to}{f': {more}' if more else ''}"


def told_signal(signal: Signal) -> str:
    """`HighErrorRate fires (Alertmanager)`, and when its source reported recovery."""
    ended = f", recovery reported at {utc(signal.until):%H:%M}" if signal.until else ", no recovery reported"
    return f"{signal.name} fires ({system(signal.source)}){ended}"


def called(user: str, names: Mapping[str, str]) -> str:
    """A person by name where it is known, else by the account's id."""
    return names.get(user) or user


def span(begins: datetime, ends: datetime | None, now: datetime) -> str:
    """`from 02:14 to 02:31 UTC`; with dates where the day changes; an open end says so.

    Of what lasted less than two minutes the seconds are told.
    """
    first, last = utc(begins), utc(ends or now)
    clock = "%H:%M:%S" if last - first < BRIEF else "%H:%M"
    one_day = first.date() == last.date()
    begun = first.strftime(clock) if one_day else f"{first.strftime(clock)} on {first.date().isoformat()}"
    ended = (
        f"{last.strftime(clock)} UTC"
        if one_day
        else f"{last.strftime(clock)} UTC on {last.date().isoformat()}"
    )
    return f"from {begun} to {ended}" if ends else f"since {begun}{' UTC' if one_day else ''}, as of {ended}"


def unowned_line(found: Postmortem) -> str:
    """`Nobody owned it from 02:14 to 02:31 UTC (17 min).`, or "" if somebody always did."""
    gaps = found.unowned
    if not gaps:
        return ""
    said = (
        f"{span(one.begins, one.ends, found.now)} ({lasting(one.lasted(found.now))})" for one in gaps[:_GAPS]
    )
    more = f"; and {count(len(gaps) - _GAPS, 'more time')}" if len(gaps) > _GAPS else ""
    return f"Nobody owned it {'; '.join(said)}{more}."


def times_of(found: Postmortem) -> Sequence[datetime]:
    """Every time that the axis must hold; the end of what is still so is now."""
    return (
        found.begins,
        found.ends,
        *(one.at for one in found.moments),
        *(one.until for one in found.moments if one.until),
        *(one.until for one in found.signals if one.until),
        *(one.begins for one in found.owners),
    )
