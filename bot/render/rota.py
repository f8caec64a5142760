"""Rotas in words: who is on call, and whether two of them could turn the two keys.

Names are plain words, never mentions: to be on call pings nobody.
"""

import re
from collections.abc import Sequence
from datetime import datetime

from bot.domain.preflight import Can, Pair
from bot.domain.rota import Duty, Shift
from bot.render.blocks import message, section
from bot.render.rendered import Rendered
from bot.render.words import clock, code, count, listed, name, prose

_NAMES = 4
_ROTA = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def all_of(names: Sequence[str]) -> str:
    """`Nora, Emil and 3 others`, in plain words."""
    shown = [name(one, 60) for one in names[:_NAMES]]
    more = [count(len(names) - _NAMES, "other")] if len(names) > _NAMES else []
    *first, last = [*shown, *more]
    return f"{', '.join(first)} and {last}" if first else last


def rota_label(rota: str) -> str:
    """A rota's name as a code span: the configuration's own word, so one like `responders` is no claim of an alert."""
    return f"`{rota}`" if _ROTA.fullmatch(rota) else code(rota, 60)


def duty_lines(duties: Sequence[Duty], now: datetime) -> list[str]:
    """Who is on call by each rota, and who is next."""
    return [_duty(one, now) for one in duties]


def _duty(duty: Duty, now: datetime) -> str:
    label = f"Rota {rota_label(duty.rota)}"
    read = f" as of {clock(duty.read_at, now)}" if duty.read_at else ""
    if not duty.known(now):
        why = prose(duty.problem or "it was read too long ago", 200)
        last = f" It said{read}: {_shifts(duty.on_call(now), now)}." if duty.on_call(now) else ""
        return f"{label}: unknown, since it cannot be read: {why}.{last}"
    following = duty.next(now)
    starts = f", from {clock(following[0].starts_at, now)}" if following and following[0].starts_at else ""
    after = f" Next: {all_of([one.name for one in following])}{starts}." if following else ""
    return f"{label}{read}: {_shifts(duty.on_call(now), now)}.{after}"


def _shifts(shifts: Sequence[Shift], now: datetime) -> str:
    return listed([_shift(one, now) for one in shifts], _NAMES, "person") or "nobody is on call"


def _shift(shift: Shift, now: datetime) -> str:
    until = f" until {clock(shift.ends_at, now)}" if shift.ends_at else ""
    return f"{name(shift.name, 60)}{until}"


def pair_line(pair: Pair) -> str:
    """Whether those on call could turn the two keys."""
    if pair.can is Can.YES:
        return "Two of those on call could approve and confirm a change."
    begin = "No two of those on call" if pair.can is Can.NO else "Unknown whether two of those on call"
    return f"{begin} could approve and confirm a change: {prose(pair.why, 200)}."


def no_pair_message(pair: Pair, *, now: datetime) -> Rendered:
    """To Lookout's own on-call: a gate that nobody could satisfy tonight."""
    first = f"{pair_line(pair)} As of {clock(now, now, zone=True)}."
    what = "A change takes two people: a commander, and another member of the responders group."
    todo = "Next check: the rotas of lookout.yaml, and the two groups. `/lookout preflight` shows who is on call."
    return message([first, what, todo], [section(first, what, todo)])
