"""Prometheus Alertmanager: everything is in the attachment's title, and in the text only what people put there.

By default the title holds label *values* without their names, in the order of the names. Names are told where they can
be: severity words, and the one value that can only be the job. Labels in the text, if people list them, are exact.
"""

import re
from collections.abc import Iterator

from bot.domain.alert import Alert
from bot.listeners.sources.bracketed import Title, read_title
from bot.listeners.sources.drafts import Instance, draft, shared
from bot.listeners.sources.post import Message, fields, poster, texts
from bot.listeners.sources.slack_text import plain, unmarked

SOURCE = "alertmanager"

_LINE = re.compile(r"(\s*[•◦▪-]\s+)?[*_`]*([A-Za-z_][\w./ -]{0,60}?)[*_` ]*[:=][*_` ]*(.*)")
_SEVERITY = re.compile(
    r"critical|warning|info|none|error|page|high|medium|low|p[1-5]|sev[1-5]", re.IGNORECASE
)
_PLACE = re.compile(r"(?:[a-z]+-)*(?:prod|production|staging|stage|dev|test|qa)(?:-[a-z0-9]+)*")
_EXPORTERS = re.compile(r"kube-state-metrics|.*exporter|kubelet|cadvisor|apiserver|blackbox.*")
_OTHERS = re.compile(
    r"datadog|pagerduty|opsgenie|jira|sentry|amazon q|aws|google cloud|new relic|pingdom", re.IGNORECASE
)
_RULE = re.compile(r"[A-Z][a-z0-9]+(?:[A-Z]\w*)+")
_NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


def parse(message: Message) -> Alert | None:
    """The alert of a post with Alertmanager's title, else None."""
    title = read_title(message)
    if title is None or _OTHERS.search(poster(message)):
        return None
    instances = [*_instances(message)]
    labels = shared(one.labels for one in instances)
    severity = labels.get("severity") or _severity(title)
    name = labels.get("alertname") or _name(title)
    annotations = instances[0].annotations if instances else {}
    told = {"alertname": name, **({"severity": severity} if severity else {}), **_service(title)}
    return draft(
        message,
        source=SOURCE,
        name=name,
        state=title.state,
        severity=severity,
        labels={**told, **_fields(message), **labels},
        annotations={**annotations, "values": f"{title.group} {title.common}".strip()},
        count=title.size or len(instances),
        group=[title.group],
    )


def _fields(message: Message) -> dict[str, str]:
    """Fields beside the text, where their titles are words such as label names are."""
    return {title.lower(): unmarked(value) for title, value in fields(message) if title.isidentifier()}


def _instances(message: Message) -> Iterator[Instance]:
    """Labels (bulleted lines) and annotations (other lines) of each alert that the text lists."""
    current = Instance({}, {})
    for bullet, key, value in _lines(message):
        begun = (
            key in current.labels if bullet else bool(current.labels) or key.lower() in current.annotations
        )
        if begun:
            yield current
            current = Instance({}, {})
        if bullet:
            current.labels[key] = value
        else:
            current.annotations[key.lower()] = value
    if current.labels or current.annotations:
        yield current


def _lines(message: Message) -> Iterator[tuple[bool, str, str]]:
    for text in texts(message):
        for line in plain(text).splitlines()[:400]:
            match = _LINE.fullmatch(line.rstrip())
            if match and unmarked(match.group(3)):
                bulleted = bool(match.group(1)) and " " not in match.group(2)
                yield bulleted, match.group(2).strip(), unmarked(match.group(3))


def _name(title: Title) -> str:
    """The rule's name: the first value that is written like one, else the group's first value."""
    values = [*title.group.split(), *title.common.split()]
    return next((value for value in values if _RULE.fullmatch(value)), next(iter(values), ""))


def _severity(title: Title) -> str:
    values = [*title.common.split(), *title.group.split()]
    return next((value for value in values if _SEVERITY.fullmatch(value)), "")


def _service(title: Title) -> dict[str, str]:
    """The job, if exactly one value can be it.

    Values come in the order of their labels' names, and `job` (or `app`, `service`) sorts before `prometheus` and
    `severity`. So with one of those two present, a single plain name before it, no place and no exporter, is it.
    """
    before: list[str] = []
    for value in title.common.split():
        if "/" in value or _SEVERITY.fullmatch(value):
            jobs = [one for one in before if not _PLACE.fullmatch(one) and not _EXPORTERS.fullmatch(one)]
            return {"service": jobs[0]} if len(jobs) == 1 and _NAME.fullmatch(jobs[0]) else {}
        before.append(value)
    return {}
