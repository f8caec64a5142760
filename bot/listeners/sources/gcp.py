"""Google Cloud Monitoring: `[ALERT - Critical] name`, with policy, condition and resource as fields.

The incident's id is in the link and in a field; the project in links. A condition that watches for missing data says
that monitoring is blind, not that the service is ill.
"""

import re

from bot.domain.alert import Alert, AlertState
from bot.listeners.sources.chatter import talks
from bot.listeners.sources.drafts import draft
from bot.listeners.sources.naming import Pair, named, tag_list
from bot.listeners.sources.origin import Origin, is_from, place
from bot.listeners.sources.post import Message, fields, headings, links, texts
from bot.listeners.sources.slack_text import headless, plain, unmarked
from bot.listeners.sources.statements import acknowledgement

SOURCE = "gcp"
ORIGIN = Origin(
    names=re.compile(r"\bgoogle cloud|\bstackdriver|\bgcp\b|\bcloud monitoring", re.IGNORECASE),
    places=re.compile(
        r"console\.cloud\.google\.com/monitoring/alerting/(?:alerts|incidents)|app\.google\.stackdriver\.com/incidents"
    ),
)

_STATES = {
    "alert": AlertState.FIRING,
    "firing": AlertState.FIRING,
    "open": AlertState.FIRING,
    "opened": AlertState.FIRING,
    "ongoing": AlertState.FIRING,
    "acknowledged": AlertState.FIRING,
    "resolved": AlertState.RESOLVED,
    "recovered": AlertState.RESOLVED,
    "closed": AlertState.RESOLVED,
}
_WORD = "|".join(_STATES)
_BRACKET = re.compile(rf"\[({_WORD})(?:\s?[-:|]\s?([\w ]{{1,20}}))?\]\s{{0,3}}(\S.*)", re.IGNORECASE)
_HEAD = re.compile(rf"(?:alert |incident )?({_WORD})()\s?[:|–-]\s?(\S.*)", re.IGNORECASE)
_INCIDENT = re.compile(
    rf"incident (?:#|id )?[\w.]{{3,40}} (?:is |was |has been )?(?:now )?({_WORD})()\b[\s:.–-]{{0,4}}(.*)",
    re.IGNORECASE,
)
_STATUS = re.compile(r"(?:incident |alert )?(?:state|status)", re.IGNORECASE)
_ID = re.compile(r"[^?#]{1,100}/(?:alerts|incidents)/([\w.-]{3,60})")
_BLIND = re.compile(
    r"\b(?:absence of|absent|no data|stopped (?:reporting|sending)|has not (?:been )?(?:seen|received|reported))\b",
    re.IGNORECASE,
)
_RESOURCE = re.compile(r"(\w{3,60})?[\s(]{0,3}(?:labels )?\{([^{}]{1,800})\}")
_PROJECT = re.compile(
    r"https://[\w.-]{0,40}google[\w.-]{0,40}/[^\s?]{0,500}\?(?:[^\s]{0,500}&)?project=([\w:.-]{1,80})"
)
_FIELDS = frozenset(
    {
        "policy",
        "policy name",
        "condition",
        "condition name",
        "project",
        "severity",
        "region",
        "zone",
        "metric",
    }
)


def parse(message: Message) -> Alert | None:
    """The alert of an incident's post, else None."""
    if not is_from(message, ORIGIN) or talks(message):
        return None
    told = {title.lower(): unmarked(value) for title, value in reversed(fields(message))}
    head = next((found for line in headings(message) if (found := _head(headless(line)))), None)
    status = next((value.lower() for title, value in told.items() if _STATUS.fullmatch(title)), "")
    word = status if status in _STATES else head[0] if head else ""
    name = (head[2] if head else "") or told.get("policy") or told.get("policy name", "")
    if not word or not name:
        return None
    labels = _labels(message, told)
    link = place(message, _ID)
    return draft(
        message,
        source=SOURCE,
        name=name,
        state=_state(message, word),
        severity=told.get("severity") or (head[1] if head else ""),
        labels=labels,
        annotations={},
        count=1,
        group=[],
        rule=told.get("incident id") or told.get("incident") or (link.group(1) if link else None),
        acknowledged=acknowledgement(message) if word == "acknowledged" else None,
    )


def _head(line: str) -> tuple[str, str, str] | None:
    """State, severity and name of a headline."""
    match = _BRACKET.match(line) or _INCIDENT.match(line) or _HEAD.match(line)
    return (match.group(1).lower(), match.group(2) or "", match.group(3).strip()) if match else None


def _state(message: Message, word: str) -> AlertState:
    state = _STATES[word]
    blind = state is AlertState.FIRING and any(_BLIND.search(plain(text)) for text in texts(message))
    return AlertState.NO_DATA if blind else state


def _labels(message: Message, told: dict[str, str]) -> dict[str, str]:
    resource = _RESOURCE.search(told.get("resource", "") or told.get("resource labels", ""))
    inner: list[Pair] = tag_list(resource.group(2)) if resource else []
    kind = [("resource_type", resource.group(1))] if resource and resource.group(1) else []
    labels = named([*inner, *((key, value) for key, value in told.items() if key in _FIELDS), *kind])
    project = labels.get("project") or labels.get("project_id") or _project(message)
    return {**labels, **({"project": project} if project else {})}


def _project(message: Message) -> str:
    """The project that Google's own links name."""
    found = (_PROJECT.match(link.url) for link in links(message)[:5])
    return next((match.group(1) for match in found if match), "")
