"""PagerDuty's incidents: number, state, service and urgency; the message is edited as the incident changes.

Who acknowledged there is kept as PagerDuty's statement. What people do with the incident beside that (notes, shifts,
status updates) is no alert.
"""

import re
from typing import NamedTuple

from bot.domain.alert import Alert, AlertState
from bot.listeners.sources.chatter import talks
from bot.listeners.sources.drafts import draft
from bot.listeners.sources.naming import named, tags_in
from bot.listeners.sources.origin import Origin, is_from, place
from bot.listeners.sources.post import Message, fields, headings, texts
from bot.listeners.sources.slack_text import headless
from bot.listeners.sources.statements import acknowledgement

SOURCE = "pagerduty"
ORIGIN = Origin(
    names=re.compile(r"\bpager ?duty", re.IGNORECASE),
    places=re.compile(r"(?:[\w-]+\.){1,3}pagerduty\.com/incidents/"),
)
ACKNOWLEDGED = "acknowledged"

_ID = re.compile(r"[\w.-]{1,80}pagerduty\.com/incidents/(\w{1,40})")
_STATES = {
    ACKNOWLEDGED: AlertState.FIRING,
    "resolved": AlertState.RESOLVED,
    "closed": AlertState.RESOLVED,
    "triggered": AlertState.FIRING,
    "re-triggered": AlertState.FIRING,
    "retriggered": AlertState.FIRING,
    "reopened": AlertState.FIRING,
    "re-opened": AlertState.FIRING,
    "escalated": AlertState.FIRING,
    "unacknowledged": AlertState.FIRING,
    "open": AlertState.FIRING,
}
_WORD = "|".join(_STATES)
_TOKEN = re.compile(
    rf"[\s\[\]:|–—-]{{0,6}}(?:(?P<word>{_WORD})\b|(?:incident )?#(?P<number>\d{{1,12}})|(?:new )?incident\b(?=[\s:]))",
    re.IGNORECASE,
)
_STATUS = re.compile(rf"\W{{0,8}}({_WORD})\b", re.IGNORECASE)
_FIELDS = frozenset({"urgency", "priority", "service", "impacted service", "severity", "status", "state"})


class _Head(NamedTuple):
    word: str
    number: str
    name: str


def parse(message: Message) -> Alert | None:
    """The alert of an incident's message, else None."""
    if not is_from(message, ORIGIN) or talks(message):
        return None
    incident = place(message, _ID)
    heads = [_head(line) for line in headings(message)]
    told = {title.lower(): value for title, value in reversed(fields(message)) if title.lower() in _FIELDS}
    word, name, number = _status(told) or _first(heads, "word"), _name(heads), _first(heads, "number")
    if not word or not name or not (incident or number or told):
        return None
    labels = named([*told.items(), *(pair for text in texts(message) for pair in tags_in(text))])
    return draft(
        message,
        source=SOURCE,
        name=name,
        state=_STATES[word],
        severity=labels.get("priority") or labels.get("severity") or labels.get("urgency"),
        labels={**labels, **({"incident": number} if number else {})},
        annotations={},
        count=1,
        group=[],
        rule=incident.group(1) if incident else number or None,
        acknowledged=acknowledgement(message) if word == ACKNOWLEDGED else None,
    )


def _head(line: str) -> _Head:
    """A headline taken apart: a state and a number before the incident's own name, in either order."""
    rest, told = headless(line), {"word": "", "number": ""}
    while match := _TOKEN.match(rest):
        found = {key: value for key, value in match.groupdict().items() if value}
        if any(told[key] for key in found):
            break
        told.update(found)
        rest = rest[match.end() :]
    name = rest.lstrip(" :|–—-]")
    return _Head(told["word"].lower(), told["number"], "" if name.lower().startswith("by ") else name)


def _name(heads: list[_Head]) -> str:
    """That of a headline with a number or a state, else the first."""
    told = (head.name for head in heads if head.name and (head.number or head.word))
    return next(told, _first(heads, "name"))


def _first(heads: list[_Head], part: str) -> str:
    return next((value for head in heads if (value := str(getattr(head, part)))), "")


def _status(told: dict[str, str]) -> str:
    match = _STATUS.match(told.get("status") or told.get("state") or "")
    return match.group(1).lower() if match else ""
