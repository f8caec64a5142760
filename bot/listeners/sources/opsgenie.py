"""Opsgenie's alerts, and Jira Service Management's that took them over: a sentence about `"#9041: name"`, and fields.

What is said around the name tells the state: new, closed by, acknowledged by. Notes, assignments and shifts are no
alerts. The number is equal in all posts about one alert.
"""

import re
from typing import NamedTuple

from bot.domain.alert import Alert, AlertState
from bot.listeners.sources.chatter import talks
from bot.listeners.sources.drafts import draft
from bot.listeners.sources.naming import Pair, named, tag_list, tags_in
from bot.listeners.sources.origin import Origin, is_from, place
from bot.listeners.sources.post import Message, fields, headings, texts
from bot.listeners.sources.slack_text import headless, unmarked
from bot.listeners.sources.statements import acknowledgement

SOURCE = "opsgenie"
ORIGIN = Origin(
    names=re.compile(r"\bops ?genie|jira service management", re.IGNORECASE),
    places=re.compile(
        r"(?:opsg\.in/a/|(?:[\w-]+\.){1,3}opsgenie\.com/alert|[\w-]+\.atlassian\.net/jira/ops/)",
        re.IGNORECASE,
    ),
)

_ALERT = re.compile(r"\S{1,300}?/(?:alerts?/(?:detail/)?|i/[\w-]{1,60}/)([\w-]{3,80})", re.IGNORECASE)
_NUMBER = re.compile(r"\[?#?\s?#(\d{1,12})\]?:?\s{0,3}")
_PRIORITY = re.compile(r"\[?\b(P[1-5])\b\]?", re.IGNORECASE)
_ACTED = re.compile(
    r"\b(?:(?P<closed>closed|resolved)|(?P<acked>(?<!un)ack(?:nowledge)?d)"
    r"|(?P<fires>new alert|created|opened|re-?opened|open|escalated|re-?triggered|triggered|unacknowledged"
    r"|un-?acked|occurred|priority|count|updated))\b",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"^(?:closed|acknowledged|resolved|created|reopened|re-opened|escalated)\b:?\s{0,3}", re.IGNORECASE
)
_LABELS = frozenset(
    {"priority", "source", "entity", "service", "impacted services", "environment", "cluster", "namespace"}
)


class _Sentence(NamedTuple):
    """The alert's number and name, and what the sentence says around them."""

    number: str
    name: str
    around: str


def parse(message: Message) -> Alert | None:
    """The alert of a post about one, else None."""
    if not is_from(message, ORIGIN) or talks(message):
        return None
    told = {title.lower(): unmarked(value) for title, value in reversed(fields(message))}
    for line in headings(message):
        sentence = _sentence(headless(line))
        acted = _ACTED.search(f"{sentence.around} {told.get('status', '')}")
        if sentence.name and acted:
            return _alert(message, sentence, acted, told)
    return None


def _alert(message: Message, sentence: _Sentence, acted: re.Match[str], told: dict[str, str]) -> Alert:
    priority = _PRIORITY.search(told.get("priority", "")) or _PRIORITY.search(sentence.around)
    named_by = sentence.number or (link.group(1) if (link := place(message, _ALERT)) else "")
    return draft(
        message,
        source=SOURCE,
        name=sentence.name,
        state=AlertState.RESOLVED if acted.group("closed") else AlertState.FIRING,
        severity=priority.group(1) if priority else None,
        labels=named(_pairs(message, told)),
        annotations={},
        count=int(told["count"]) if re.fullmatch(r"[0-9]{1,6}", told.get("count", "")) else 1,
        group=[],
        rule=named_by or None,
        acknowledged=acknowledgement(message, sentence.around) if acted.group("acked") else None,
    )


def _sentence(line: str) -> _Sentence:
    """A headline taken apart; quotes hold the name if there are any, else it follows the number or the colon."""
    before, quoted, rest = line.partition('"')
    if quoted:
        inner, _, after = rest.rpartition('"')
        return _named(inner, f"{before} {after}")
    number = _NUMBER.search(line)
    if number:
        verb = _VERB.match(line[number.end() :])
        ahead = line[: number.start()] + (verb.group() if verb else "")
        return _named(
            line[number.start() : number.end()] + line[number.end() + (verb.end() if verb else 0) :], ahead
        )
    before, _, rest = line.partition(":")
    return _named(rest, before)


def _named(inner: str, around: str) -> _Sentence:
    number = _NUMBER.match(inner.strip())
    name = inner.strip()[number.end() :] if number else inner
    priority = _PRIORITY.search(name[-8:])
    if priority and name.rstrip().endswith(priority.group()):
        name, around = name.rstrip().removesuffix(priority.group()), f"{around} {priority.group()}"
    return _Sentence(number.group(1) if number else "", name.strip(" :-"), around)


def _pairs(message: Message, told: dict[str, str]) -> list[Pair]:
    """Fields that name things, tags and details of the form `key:value`, and what the texts mention."""
    listed = [
        pair
        for key, value in told.items()
        if key in ("tags", "details", "extra properties")
        for pair in tag_list(value)
    ]
    plain = [(key, value) for key, value in told.items() if key in _LABELS]
    mentioned = [pair for text in texts(message) for pair in tags_in(text)]
    return [*plain, *listed, *mentioned, *([("tags", told["tags"])] if "tags" in told else [])]
