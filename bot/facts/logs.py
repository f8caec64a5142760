"""Log lines: the few that decide.

Lines are grouped by what they say (`templates`). Of the lines that tell of trouble, the rarest groups and then the
newest lines come first, so that one line among ten thousand is found. Only the end of a log is looked at, so a huge
log costs no more.
"""

import re
from collections.abc import Sequence

from bot.facts.templates import grouped, rarest

_WHOLE_CHARS = 2_000_000
_TAIL_CHARS = 128_000
_TAIL_LINES = 1_500
_LINE = 300
_WORDS = (
    "fatal", "panic", "exception", "error", "err", "failed", "failure", "fail", "fails", "cannot", "can't", "unable",
    "refused", "denied", "unauthorized", "forbidden", "timeout", "time out", "timed out", "timedout", "killed", "abort",
    "aborted", "invalid", "missing", "not found", "no such", "unhandled", "out of memory", "in use", "permission",
    "unreachable", "unknown host", "no route", "corrupt", "corrupted", "segfault", "traceback", "too many", "exhausted",
    "expired", "readonly", "read-only", "no space left", "max number of", "rejected", "not available",
    "already been reached", "doesn't exist", "does not exist", "enotfound", "eai_again", "econnrefused", "etimedout",
    "eaddrinuse", "eacces", "wrongpass", "noauth",
)  # fmt: skip
_TROUBLE = re.compile(
    rf"\b(?:{'|'.join(map(re.escape, _WORDS))})\b|\b\w+(?:error|exception)\b", re.IGNORECASE
)
# What every line of trouble holds, to be looked for before the expression, which costs a hundred times as much.
_STEMS = tuple(word for word in _WORDS if not any(other != word and other in word for other in _WORDS))
_CALM = re.compile(r"\b(?:0 errors?|no errors?|error[=:]\s*(?:null|nil|none|\"\"))\b", re.IGNORECASE)
_VARIES = re.compile(r"[0-9a-f]{8,}|\d+|0x[0-9a-f]+|\"[^\"]{0,80}\"|'[^']{0,80}'", re.IGNORECASE)
_LISTENING = ("listen", "serving", "bound", "started", "running", "accepting connections")
_LISTENS = re.compile(
    r"\b(?:listen(?:ing|s)?|serving|bound|started|running|accepting connections)\b[^\n]{0,80}?"
    r"(?::|\bport(?:\(s\)|s)?[ =:]+)(\d{2,5})\b",
    re.IGNORECASE,
)


def tail(log: str) -> list[str]:
    """The last lines of a log, without empty ones."""
    return [line.strip() for line in log[-_TAIL_CHARS:].splitlines()[-_TAIL_LINES:] if line.strip()]


def template(line: str) -> str:
    """The line without numbers, digests and quoted words."""
    return _VARIES.sub("*", line)


def troubled(line: str) -> bool:
    """Whether the line tells of trouble."""
    return bool(_TROUBLE.search(line)) and not _CALM.search(line)


def troubles(lines: Sequence[str]) -> list[int]:
    """The places of the lines that tell of trouble."""
    return [place for place in _holding(lines, _STEMS) if troubled(lines[place])]


def _holding(lines: Sequence[str], stems: Sequence[str]) -> list[int]:
    """The places of the lines that hold one of the stems (lower case); quick where none does, as in most logs."""
    low = "\n".join(lines).lower()
    present = [stem for stem in stems if stem in low]
    if not present:
        return []
    return [place for place, line in enumerate(low.split("\n")) if any(stem in line for stem in present)]


def decisive(log: str, most: int = 2) -> tuple[str, ...]:
    """The lines that decide, each cut to 300 characters; the last lines if none tells of trouble."""
    lines = [line.strip() for line in log[-_WHOLE_CHARS:].splitlines() if line.strip()]
    told = grouped(((place, lines[place]) for place in troubles(lines)), template)
    if not told:
        return tuple(line[:_LINE] for line in lines[-most:])
    return tuple(one.line[:_LINE] for one in rarest(told)[:most])


def listened_ports(log: str) -> frozenset[int]:
    """Ports that the log's lines say something listens on."""
    lines = tail(log)
    places = _holding(lines, _LISTENING)
    return frozenset(int(match[1]) for place in places for match in _LISTENS.finditer(lines[place]))


def listening_line(log: str, port: int) -> str:
    """The line that says so, or ""."""
    for line in tail(log):
        if any(int(match[1]) == port for match in _LISTENS.finditer(line)):
            return line[:_LINE]
    return ""
