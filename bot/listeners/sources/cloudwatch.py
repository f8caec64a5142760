"""Amazon CloudWatch's alarms, by Amazon Q (once AWS Chatbot) or by a function that forwards SNS.

Amazon Q writes `CloudWatch Alarm | name | region | Account: 1`; SNS has the subject `ALARM: "name" in EU (Ireland)`,
a table of fields, or the JSON itself. The state is a field, a word at the head, or the transition in the reason.
"""

import json
import re
from collections.abc import Mapping
from typing import NamedTuple

from bot.domain.alert import Alert, AlertState
from bot.listeners.sources.drafts import draft
from bot.listeners.sources.naming import Pair, named
from bot.listeners.sources.origin import Origin, is_from, place
from bot.listeners.sources.post import Message, fields, headings, texts
from bot.listeners.sources.signs import shades
from bot.listeners.sources.slack_text import clean, headless, plain, unescape, unmarked
from bot.listeners.sources.times import read_time

SOURCE = "cloudwatch"
ORIGIN = Origin(
    names=re.compile(r"\bamazon q|\baws chatbot|\bcloud ?watch|\bamazon sns|\baws notif", re.IGNORECASE),
    places=re.compile(
        r"(?:[\w-]+\.){0,2}console\.(?:aws\.amazon|amazonaws)\.\w{2,3}(?:\.cn)?/cloudwatch", re.IGNORECASE
    ),
)

_STATES = {
    "alarm": AlertState.FIRING,
    "in alarm": AlertState.FIRING,
    "ok": AlertState.RESOLVED,
    "insufficient_data": AlertState.NO_DATA,
    "insufficient data": AlertState.NO_DATA,
}
_STATE = r"(in alarm|alarm|ok|insufficient[ _]data)"
_PIPED = re.compile(
    rf"(?:{_STATE}[\s:|-]{{1,4}})?[\w ]{{0,20}}\bCloudWatch [\w ]{{0,12}}Alarm\s?[|:]\s?([^|]{{1,255}})(.{{0,300}})",
    re.IGNORECASE,
)
_SUBJECT = re.compile(rf'\[?{_STATE}\]?\s?[:|-]\s?"?([^"|]{{1,255}}?)"?(?: in (.{{1,60}}))?$', re.IGNORECASE)
_TOPIC = re.compile(r"AWS CloudWatch (?:notification|alarm)\s?[-–:]\s?(.{1,255})", re.IGNORECASE)
_MOVED = re.compile(rf"(?:->|→|\bto)\s?{_STATE}\b(?: transition)?", re.IGNORECASE)
_NOW = re.compile(r"(?:(?:new|current|alarm) )?(?:state|status)(?: ?value)?", re.IGNORECASE)
_ALARM = re.compile(
    r"[^#]{1,300}#(?:alarms?V2:alarm/|alarm:[^/]{0,40}name=|s=Alarms&alarm=)([^?&]{1,255})", re.IGNORECASE
)
_IN_LINK = re.compile(r"[^?#]{1,200}\?(?:[^#]{0,100}&)?region=([a-z0-9-]{5,20})")
_REGION = re.compile(r"\b[a-z]{2}(?:-[a-z]{2,12}){1,2}-\d\b")
_ACCOUNT = re.compile(r"\baccount(?: id)?:?\s{0,3}(\d{12})\b", re.IGNORECASE)
_DIMENSION = re.compile(r"([A-Za-z][A-Za-z ]{1,40}?)\s?[:=]\s?\[?([^,;\]\n]{1,200})")
_LOOKS = {
    AlertState.FIRING: re.compile(r":(?:rotating_light|red_circle|x|fire|exclamation|warning):|[🚨🔴❌🔥❗]"),
    AlertState.RESOLVED: re.compile(r":(?:white_check_mark|large_green_circle|heavy_check_mark):|[✅🟢]"),
}
_SHADES = {"danger": AlertState.FIRING, "good": AlertState.RESOLVED}
_KEYS = {
    "AlarmName": "Alarm Name",
    "NewStateValue": "State",
    "AWSAccountId": "Account",
    "StateChangeTime": "StateChangeTime",
    "AlarmDescription": "Description",
}


class _Head(NamedTuple):
    name: str
    state: str
    rest: str


