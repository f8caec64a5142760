"""The last drills, each in one line: what came of it, and a warning where it failed or was long ago."""

from collections.abc import Mapping
from datetime import datetime

from bot.domain.drill import WITHIN, Drill, Drilled, DrillName
from bot.render.words import clock, count, prose

NAMES = {
    DrillName.STOP: "Kill switch drill",
    DrillName.FALLBACK: "Fallback drill",
    DrillName.ESCALATION: "Escalation drill",
    DrillName.RESTORE: "Restore drill",
}


def drill_lines(last: Mapping[DrillName, Drilled], now: datetime) -> list[str]:
    """A line for each drill that there is."""
    return [drill_line(name, last.get(name), now) for name in DrillName]


def drill_line(name: DrillName, last: Drilled | None, now: datetime) -> str:
    """When it was, what came of it, and what to do where that is not to be relied on."""
    again = f"`lookout drill {name.value}` makes"
    if last is None:
        return f"{NAMES[name]}: none is on record. {again} one"
    at = clock(last.at, now, zone=True)
    old = f". Older than 14 days: {again} a new one" if last.is_old(now) else ""
    if last.stop is not None:
        return f"{NAMES[name]} at {at}: {_measured(last.stop)}{old}"
    failed = "" if last.passed else "failed: "
    return f"{NAMES[name]} at {at}: {failed}{prose(last.said, 300)}{old}"


def _measured(drill: Drill) -> str:
    took = f"from lever to last effect {drill.worst:.2f} s at most, {drill.p50:.2f} s in the middle"
    who = f"{count(drill.canaries, 'canary', 'canaries')} in {count(drill.processes, 'process', 'processes')}"
    slow = "" if drill.in_time else f". Slower than the {WITHIN:g} s that it may take"
    return f"{took} ({who}){slow}"
