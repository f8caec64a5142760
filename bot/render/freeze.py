"""Freezes in words: which targets, who ordered it or which source says it, why, and until when."""

from datetime import datetime

from bot.domain.freeze import COMMAND, CONFIGURATION, INCIDENT, Freeze, Freezes, Override, Unread
from bot.render.words import clock, code, count, mention, typed

_SOURCES = {
    CONFIGURATION: "the configuration",
    INCIDENT: "another open incident",
}
_SHOWN = 5


def freeze_line(freeze: Freeze, now: datetime) -> str:
    """`Freeze of service:checkout until 17:00 UTC, from <@U0NORA>, reason given: ...`."""
    begins = "" if freeze.stands(now) else f" from {clock(freeze.starts_at, now, zone=True)}"
    return f"Freeze of {code(freeze.scope, 80)}{begins} {_until(freeze, now)}, {_from(freeze)}{_why(freeze)}"


def unread_line(unread: Unread) -> str:
    """A source that says nothing, and what that means."""
    return f"Not read: {source_words(unread.source)} ({code(unread.why, 200)}). It counts as frozen"


def override_line(override: Override) -> str:
    """What a commander overrides, and why."""
    what = f"{code(override.scope, 80)}, {source_words(override.source)}"
    return f"Override of one freeze: {what}; reason given: {typed(override.reason)}"


def freeze_lines(freezes: Freezes, now: datetime, *, nothing: str = "") -> list[str]:
    """All of them, and the sources that could not be read; `nothing` is said if there is none of either."""
    lines = [freeze_line(one, now) for one in freezes.windows[:_SHOWN]]
    if left := len(freezes.windows) - len(lines):
        lines.append(f"{count(left, 'more freeze')} not shown")
    lines += [unread_line(one) for one in freezes.unread[:_SHOWN]]
    return lines or ([nothing] if nothing else [])


def source_words(source: str) -> str:
    """Where a freeze comes from: our own word, and the name that the configuration has."""
    kind, _, named = source.partition(":")
    return _SOURCES.get(source) or (f"{kind} {code(named, 60)}" if named else "a command")


def _until(freeze: Freeze, now: datetime) -> str:
    if freeze.source == INCIDENT:
        return "until that incident is closed"
    if freeze.ends_at is None:
        return "without a known end"
    return f"until {clock(freeze.ends_at, now, zone=True)}"


def _from(freeze: Freeze) -> str:
    if freeze.source == COMMAND:
        return f"from {mention(freeze.by)}"
    return f"from {source_words(freeze.source)}"


def _why(freeze: Freeze) -> str:
    if not freeze.why:
        return ""
    if freeze.source == COMMAND:
        return f", reason given: {typed(freeze.why)}"
    return f": {code(freeze.why, 160)}"