def parse(message: Message) -> Alert | None:
    """The alert of an alarm's post, else None."""
    told = _sns(message)
    pairs = [*told.items(), *fields(message)]
    if (
        not is_from(message, ORIGIN)
        and "AlarmName" not in told
        and _field(pairs, "alarm name", "alarmname") == ""
    ):
        return None
    head = next((found for line in headings(message) if (found := _head(line))), _Head("", "", ""))
    link = place(message, _ALARM)
    name = _field(pairs, "alarm name", "alarmname", "alarm") or head.name or (link.group(1) if link else "")
    state = _state(message, pairs, head)
    if not name or state is None:
        return None
    labels = _labels(message, pairs, head)
    return draft(
        message,
        source=SOURCE,
        name=name,
        state=state,
        severity=labels.get("severity") or labels.get("priority"),
        labels=labels,
        annotations={"description": _field(pairs, "description", "alarm description")},
        count=1,
        group=[labels.get("region", ""), labels.get("account", "")],
        starts_at=read_time(_field(pairs, "statechangetime")),
    )


def _head(line: str) -> _Head | None:
    line = headless(line)
    if match := _PIPED.match(line):
        state, name, rest = match.groups()
        return _Head(name.strip(), state or "", rest)
    if match := _SUBJECT.match(line):
        state, name, rest = match.groups()
        return _Head(name.strip(), state, rest or "")
    match = _TOPIC.match(line)
    return _Head(match.group(1).strip(), "", "") if match else None


def _state(message: Message, pairs: list[Pair], head: _Head) -> AlertState | None:
    """A field says it, else the headline, else the transition, else what it looks like."""
    said = next((unmarked(value).lower() for title, value in pairs if _NOW.fullmatch(title)), "")
    if said in _STATES or head.state:
        return _STATES.get(said) or _STATES[head.state.lower()]
    for text in texts(message):
        if moved := _MOVED.search(unescape(text)):
            return _STATES[moved.group(1).lower()]
    tops = [text[:60] for text in texts(message)[:3]]
    looks = (state for state, sign in _LOOKS.items() if any(sign.search(top) for top in tops))
    return next(looks, None) or next((_SHADES[one] for one in shades(message) if one in _SHADES), None)


def _labels(message: Message, pairs: list[Pair], head: _Head) -> dict[str, str]:
    known = {
        "namespace",
        "metric",
        "metric name",
        "region",
        "account",
        "severity",
        "priority",
        "environment",
        "service",
    }
    kept = [(title, value) for title, value in pairs if title.lower() in known]
    measured = [
        pair
        for title, value in pairs
        if title.lower() == "dimensions"
        for pair in _DIMENSION.findall(plain(value))
    ]
    # A dimension may be Kubernetes' own namespace; the field beside it is the metric's.
    spaced = [(title if title.lower() != "namespace" else "metric_namespace", value) for title, value in kept]
    labels = named([*measured, *spaced])
    link = place(message, _IN_LINK)
    region = _REGION.search(head.rest) or _REGION.search(labels.get("region", ""))
    account = next((found for text in (head.rest, *texts(message)) if (found := _ACCOUNT.search(text))), None)
    if region or link:
        labels["region"] = region.group() if region else link.group(1) if link else ""
    return {**({"account": account.group(1)} if account else {}), **labels}


def _field(pairs: list[Pair], *titles: str) -> str:
    return next((unmarked(value) for title, value in pairs if title.lower() in titles), "")


def _sns(message: Message) -> dict[str, str]:
    """The notification's own JSON, if the post holds it, as fields."""
    for text in texts(message):
        begun = text.find("{")
        if '"AlarmName"' not in text or begun < 0:
            continue
        try:
            said, _ = json.JSONDecoder().raw_decode(unescape(text[begun:]))
        except (ValueError, RecursionError):
            continue
        if isinstance(said, Mapping):
            return _flat(said)
    return {}


def _flat(said: Mapping[str, object]) -> dict[str, str]:
    trigger = said.get("Trigger")
    inner = trigger if isinstance(trigger, Mapping) else {}
    dimensions = inner.get("Dimensions")
    listed = [one for one in dimensions if isinstance(one, Mapping)] if isinstance(dimensions, list) else []
    told = {ours: clean(said.get(key)) for key, ours in _KEYS.items()} | {
        "Namespace": clean(inner.get("Namespace")),
        "Metric": clean(inner.get("MetricName")),
        "Dimensions": ", ".join(
            f"{clean(one.get('name'))}: {clean(one.get('value'))}" for one in listed[:20]
        ),
        "AlarmName": clean(said.get("AlarmName")),
    }
    return {key: value for key, value in told.items() if value}
