"""Any other bot's post that reads as an alert: its headline without state words, its fields as labels.

It is the net below the parsers of single vendors, and reads less: what a source's own parser knows is guessed here
from words. It never reads what people write.
"""

import re
from collections.abc import Iterator

from bot.domain.alert import Alert
from bot.listeners.sources.drafts import draft
from bot.listeners.sources.naming import named, tags_in
from bot.listeners.sources.post import Message, fields, headings, is_reply, poster, texts
from bot.listeners.sources.signs import said_at_head, state_of
from bot.listeners.sources.slack_text import headless, unmarked
from bot.listeners.sources.statements import acknowledgement

_VENDORS = {"amazon q": "cloudwatch", "aws": "cloudwatch", "google cloud": "gcp"}
_PREFIXES = (
    re.compile(r"\[[^\]]{0,60}\]\s*:?\s*"),
    re.compile(
        r"(?:new alert|(?:re-)?triggered|warn(?:ing)?|recovered|resolved|no data|critical|acknowledged|closed"
        r"|alert|alarm|alerting|firing|ok|problem|error|down|up)\s*(?::|-|(?=[\"#]))\s*",
        re.IGNORECASE,
    ),
    re.compile(r"(?:acknowledged|resolved|triggered|closed|recovered)\s+(?=#)", re.IGNORECASE),
    re.compile(r"#\d+\s*:?\s*"),
    re.compile(r"[\w ]{0,30}\b(?:Alarm|Alert) \|\s*"),
)
_QUOTED = re.compile(r'"([^"]+)".*')
_INLINE = re.compile(
    r"(?<![\w:])([A-Za-z][\w ]{0,30}): (?:`([^`\n]{1,200})`|<[^<>|\n]{1,500}\|([^<>\n]{1,200})>)"
)
_PRIORITY = re.compile(
    r"\[(?:[^\[\]]{0,60}\b)?(p[1-5]|sev-?[1-5]|critical|high|warning|low)\]", re.IGNORECASE
)
_URGENCY = (
    "severity", "priority", "urgency", "level", "schweregrad", "priorität", "dringlichkeit",
    "sévérité", "gravité", "priorité",
    "severidad", "gravedad", "prioridad", "severidade", "gravidade", "prioridade", "gravità", "priorità",
    "重大度", "深刻度", "優先度", "级别", "严重程度", "优先级", "심각도",
)  # fmt: skip
_PAGERS = re.compile(
    r"pager ?duty|ops ?genie|jira service|victorops|splunk on-?call|grafana (?:on-?call|irm)|incident\.io|squadcast"
    r"|rootly|xmatters|ilert|firehydrant",
    re.IGNORECASE,
)
_ACKED = re.compile(r"\[?acknowledged\b", re.IGNORECASE)


def parse(message: Message) -> Alert | None:
    """The alert of a bot's post at the top of a channel that reads as one, else None."""
    state = None if is_reply(message) else state_of(message)
    lines = headings(message)
    if state is None or not lines:
        return None
    line = next((one for one in lines if said_at_head(one, message)), lines[0])
    labels, name, source = _labels(message, line), _name(line), _source(message)
    return draft(
        message,
        source=source,
        name=name,
        state=state,
        severity=_severity(line, labels),
        labels=labels,
        annotations={"headline": line},
        count=1,
        group=[str(message.get("bot_id") or "")],
        acknowledged=acknowledgement(message, line) if _acknowledged(message, line) else None,
    )


def _acknowledged(message: Message, line: str) -> bool:
    """Whether a paging system says so; of any other bot these are only words."""
    return _PAGERS.search(poster(message)) is not None and _ACKED.match(headless(line)) is not None


def _source(message: Message) -> str:
    name = poster(message).lower()
    vendor = next((known for start, known in _VENDORS.items() if name.startswith(start)), "")
    return vendor or re.sub(r"[^a-z0-9]+", "-", name).strip("-")[:40] or "generic"


def _name(line: str) -> str:
    """The headline without what changes with the state, so that it is the same for all posts about one alert."""
    rest, before = line, ""
    while rest and rest != before:
        before, rest = rest, headless(rest)
        for prefix in _PREFIXES:
            rest = prefix.sub("", rest, count=1) if prefix.match(rest) else rest
        rest = _QUOTED.sub(r"\1", rest) if rest.startswith('"') else rest
    return re.sub(r"\s*\[P\d\]$", "", rest.partition(" | ")[0]) or line


def _labels(message: Message, line: str) -> dict[str, str]:
    """Fields, tags and `key: value` pairs as labels, under the names that the service map knows."""
    found = named([*_pairs(message), *tags_in(line)])
    if "project" in found:
        found.setdefault("service", found["project"])
    return found


def _pairs(message: Message) -> Iterator[tuple[str, str]]:
    yield from fields(message)
    for text in texts(message):
        yield from tags_in(text)
        yield from ((key, unmarked(code or label)) for key, code, label in _INLINE.findall(text))


def _severity(line: str, labels: dict[str, str]) -> str | None:
    bracket = _PRIORITY.search(line)
    said = (labels.get(key) for key in _URGENCY)
    return next((word for word in said if word), bracket.group(1) if bracket else None)
