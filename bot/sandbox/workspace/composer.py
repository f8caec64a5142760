"""Text as Slack stores it: what a person types becomes mentions and links, what is left is escaped."""

import re
from collections.abc import Callable

from bot.sandbox.workspace.state import Json, State

_ENTITY = re.compile(r"<(?:[@#!][^<>\s][^<>]*|(?:https?|mailto|slack|tel):[^<>\s][^<>]*)>")
_AT = re.compile(r"(?<![\w<])@([\w.-]+)")
_CHANNEL = re.compile(r"(?<![\w<&])#([a-z0-9_-]+)")
_URL = re.compile(r"https?://[^\s<>|]+")
_AMPERSAND = re.compile(r"&(?!(?:amp|lt|gt);)")


def escaped(text: str) -> str:
    """Control characters outside mentions and links escaped, as Slack stores every message."""
    return _between(text, _escape)


def typed(state: State, text: str) -> str:
    """What a person typed: `@nora`, `@responders`, `#incidents` and bare URLs become Slack's entities."""

    def compose(piece: str) -> str:
        piece = _URL.sub(lambda m: f"<{m.group(0)}>", piece)
        return _between(piece, lambda rest: _CHANNEL.sub(channel, _AT.sub(mention, _escape(rest))))

    def mention(match: re.Match[str]) -> str:
        name = match.group(1).lower()
        if name in {"here", "channel", "everyone"}:
            return f"<!{name}>"
        for user in state.users.values():
            if name in {user.name, user.id.lower()}:
                return f"<@{user.id}>"
        for group in state.groups.values():
            if name == group.handle:
                return f"<!subteam^{group.id}>"
        return match.group(0)

    def channel(match: re.Match[str]) -> str:
        found = state.channel_named(match.group(1))
        return f"<#{found.id}|>" if found else match.group(0)

    return _between(text, compose)


def rich(text: str) -> list[Json]:
    """The rich_text block that Slack's own clients put beside a typed text."""
    pieces: list[Json] = []
    at = 0
    for match in _ENTITY.finditer(text):
        pieces.extend(_plain(text[at : match.start()]))
        pieces.append(_piece(match.group(0)[1:-1]))
        at = match.end()
    pieces.extend(_plain(text[at:]))
    section = {"type": "rich_text_section", "elements": pieces}
    return [{"type": "rich_text", "block_id": "typed", "elements": [section]}]


def _plain(text: str) -> list[Json]:
    unescaped = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    return [{"type": "text", "text": unescaped}] if text else []


def _piece(inside: str) -> Json:
    body, _, label = inside.partition("|")
    if body.startswith("@"):
        return {"type": "user", "user_id": body[1:]}
    if body.startswith("#"):
        return {"type": "channel", "channel_id": body[1:]}
    if body.startswith("!subteam^"):
        return {"type": "usergroup", "usergroup_id": body.removeprefix("!subteam^")}
    if body in {"!here", "!channel", "!everyone"}:
        return {"type": "broadcast", "range": body[1:]}
    return {"type": "link", "url": body} | ({"text": label} if label else {})


def _escape(text: str) -> str:
    return _AMPERSAND.sub("&amp;", text).replace("<", "&lt;").replace(">", "&gt;")


def _between(text: str, change: Callable[[str], str]) -> str:
    """The text with everything outside its entities changed."""
    at, parts = 0, []
    for match in _ENTITY.finditer(text):
        parts += [change(text[at : match.start()]), match.group(0)]
        at = match.end()
    return "".join([*parts, change(text[at:])])
