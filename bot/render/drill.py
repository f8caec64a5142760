"""The last drill of the kill switch in one line."""

from datetime import datetime

from bot.domain.drill import WITHIN, Drill
from bot.render.words import clock, count

NONE_YET = "Kill switch drill: none is on record. `lookout drill stop` makes one"


def drill_line(drill: Drill | None, now: datetime) -> str:
    """When it was, what it measured, and a warning where it was slow or long ago."""
    if drill is None:
        return NONE_YET
    slow = "" if drill.in_time else f". Slower than the {WITHIN:g} s that it may take"
    old = ". Older than 14 days: `lookout drill stop` makes a new one" if drill.is_old(now) else ""
    took = f"from lever to last effect {drill.worst:.2f} s at most, {drill.p50:.2f} s in the middle"
    who = f"{count(drill.canaries, 'canary', 'canaries')} in {count(drill.processes, 'process', 'processes')}"
    return f"Kill switch drill at {clock(drill.at, now, zone=True)}: {took} ({who}){slow}{old}"
