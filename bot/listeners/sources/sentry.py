"""Sentry's issue alerts and metric alerts: a linked title under a circle that tells the level; edited when acted upon.

The issue's number is in the first block's id and in the link, a metric alert's rule in its link. A project stands for
the service.
"""

import json
import re

from bot.domain.alert import Alert, AlertState
from bot.listeners.sources.chatter import talks
from bot.listeners.sources.drafts import draft
from bot.listeners.sources.naming import Pair, named
from bot.listeners.sources.origin import Origin, is_from, place
from bot.listeners.sources.post import Message, attachments, fields, headings, parts, texts
from bot.listeners.sources.slack_text import bare, clean, headless, plain, unmarked

SOURCE = "sentry"
ORIGIN = Origin(
    names=re.compile(r"\bsentry\b", re.IGNORECASE),
    places=re.compile(r"[\w.-]*sentry[\w.-]*(?::\d+)?/(?:organizations/[\w-]+/)?(?:issues|alerts|monitors)/"),
)

_ISSUE = re.compile(r"[\w.-]{1,80}(?::\d{1,5})?/(?:[\w-]{1,60}/){0,3}issues/(\d{1,20})")
_RULE = re.compile(
    r"[\w.-]{1,80}(?::\d{1,5})?/(?:[\w-]{1,60}/){0,2}(?:alerts/rules/details|monitors)/(\d{1,20})"
)
_METRIC = re.compile(r"\[?(critical|warning|resolved|triggered)\]?:\s?(\S.*)", re.IGNORECASE)
_PROJECT = re.compile(r"\[([\w.-]{1,100})\]\s?(\S.*)")
_ACTED = re.compile(r"[*_]*(?:issue|this issue) (?:was )?(?:marked as )?resolved\b", re.IGNORECASE)
_REOPENED = re.compile(r"[*_]*(?:issue )?(?:re-?opened|unresolved)\b", re.IGNORECASE)
_PAIR = re.compile(
    r"(?<![\w:])([A-Za-z][\w. ]{0,30}): {0,2}"
    r"(?:`([^`\n]{1,200})`|<[^<>|\n]{1,500}\|([^<>\n]{1,200})>|\*([^*\n]{1,100})\*)"
)
_SHORT = re.compile(r"\bShort ID: {0,2}`?([A-Z0-9][A-Z0-9_-]{1,60}-[A-Z0-9]{1,12})\b")
_FOOTER = re.compile(r"([A-Z0-9][A-Z0-9_-]{1,60}-[A-Z0-9]{1,12}) via ")
_LEVELS = {
    "fatal": re.compile(r":(?:bangbang|skull):|‼"),
    "error": re.compile(r":(?:red_circle|large_red_square):|🔴"),
    "warning": re.compile(r":(?:large_(?:yellow|orange)_circle|warning):|🟡|🟠"),
    "info": re.compile(r":(?:large_)?(?:blue|purple|green)_circle:|🔵|🟣"),
}
_KEPT = frozenset(
    {
        "project",
        "environment",
        "release",
        "server_name",
        "service",
        "level",
        "priority",
        "transaction",
        "url",
        "state",
    }
)


def parse(message: Message) -> Alert | None:
    """The alert of an issue or of a metric rule, else None."""
    number = _number(message)
    if (not number and not is_from(message, ORIGIN)) or talks(message):
        return None
    issue, rule = place(message, _ISSUE), place(message, _RULE)
    lines = [headless(line) for line in headings(message)]
    metric = next((found for line in lines if (found := _METRIC.match(line))), None)
    if metric:
        word, name = metric.group(1).lower(), metric.group(2)
        state = AlertState.RESOLVED if word == "resolved" else AlertState.FIRING
        return _alert(message, name, state, word, f"rule {rule.group(1)}" if rule and not issue else "")
    if not (issue or number) or not lines:
        return None
    known = issue.group(1) if issue else number
    return _alert(message, _title(lines), _issue_state(message), _level(message), f"issue {known}")


def _alert(message: Message, name: str, state: AlertState, level: str, rule: str) -> Alert:
    labels = named(_pairs(message))
    if "project" in labels:
        labels.setdefault("service", labels["project"])
    return draft(
        message,
        source=SOURCE,
        name=name,
        state=state,
        severity=labels.get("priority")
        or labels.get("level")
        or {"resolved": "", "triggered": ""}.get(level, level),
        labels=labels,
        annotations={},
        count=1,
        group=[],
        rule=rule or None,
    )


def _title(lines: list[str]) -> str:
    """The issue's title: the text has it behind the project in brackets, the first block alone."""
    plainly = next((line for line in lines if not _PROJECT.match(line)), "")
    bracketed = next((match.group(2) for line in lines if (match := _PROJECT.match(line))), "")
    return bracketed or plainly


def _issue_state(message: Message) -> AlertState:
    """Over only by a sentence of its own that says so, and not reopened below."""
    firsts = [unmarked(text.strip().partition("\n")[0]) for text in texts(message)]
    over = any(_ACTED.match(line) for line in firsts)
    return (
        AlertState.RESOLVED
        if over and not any(_REOPENED.match(line) for line in firsts)
        else AlertState.FIRING
    )


def _level(message: Message) -> str:
    tops = [text[:40] for text in texts(message)[:3]]
    return next((level for level, sign in _LEVELS.items() if any(sign.search(top) for top in tops)), "")


def _number(message: Message) -> str:
    """The issue's number in a block's id, which Sentry writes as JSON."""
    for part in (message, *attachments(message)):
        for block in parts(part.get("blocks"))[:1]:
            try:
                said = json.loads(clean(block.get("block_id")))
            except (ValueError, RecursionError):
                continue
            if isinstance(said, dict) and isinstance(said.get("issue"), int):
                return str(said["issue"])
    return ""


def _pairs(message: Message) -> list[Pair]:
    found = [(title, value) for title, value in fields(message) if title.lower() in _KEPT]
    for text in texts(message):
        found += [
            (key, next(filter(None, said)))
            for key, *said in _PAIR.findall(text)
            if key.strip().lower() in _KEPT
        ]
        if short := _SHORT.search(plain(text)):
            found.append(("short_id", short.group(1)))
    for one in attachments(message):
        if footer := _FOOTER.match(bare(clean(one.get("footer")))):
            found.append(("short_id", footer.group(1)))
    project = next((match.group(1) for line in headings(message) if (match := _PROJECT.match(line))), "")
    return [*found, *([("project", project)] if project else [])]
