"""The parsers, listed by hand, the particular before the general; the first that knows a post reads it."""

from collections.abc import Callable, Mapping
from typing import Any

from bot.domain.alert import Alert
from bot.listeners.sources import alertmanager, generic, grafana, robusta
from bot.listeners.sources.post import Message, bot_post

Parser = Callable[[Message], Alert | None]

PARSERS: tuple[Parser, ...] = (grafana.parse, robusta.parse, alertmanager.parse, generic.parse)


def parse(event: Mapping[str, Any]) -> Alert | None:
    """The alert in Slack's inner `message` event, new or edited; None if it is none."""
    message = bot_post(event)
    if message is None:
        return None
    return next((alert for parser in PARSERS if (alert := parser(message))), None)
