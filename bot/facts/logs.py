"""Log lines: the few that decide.

A line's template is the line without what changes from one to the next. Of the lines that tell of trouble,
the rarest templates and then the newest lines come first. Only the end of a log is looked at, so a huge log
costs no more.
"""

import re
from collections import Counter

_TAIL_CHARS = 128_000
_TAIL_LINES = 1_500
_LINE = 300
_TROUBLE = re.compile(
    r"\b(?:fatal|panic|exception|error|err|failed|failure|fails?|cannot|can't|unable|refused|denied|unauthorized"
    r"|forbidden|timed? ?out|timeout|killed|abort(?:ed)?|invalid|missing|not found|no such|unhandled"
    r"|out of memory|already in use|permission|unreachable|unknown host|no route|corrupt(?:ed)?|segfault"
    r"|traceback|too many|exhausted|expired|read-only option|readonly|read-only|no space left|max number of"
    r"|rejected|not available|already been reached|doesn't exist|does not exist|ENOTFOUND|EAI_AGAIN|ECONNREFUSED"
    r"|ETIMEDOUT|EADDRINUSE|EACCES|WRONGPASS|NOAUTH|in use)\b"
    r"|\b\w+(?:Error|Exception)\b",
    re.IGNORECASE,
)
_CALM = re.compile(r"\b(?:0 errors?|no errors?|error[=:]\s*(?:null|nil|none|\"\"))\b", re.IGNORECASE)
_VARIES = re.compile(r"[0-9a-f]{8,}|\d+|0x[0-9a-f]+|\"[^\"]{0,80}\"|'[^']{0,80}'", re.IGNORECASE)
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


def decisive(log: str, most: int = 2) -> tuple[str, ...]:
    """The lines that decide, each cut to 300 characters; the last lines if none tells of trouble."""
    lines = tail(log)
    common = Counter(map(template, lines))
    troubles = [(common[template(line)], -place, line) for place, line in enumerate(lines) if troubled(line)]
    if not troubles:
        return tuple(line[:_LINE] for line in lines[-most:])
    seen: dict[str, str] = {}
    for _, _, line in sorted(troubles):
        seen.setdefault(template(line), line[:_LINE])
    return tuple(seen.values())[:most]


def listened_ports(log: str) -> frozenset[int]:
    """Ports that the log's lines say something listens on."""
    return frozenset(int(match[1]) for line in tail(log) for match in _LISTENS.finditer(line))


def listening_line(log: str, port: int) -> str:
    """The line that says so, or ""."""
    for line in tail(log):
        if any(int(match[1]) == port for match in _LISTENS.finditer(line)):
            return line[:_LINE]
    return ""
