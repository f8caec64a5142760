"""What all parsers do at the end: the Alert with its fingerprint, its kept links and its own words as a quote."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from bot.domain.alert import Alert, AlertState, Link, Severity, Statement
from bot.listeners.sources.post import Message, headings, links, texts
from bot.listeners.sources.slack_text import Hyperlink, plain, unmarked
from bot.listeners.sources.times import started_at

LONGEST_NAME, LONGEST_QUOTE, MOST_LABELS = 200, 3_000, 60

Labels = Mapping[str, str]

_KINDS = {
    "runbook": re.compile(r"runbook|playbook|run book|handbook", re.IGNORECASE),
    "dashboard": re.compile(r"dashboard", re.IGNORECASE),
    "panel": re.compile(r"\bpanel", re.IGNORECASE),
    "silence": re.compile(r"silence|\bmute\b|snooze", re.IGNORECASE),
    "logs": re.compile(r"\blogs?\b", re.IGNORECASE),
    "source": re.compile(
        r"source|\bview (?:in|on|alert|incident|alarm|monitor)|\binvestigate|\bquery\b|link to alarm|open in",
        re.IGNORECASE,
    ),
}


class Instance(NamedTuple):
    """One of the alerts that a post groups."""

    labels: dict[str, str]
    annotations: dict[str, str]


def draft(
    message: Message,
    *,
    source: str,
    name: str,
    state: AlertState,
    severity: str | None,
    labels: Labels,
    annotations: Labels,
    count: int,
    group: Sequence[str],
    rule: str | None = None,
    acknowledged: Statement | None = None,
    starts_at: datetime | None = None,
) -> Alert:
    """The Alert of a message. `group` holds what is equal in every post about the same group of the same rule.

    `starts_at` is what the source's own parser knows of it; else the post is searched for it.
    `rule` names the rule where the source has a name of its own for it (a monitor's number); else `name` does.
    """
    runbook = annotations.get("runbook_url") or annotations.get("runbook", "")
    return Alert(
        source=source,
        name=name[:LONGEST_NAME] or "(unnamed)",
        state=state,
        severity=Severity.read(severity),
        labels=_bounded(labels),
        annotations=_bounded(annotations),
        count=max(1, count),
        fingerprint=fingerprint(source, name if rule is None else rule, group),
        starts_at=starts_at or started_at(message),
        acknowledged=acknowledged,
        links=_kept([Hyperlink(runbook.strip("<>"), "runbook", ""), *links(message)], headings(message)),
        quoted=_quoted(message),
    )


def fingerprint(source: str, name: str, group: Sequence[str]) -> str:
    """SHA-256 (hex) over source, rule name and group; state, counts and times are no part of it."""
    return hashlib.sha256("\x1f".join((source, name, *group)).encode()).hexdigest()


def shared(instances: Iterable[Labels]) -> dict[str, str]:
    """The labels that all instances have with the same value, as Alertmanager's common labels."""
    first, *others = [*instances] or [{}]
    return {key: value for key, value in first.items() if all(one.get(key) == value for one in others)}


def _bounded(labels: Labels) -> dict[str, str]:
    return {key[:100]: value[:1_000] for key, value in list(labels.items())[:MOST_LABELS]}


def _kept(found: Iterable[Hyperlink], heads: Sequence[str]) -> tuple[Link, ...]:
    """One link for each address, of the kinds that a reader looks for; one to the source; at most eight."""
    kept: dict[str, Link] = {}
    for link in found:
        kind = _kind(link) or _source(link, heads)
        known = kind == "source" and any(one.label == kind for one in kept.values())
        if kind and not known and link.url.startswith(("https://", "http://")):
            kept.setdefault(link.url, Link(label=kind, url=link.url))
    return tuple(kept.values())[:8]


def _kind(link: Hyperlink) -> str:
    if link.before == "title":
        return "source"
    words = f"{link.before} {link.label}"
    said = next((kind for kind, known in _KINDS.items() if known.search(words)), "")
    return said or ("runbook" if _KINDS["runbook"].search(link.url) else "")


def _source(link: Hyperlink, heads: Sequence[str]) -> str:
    """A headline that is itself a link leads to the alert at its source."""
    label = unmarked(link.label)
    return "source" if label and any(label in head for head in heads[:1]) else ""


def _quoted(message: Message) -> str:
    lines = (line.rstrip() for text in texts(message) for line in plain(text).splitlines())
    return "\n".join(dict.fromkeys(line for line in lines if line))[:LONGEST_QUOTE]
