"""Whose post it is: the bot's name says so, else where its headline leads, since a bot may post under any name."""

import re
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import unquote

from bot.listeners.sources.post import Message, head_links, poster
from bot.listeners.sources.slack_text import bare, clean


class Origin(NamedTuple):
    """How one vendor's posts are known: its bots' names, and the addresses that its headlines lead to."""

    names: re.Pattern[str]
    places: re.Pattern[str]


def is_from(message: Message, origin: Origin) -> bool:
    """Whether the post is that vendor's."""
    names = (poster(message), _app_name(message))
    return any(origin.names.search(name) for name in names) or place(message, origin.places) is not None


def place(message: Message, places: re.Pattern[str]) -> re.Match[str] | None:
    """The first address of that form that a title or a headline leads to."""
    addresses = (unquote(url.partition("://")[2][:1_000]) for url in head_links(message))
    return next((match for address in addresses if (match := places.match(address))), None)


def _app_name(message: Message) -> str:
    """The name of the app itself, where the post has another one."""
    profile = message.get("bot_profile")
    return bare(clean(profile.get("name")))[:80] if isinstance(profile, Mapping) else ""
