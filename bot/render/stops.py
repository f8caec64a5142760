"""Levers in words: what is stopped, since when, by whom and why, and where a lever is lifted that no command lifts."""

from datetime import datetime

from bot.domain.stop import Lever, Stop, Switch
from bot.render.words import clock, code, count, mention, typed

_SHOWN, _SILENT = 20, 5
_LIFTED = {
    Lever.FILE: "It is lifted by removing the file {place}, and by nothing else.",
    Lever.CONFIGMAP: "It is lifted by deleting the ConfigMap {place}, and by nothing else.",
}
UNREADABLE = "The kill switch cannot be read: no change to the cluster is possible until it can"


def stop_line(stop: Stop, now: datetime) -> str:
    """`Stop in force for mitigation since 02:14, lever: <@U0NORA>, reason given: ...`."""
    why = f", reason given: {typed(stop.why)}" if stop.why else ""
    return f"Stop in force for {code(stop.scope, 80)} since {clock(stop.at, now)}, {lever_words(stop)}{why}"


def lever_words(stop: Stop) -> str:
    """Who pulled it, or what it is."""
    if stop.lever is not Lever.RECORD:
        return (
            f"lever: the {stop.lever} {code(stop.place, 120)}" if stop.place else f"lever: the {stop.lever}"
        )
    return f"lever: {mention(stop.by)}" if stop.by else "lever: not named"


def lifted_where(stop: Stop) -> str:
    """Where a lever is lifted that no command lifts, "" for one of the record."""
    return _LIFTED[stop.lever].format(place=code(stop.place, 120)) if stop.lever in _LIFTED else ""


def unreadable_lines(switch: Switch) -> list[str]:
    """That the switch cannot be read, and which lever is silent and why; none if all can."""
    if switch.readable:
        return []
    return [UNREADABLE, *(f"This lever gives no answer: {code(one, 240)}" for one in switch.unread[:_SILENT])]


def switch_lines(switch: Switch, now: datetime) -> list[str]:
    """What cannot be read and every stop in force, or that there is none."""
    stops = [stop_line(stop, now) for stop in switch.stops[:_SHOWN]]
    if left := len(switch.stops) - len(stops):
        stops.append(f"{count(left, 'more stop')} not shown")
    return [*unreadable_lines(switch), *stops] or ["No stop is in force"]
