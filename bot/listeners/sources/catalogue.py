"""The parsers, listed by hand, the particular before the general; the first that knows a post reads it."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.domain.alert import Alert, AlertState
from bot.listeners.sources import (
    alertmanager,
    cloudwatch,
    datadog,
    gcp,
    generic,
    grafana,
    opsgenie,
    pagerduty,
    robusta,
    sentry,
)
from bot.listeners.sources.pieces import pieces
from bot.listeners.sources.post import Message, bot_post

Parser = Callable[[Message], Alert | None]

PARSERS: tuple[Parser, ...] = (
    opsgenie.parse,
    pagerduty.parse,
    datadog.parse,
    cloudwatch.parse,
    sentry.parse,
    gcp.parse,
    grafana.parse,
    robusta.parse,
    alertmanager.parse,
    generic.parse,
)
"""Those that know their posts by name or address come first: PagerDuty quotes Alertmanager's titles as they are."""

MOST_ALERTS = 20


def parse(event: Mapping[str, Any]) -> Alert | None:
    """The alert in Slack's inner `message` event, new or edited, the first if there are several; None if it is none."""
    return next(iter(parse_all(event)), None)


def parse_all(event: Mapping[str, Any]) -> tuple[Alert, ...]:
    """Every alert of a post, those that fire first: some senders put several into one message."""
    message = bot_post(event)
    if message is None:
        return ()
    found: dict[str, Alert] = {}
    for piece in pieces(message)[:MOST_ALERTS]:
        if alert := _read(piece):
            found.setdefault(alert.fingerprint, alert)
    if len(found) > 1:
        return tuple(sorted(found.values(), key=lambda alert: alert.state is AlertState.RESOLVED))
    whole = _read(message)
    return (whole,) if whole else ()


def _read(message: Message) -> Alert | None:
    return next((alert for parser in PARSERS if (alert := parser(message))), None)
