"""A preflight's answer to one person: who is on call, who of them cannot run which step, which links are gone."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.preflight import Can, LinkAnswer, Pair
from bot.domain.rota import Duty
from bot.render.blocks import context, message, section
from bot.render.rendered import Rendered
from bot.render.rota import all_of, duty_lines, pair_line
from bot.render.words import clock, code, count, name, prose
from bot.reports.preflight import StepRow

_ROWS, _LINKS, _WHYS = 15, 5, 4


def preflight_message(
    rows: Sequence[StepRow],
    links: Sequence[LinkAnswer],
    duties: Sequence[Duty],
    pair: Pair | None,
    *,
    reader: str,
    names: dict[str, str],
    checked_at: datetime | None,
    queued: bool,
    now: datetime,
) -> Rendered:
    """To one person: what the last preflight found; `rows` are those of the people on call and of the reader."""
    if checked_at is None:
        first = "No preflight is on the record."
    else:
        first = f"Preflight of {clock(checked_at, now, zone=True)}: {_sum(rows)}"
    again = "Recorded: a new preflight is in the queue; ask again in a minute." if queued else ""
    mine = [one for one in rows if one.who == reader]
    bad = [one for one in rows if one.can is Can.NO]
    partial = [one for one in rows if one.can is Can.YES and one.why]
    dark = [one for one in rows if one.can is Can.UNKNOWN]
    parts = [
        [*duty_lines(duties, now), *([pair_line(pair)] if pair else [])],
        [_mine(mine)] if checked_at else [],
        _rows("cannot run", ": ", bad, names),
        _rows("can run", ", ", partial, names),
        _unknown(dark, names),
        _links(links),
    ]
    shown = [part for part in parts if part]
    flat = [line for part in shown for line in part]
    small = context("Whether a given person can open a link is unknown: it is asked without a sign-in.")
    head = [line for line in (first, again) if line]
    return message([*head, *flat], [section(*head)], [section(*part) for part in shown], [small])


def reader_line(rows: Sequence[StepRow], checked_at: datetime, now: datetime) -> str:
    """What the last preflight found of one person, for that person."""
    return f"Preflight of {clock(checked_at, now)}: {_mine(rows)}"


def _sum(rows: Sequence[StepRow]) -> str:
    counted = {can: sum(one.can is can for one in rows) for can in Can}
    people = len({one.who for one in rows})
    said = f"{count(people, 'person', 'people')}, {count(len(rows), 'step')}"
    return f"{said}, {counted[Can.NO]} refused, {counted[Can.UNKNOWN]} unknown."


def _mine(rows: Sequence[StepRow]) -> str:
    if not rows:
        return "This reader is on no rota and has no cluster user in the configuration, so nothing was asked."
    able = sum(one.can is Can.YES for one in rows)
    unknown = sum(one.can is Can.UNKNOWN for one in rows)
    more = f"; {unknown} are unknown" if unknown else ""
    return f"This reader can run {able} of {count(len(rows), 'step')}{more}."


def _rows(verb: str, joint: str, rows: Sequence[StepRow], names: dict[str, str]) -> list[str]:
    lines = [
        f"{name(names.get(one.who, one.who), 60)} {verb} {code(f'{one.runbook}/{one.step}', 120)}"
        f"{joint}{name(one.why, 200)}"
        for one in rows[:_ROWS]
    ]
    left = len(rows) - len(lines)
    return [*lines, f"{count(left, 'more step')} not shown"] if left > 0 else lines


def _unknown(rows: Sequence[StepRow], names: dict[str, str]) -> list[str]:
    """Each reason once, with whom it is about and how many steps that leaves unknown."""
    reasons: dict[str, list[StepRow]] = {}
    for one in rows:
        reasons.setdefault(one.why, []).append(one)
    return [
        f"Unknown for {all_of([names.get(who, who) for who in dict.fromkeys(one.who for one in found)])}, "
        f"{count(len(found), 'step')}: {name(why, 200)}"
        for why, found in list(reasons.items())[:_WHYS]
    ]


def _links(links: Sequence[LinkAnswer]) -> list[str]:
    bad = [one for one in links if one.can is not Can.YES]
    lines = [
        f"Link {code(one.url, 160)} of runbook {code(one.runbooks[0], 60)}: {one.can.value}, {prose(one.why, 160)}"
        for one in bad[:_LINKS]
    ]
    left = len(bad) - len(lines)
    return [*lines, f"{count(left, 'more link')} not shown"] if left > 0 else lines
