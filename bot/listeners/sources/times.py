"""Times that a post tells: a few written forms and Slack's own; whatever else is no time, and nothing is guessed.

A written time without zone counts as UTC, which is what these vendors mean by it.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime

from bot.listeners.sources.post import Message, fields, texts
from bot.listeners.sources.slack_text import clean, plain, unmarked

_SLACKS = re.compile(r"<!date\^(\d{9,11})\^([^<>]{0,300})>")
_STARTED = re.compile(
    r"(?:incident |alert )?(?:start(?:ed|s)?(?: ?at| ?time)?|startsat|opened(?: at)?|since|begin(?:ning)?)",
    re.IGNORECASE,
)
_CREATED = re.compile(
    r"(?:created|triggered|fired|detected)(?: ?at| on)?|(?:state ?change ?time|timestamp)", re.IGNORECASE
)
_LINE = re.compile(r"\W{0,4}([A-Za-z][A-Za-z ]{3,25}?)[*_` ]{0,4}[:：][*_` ]{0,4}(.{5,80})")
_ISO = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:[.,]\d{1,9})? ?(Z|UTC|GMT|[+-]\d\d:?\d\d)?")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_WRITTEN = (
    "%b %d, %Y at %I:%M%p UTC",
    "%b %d, %Y at %I:%M %p UTC",
    "%b %d, %Y, %I:%M %p UTC",
    "%b %d, %Y %I:%M %p UTC",
    "%b %d, %Y at %H:%M UTC",
    "%a %d %B, %Y %H:%M:%S UTC",
    "%A %d %B, %Y %H:%M:%S UTC",
    "%a, %d %b %Y %H:%M:%S UTC",
    "%d %b %Y %H:%M:%S UTC",
    "%d %b %Y %H:%M UTC",
)
_EARLIEST, _LATEST = 946_684_800, 4_102_444_800  # the years 2000 and 2100


def started_at(message: Message) -> datetime | None:
    """When the alert began, where a field, a line or a date of Slack's says so."""
    pairs = [*fields(message), *_lines(message)]
    for wanted in (_STARTED, _CREATED):
        told = (read_time(value) for title, value in pairs if wanted.fullmatch(title.strip()))
        if at := next((one for one in told if one), None):
            return at
    return next(
        (at for seconds, said in _dates(message) if "start" in said.lower() and (at := of_seconds(seconds))),
        None,
    )


def posted_at(message: Message) -> datetime | None:
    """When the post came to say what it says now: its last edit, else the time of the post itself."""
    edited = message.get("edited")
    stamp = clean(edited.get("ts")) if isinstance(edited, dict) else ""
    return of_seconds(stamp or clean(message.get("ts")))


def read_time(text: str) -> datetime | None:
    """One written time, else None."""
    text = text[:200]
    if slacks := _SLACKS.search(text):
        return of_seconds(slacks.group(1))
    said = unmarked(text)
    if iso := _ISO.match(said):
        day, hour, zone = iso.groups()
        offset = {None: "+00:00", "Z": "+00:00", "UTC": "+00:00", "GMT": "+00:00"}.get(zone, zone)
        with suppress(ValueError):
            return _sane(datetime.fromisoformat(f"{day}T{hour}{offset}"))
        return None
    plainly = _ORDINAL.sub("", said).replace("GMT", "UTC").replace("(UTC)", "UTC")
    for form in _WRITTEN:
        with suppress(ValueError):
            return _sane(datetime.strptime(plainly, form).replace(tzinfo=UTC))
    return None


def of_seconds(stamp: str) -> datetime | None:
    """A Slack timestamp or seconds since 1970; None for what lies before 2000 or after 2099."""
    with suppress(ValueError):
        seconds = float(stamp)
        if _EARLIEST <= seconds < _LATEST:
            return datetime.fromtimestamp(int(seconds), UTC)
    return None


def _sane(at: datetime) -> datetime | None:
    return at.astimezone(UTC) if _EARLIEST <= at.timestamp() < _LATEST else None


def _dates(message: Message) -> Iterable[tuple[str, str]]:
    return (found.groups() for text in texts(message) for found in _SLACKS.finditer(text))  # type: ignore[misc] # two groups, both always there


def _lines(message: Message) -> Iterable[tuple[str, str]]:
    for text in texts(message):
        for line in text.splitlines()[:400]:
            if match := _LINE.match(line):
                yield plain(match.group(1)), match.group(2)
