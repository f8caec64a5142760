"""Robusta: a header block that names the state and severity, the finding's title, the cluster as "Source"."""

import re

from bot.domain.alert import Alert, AlertState
from bot.listeners.sources.drafts import draft
from bot.listeners.sources.post import Message, parts, poster, texts
from bot.listeners.sources.slack_text import clean, headless, unmarked

SOURCE = "robusta"

_HEADER = re.compile(
    r"(Prometheus Alert Firing|Prometheus resolved|K8s event detected)(?::[\w+-]{1,40}:|\W)*(\w*)",
    re.IGNORECASE,
)
_CLUSTER = re.compile(r"Source: ([\w.-]+)")
_LABELS = re.compile(r"\*?labels\*?\s*:(.*)", re.IGNORECASE)
_PAIR = re.compile(r"([A-Za-z_]\w{0,60}) `([^`\n]{1,300})`")
_OBJECT = re.compile(
    r"\b(pod|deployment|statefulset|daemonset|job|node) ([a-z0-9][a-z0-9-]*)/([a-z0-9][a-z0-9.-]*)",
    re.IGNORECASE,
)
_NAMESPACE = re.compile(r"\bnamespace ([a-z0-9][a-z0-9-]*)")


def parse(message: Message) -> Alert | None:
    """The alert of a finding of Robusta's, else None."""
    header = next(
        (clean(part["text"].get("text")) for part in parts(message.get("blocks")) if _is_text(part)), ""
    )
    first, _, second = header.partition("\n")
    match = _HEADER.match(headless(unmarked(first)))
    if match is None or not _is_robustas(message):
        return None
    name = (unmarked(second.partition("\n")[0]) or unmarked(clean(message.get("text")))).removeprefix(
        "[RESOLVED] "
    )
    labels = _labels(message, name)
    return draft(
        message,
        source=SOURCE,
        name=name,
        state=AlertState.RESOLVED if match.group(1).lower().endswith("resolved") else AlertState.FIRING,
        severity=labels.get("severity") or match.group(2),
        labels=labels,
        annotations={},
        count=1,
        group=[labels.get("cluster", "")],
    )


def _is_text(part: Message) -> bool:
    return isinstance(part.get("text"), dict)


def _is_robustas(message: Message) -> bool:
    return "robusta" in poster(message).lower() or any("robusta.dev" in text for text in texts(message))


def _labels(message: Message, name: str) -> dict[str, str]:
    """The finding's labels where it lists them, else what its title names."""
    labels: dict[str, str] = {}
    for text in texts(message):
        for line in text.splitlines():
            if cluster := _CLUSTER.match(unmarked(line)):
                labels.setdefault("cluster", cluster.group(1))
            if listed := _LABELS.match(line.strip()):
                labels.update(_PAIR.findall(listed.group(1)))
    if namespace := _NAMESPACE.search(name):
        labels.setdefault("namespace", namespace.group(1))
    if named := _OBJECT.search(name):
        kind, namespace_of, object_name = named.groups()
        labels.setdefault("namespace", namespace_of)
        labels.setdefault(kind.lower(), object_name)
    return labels
