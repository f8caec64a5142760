"""Any other bot's post that reads as an alert: its headline without state words, its fields as labels.

It is the net below the parsers of single vendors, and reads less: what a source's own parser knows is guessed here
from words. It never reads what people write.
"""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

from bot.domain.alert import Alert
from bot.listeners.sources.drafts import draft
from bot.listeners.sources.post import Message, fields, headings, is_reply, links, poster, texts
from bot.listeners.sources.signs import said_at_head, state_of
from bot.listeners.sources.slack_text import headless, plain, unmarked

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
_TAG = re.compile(
    r"\b(service|env|namespace|cluster|team|host|kube_namespace|kube_cluster_name|kube_deployment)"
    r":([A-Za-z0-9][\w./-]{0,100})"
)
_INLINE = re.compile(
    r"(?<![\w:])([A-Za-z][\w ]{0,30}): (?:`([^`\n]{1,200})`|<[^<>|\n]{1,500}\|([^<>\n]{1,200})>)"
)
_PRIORITY = re.compile(
    r"\[(?:[^\[\]]{0,60}\b)?(p[1-5]|sev-?[1-5]|critical|high|warning|low)\]", re.IGNORECASE
)
_REGION = re.compile(r"\b[a-z]{2}(?:-[a-z]+)+-\d\b")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_ALIASES = {"kube_namespace": "namespace", "kube_cluster_name": "cluster", "kube_deployment": "deployment"}


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
    )


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
    found: dict[str, str] = {}
    for key, value in [*_pairs(message), *_TAG.findall(line)]:
        name = re.sub(r"\W+", "_", key.strip().lower()).strip("_")
        found.setdefault(_ALIASES.get(name, name), value)
    if not _NAME.fullmatch(found.get("namespace", "x")):
        found["metric_namespace"] = found.pop("namespace")
    if "project" in found:
        found.setdefault("service", found["project"])
    if region := _REGION.search(line):
        found.setdefault("region", region.group())
    if project := _project(message):
        found.setdefault("project", project)
    return found


def _pairs(message: Message) -> Iterator[tuple[str, str]]:
    for title, value in fields(message):
        yield title, unmarked(value)
    for text in texts(message):
        yield from _TAG.findall(plain(text))
        yield from ((key, unmarked(code or label)) for key, code, label in _INLINE.findall(text))


def _project(message: Message) -> str:
    """Google Cloud names its project in the links only."""
    queries = (parse_qs(urlsplit(link.url).query) for link in links(message)[:5])
    return next((query["project"][0] for query in queries if "project" in query), "")


def _severity(line: str, labels: dict[str, str]) -> str | None:
    bracket = _PRIORITY.search(line)
    said = (labels.get(key) for key in ("severity", "priority", "urgency"))
    return next((word for word in said if word), bracket.group(1) if bracket else None)
