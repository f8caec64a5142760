"""Grafana's unified alerting: the text lists every alert with its labels and annotations, line by line."""

import re

from bot.domain.alert import Alert, AlertState
from bot.listeners.sources.bracketed import Title, read_title
from bot.listeners.sources.drafts import Instance, draft, shared
from bot.listeners.sources.post import Message, attachments, poster
from bot.listeners.sources.slack_text import clean, plain

SOURCE = "grafana"
BLIND = frozenset({"DatasourceNoData", "DatasourceError"})
MOST_LINES = 1_000

_SECTION = re.compile(r"(Value|Labels|Annotations|Source|Silence|Dashboard|Panel):.*")
_PAIR = re.compile(r" ?- ([^=]{1,100}?) = (.*)")
_HALVES = re.compile(r"\*\*(Firing|Resolved)\*\*")


def parse(message: Message) -> Alert | None:
    """The alert of a post of Grafana's, else None."""
    title = read_title(message)
    text = next((found for found in map(_text, attachments(message)) if found), "")
    if title is None or not _is_grafanas(message, text):
        return None
    instances = _instances(text, title.state)
    labels = shared(one.labels for one in instances)
    name = labels.get("alertname") or title.group or title.common
    return draft(
        message,
        source=SOURCE,
        name=name,
        state=_state(title, name),
        severity=labels.get("severity"),
        labels={"alertname": name, **labels},
        annotations=shared(one.annotations for one in instances),
        count=title.size or len(instances),
        group=[title.group, *([labels.get("rulename", "")] if name in BLIND else [])],
    )


def _state(title: Title, name: str) -> AlertState:
    """Grafana fires an alert of its own when a rule has nothing to judge: monitoring is blind, no more is known."""
    blind = title.state is AlertState.FIRING and name in BLIND
    return AlertState.NO_DATA if blind else title.state


def _text(attachment: Message) -> str:
    return plain(clean(attachment.get("text")))


def _is_grafanas(message: Message, text: str) -> bool:
    footers = (clean(one.get("footer")) for one in attachments(message))
    named = "grafana" in poster(message).lower() or any(footer.startswith("Grafana") for footer in footers)
    return named or _HALVES.match(text) is not None


def _instances(text: str, wanted: AlertState) -> list[Instance]:
    """The alerts of one half of the text, "Firing" or "Resolved"; an annotation may go over several lines."""
    found: list[Instance] = []
    half, last = wanted.value, ""
    items: dict[str, str] | None = None
    for line in text.splitlines()[:MOST_LINES]:
        if head := _HALVES.fullmatch(line.strip()):
            half, items = head.group(1).lower(), None
        elif half != wanted:
            continue
        elif section := _SECTION.fullmatch(line):
            items, last = _section(section.group(1), found), ""
        elif items is not None and (pair := _PAIR.fullmatch(line)):
            last = pair.group(1).strip()
            items.setdefault(last, pair.group(2).strip())
        elif items is not None and last:
            items[last] = f"{items[last]}\n{line}".rstrip()
    return found


def _section(name: str, found: list[Instance]) -> dict[str, str] | None:
    """Where the pairs below that section's name belong; the labels begin a new alert."""
    if name == "Labels":
        found.append(Instance({}, {}))
        return found[-1].labels
    return found[-1].annotations if name == "Annotations" and found else None
