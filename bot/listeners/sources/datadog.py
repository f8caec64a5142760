"""Datadog's monitors: the state, the priority and the group stand in the title, the tags in a field.

`Triggered: [P1] Cart is slow on env:prod,service:cart`, or as events have it
`[P1] [Triggered on {env:prod,service:cart}] Cart is slow`. The monitor's number is in the link.
"""

import re
from typing import NamedTuple

from bot.domain.alert import Alert, AlertState
from bot.listeners.sources.drafts import draft
from bot.listeners.sources.naming import Pair, named, tag_list, tags_in
from bot.listeners.sources.origin import Origin, is_from, place
from bot.listeners.sources.post import Message, fields, headings, texts
from bot.listeners.sources.slack_text import headless

SOURCE = "datadog"
ORIGIN = Origin(
    names=re.compile(r"\bdata ?dog", re.IGNORECASE),
    places=re.compile(
        r"(?:[\w-]+\.){0,3}(?:datadoghq\.(?:com|eu)|ddog-gov\.com)/(?:monitors|event)\b[^?#]{0,40}"
    ),
)

_MONITOR = re.compile(r"[\w.-]{1,80}/monitors/(\d{1,20})")
_STATES = {
    AlertState.NO_DATA: r"(?:re-?)?no[ -]?data",
    AlertState.RESOLVED: r"recovered|resolved|ok",
    AlertState.FIRING: r"(?:re-?|renotify )?(?:triggered|alert(?:ed)?|warn(?:ing|ed)?|renotif(?:y|ied))",
}
_WORD = "|".join(_STATES.values())
_HEAD = re.compile(
    rf"(?:\[(P[1-5])\]\s?)?(\[)?({_WORD})(?:\s?on\s?\{{([^{{}}]{{0,500}})\}})?(?(2)\]:?|:)\s?(?:\[(P[1-5])\]\s?)?(\S.*)",
    re.IGNORECASE,
)
_KNOWN = {state: re.compile(words, re.IGNORECASE) for state, words in _STATES.items()}
_SCOPE = re.compile(
    r"(?:[\w.@/-]{1,80}:[^,\s]{1,200}|[*]|\w[\w.-]{0,100})(?:,\s?[\w.@/-]{1,80}:[^,\s]{1,200})*"
)
_BRACED = re.compile(r"\{([^{}]{1,500})\}")


class _Title(NamedTuple):
    state: AlertState
    warns: bool
    priority: str
    name: str
    scope: str


def parse(message: Message) -> Alert | None:
    """The alert of a monitor's notification, else None."""
    if not is_from(message, ORIGIN):
        return None
    title = next((found for line in headings(message) if (found := _title(line))), None)
    if title is None:
        return None
    labels = named(_tags(message, title.scope))
    monitor = place(message, _MONITOR)
    return draft(
        message,
        source=SOURCE,
        name=title.name,
        state=title.state,
        severity=title.priority or labels.get("priority") or ("warning" if title.warns else None),
        labels={**labels, **({"monitor": monitor.group(1)} if monitor else {})},
        annotations={},
        count=1,
        group=sorted(filter(None, re.split(r",\s?", title.scope))),
        rule=monitor.group(1) if monitor else None,
    )


def _title(line: str) -> _Title | None:
    match = _HEAD.match(headless(line))
    if match is None:
        return None
    before, _, word, braced, after, rest = match.groups()
    name, on, scope = rest.rpartition(" on ")
    if not on or ":" not in scope or not _SCOPE.fullmatch(scope.strip("{}")):
        name, scope = rest, ""
    state = next(state for state, known in _KNOWN.items() if known.fullmatch(word))
    return _Title(
        state, "warn" in word.lower(), before or after or "", name.strip(), braced or scope.strip("{}")
    )


def _tags(message: Message, scope: str) -> list[Pair]:
    """The group first, then the field, then what the text and the query name."""
    listed = [pair for title, value in fields(message) if "tag" in title.lower() for pair in tag_list(value)]
    others = [
        (title, value) for title, value in fields(message) if title.lower() in ("priority", "service", "team")
    ]
    queries = [
        pair for text in texts(message) for one in _BRACED.findall(text)[:20] for pair in tag_list(one)
    ]
    told = [pair for text in texts(message) for pair in tags_in(text)]
    return [*tag_list(scope), *listed, *others, *queries, *told]
