"""Mutes in words: who muted which cause of which service, until when; what a mute does, and what it never does."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.mute import Mute
from bot.render.rendered import Rendered
from bot.render.whispers import whisper
from bot.render.words import clock, code, count, mention, typed

_EFFECT = (
    "The cause is told last and not proposed. Alerts, threads and reminders of a missing owner go on, "
    "and critical severity is never muted."
)
_SHOWN = 20


def mute_line(mute: Mute, now: datetime) -> str:
    """A mute that stands."""
    why = f", reason given: {typed(mute.why)}" if mute.why else ""
    until = f"until {clock(mute.until, now, zone=True)}, from {mention(mute.by)}{why}"
    return f"Mute in force for {_what(mute.cause, mute.service)} {until}"


def diagnosis_line(mute: Mute, now: datetime, *, applies: bool) -> str:
    """A mute in the diagnosis that it is about."""
    if applies:
        return f"{mute_line(mute, now)}. So it is told last and not proposed."
    return f"Mute not applied, since the severity is critical. {mute_line(mute, now)}."


def mute_recorded(mute: Mute, local: datetime, zone: str, *, replaced: bool) -> Rendered:
    """The mute that this command set; `local` is its end in the asker's zone."""
    there = f"{local.strftime('%H:%M')} {code(zone, 60)}"
    until = f"until {there} ({clock(mute.until, mute.at, zone=True)})"
    said = f"Recorded: a mute of {_what(mute.cause, mute.service)} is in force {until}."
    return whisper(said, *(["The earlier mute of it is replaced by this one."] if replaced else []), _EFFECT)


def mute_lifted(cause: str, service: str, *, changed: bool) -> Rendered:
    """The mute that this command lifted, if one stood."""
    if changed:
        return whisper(f"Recorded: no mute of {_what(cause, service)} is in force.")
    return whisper(f"Nothing changed: no mute of {_what(cause, service)} was in force.")


def mutes_in_force(mutes: Sequence[Mute], *, now: datetime) -> Rendered:
    """All that stand."""
    return whisper(*mute_lines(mutes, now))


def mute_lines(mutes: Sequence[Mute], now: datetime) -> list[str]:
    """All that stand, or that there is none."""
    lines = [mute_line(one, now) for one in mutes[:_SHOWN]]
    if left := len(mutes) - len(lines):
        lines.append(f"{count(left, 'more mute')} not shown")
    return lines or ["No mute is in force"]


def mute_usage(problem: str = "") -> Rendered:
    """The command was not understood; `problem` is a sentence of code that says more."""
    return whisper(
        f"Nothing changed. {problem}".strip(),
        "A mute takes a cause, a service and a time: `/lookout mute oom-killed checkout --until 17:00`.",
        "`/lookout unmute oom-killed checkout` lifts it, `/lookout mute list` shows what stands.",
    )


def unknown_to_mute(kind: str, name: str, near: Sequence[str]) -> Rendered:
    """No such cause or service; `kind` is our own word."""
    names = f"Near names: {', '.join(code(one, 80) for one in near)}." if near else "No name is near to it."
    return whisper(f"Nothing changed: the {kind} {code(name, 80)} is not known.", names)


def _what(cause: str, service: str) -> str:
    return f"{code(cause, 60)} of {code(service, 80)}"
