"""A Slack message as plain text, for a terminal: blocks, else text; no markup, no control characters."""

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Protocol

_LINK = re.compile(r"<(https?://[^|<>]+|mailto:[^|<>]+)\|([^<>]*)>")
_BARE = re.compile(r"<(https?://[^|<>]+|mailto:[^|<>]+)>")
_USER = re.compile(r"<@([A-Z0-9]+)(?:\|[^<>]*)?>")
_CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|([^<>]*))?>")
_SPECIAL = re.compile(r"<!(?:subteam\^)?([A-Za-z0-9]+)(?:\^[^|<>]*)?(?:\|[^<>]*)?>")
_BOLD = re.compile(r"(?<![\w*])\*(\S|\S[^*\n]*\S)\*(?![\w*])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


class Message(Protocol):
    """What a rendered message offers: its text, and its blocks."""

    @property
    def text(self) -> str:
        """The first lines and fallback."""
        ...

    @property
    def blocks(self) -> Sequence[Mapping[str, Any]]:
        """Block Kit."""
        ...


def as_text(message: Message | Mapping[str, Any], *, names: Mapping[str, str] | None = None) -> str:
    """The message as lines; `names` maps user, channel and group ids to names."""
    if isinstance(message, Mapping):
        text, blocks = str(message.get("text") or ""), message.get("blocks") or ()
        attachments = message.get("attachments") or ()
    else:
        text, blocks, attachments = message.text, message.blocks, ()
    lines = [line for block in blocks for line in _block(block)] or [text]
    lines.extend(line for one in attachments for line in _attachment(one))
    return _CONTROL.sub("", _unmarked("\n".join(line for line in lines if line), names or {}))


def _unmarked(text: str, names: Mapping[str, str]) -> str:
    text = _LINK.sub(lambda found: f"{found[2]} ({found[1]})", text)
    text = _BARE.sub(lambda found: found[1], text)
    text = _USER.sub(lambda found: f"@{names.get(found[1], found[1])}", text)
    text = _CHANNEL.sub(lambda found: f"#{names.get(found[1]) or found[2] or found[1]}", text)
    text = _SPECIAL.sub(lambda found: f"@{names.get(found[1], found[1])}", text)
    return html.unescape(_BOLD.sub(lambda found: found[1], text))


def _block(block: Mapping[str, Any]) -> Iterator[str]:
    match block.get("type"):
        case "section":
            yield _text(block)
            yield from (_text(field) for field in block.get("fields") or ())
            yield from (_element(one) for one in [block.get("accessory")] if one)
        case "header" | "markdown":
            yield _text(block)
        case "context":
            yield from (_element(one) for one in block.get("elements") or ())
        case "actions":
            yield " ".join(_element(one) for one in block.get("elements") or ())
        case "rich_text":
            yield from (_rich(one) for one in block.get("elements") or ())
        case "divider":
            yield "-" * 20
        case "input":
            yield f"{_text({'text': block.get('label')})}: {_element(block.get('element') or {})}"
        case _:
            return


def _attachment(one: Mapping[str, Any]) -> Iterator[str]:
    blocks = [line for block in one.get("blocks") or () for line in _block(block)]
    fields = [f"{field.get('title', '')}: {field.get('value', '')}" for field in one.get("fields") or ()]
    yield from (str(one[key]) for key in ("pretext", "title", "title_link", "text") if one.get(key))
    yield from (*fields, *blocks)
    if not (blocks or one.get("text") or one.get("title")):
        yield str(one.get("fallback") or "")


def _text(holder: Mapping[str, Any]) -> str:
    text = holder.get("text")
    return str(text.get("text") or "") if isinstance(text, Mapping) else str(text or "")


def _element(one: Mapping[str, Any]) -> str:
    match one.get("type"):
        case "button":
            return f"[{_text(one)}]"
        case "static_select":
            choices = ", ".join(map(_text, one.get("options") or ()))
            return f"[{_text({'text': one.get('placeholder')})}: {choices}]"
        case "image":
            return f"[image: {one.get('alt_text', '')}]"
        case "mrkdwn" | "plain_text":
            return _text(one)
        case _:
            return f"[{one.get('type', 'element')}]"


def _rich(one: Mapping[str, Any]) -> str:
    match one.get("type"):
        case "rich_text_list":
            return "\n".join(f"- {_rich(item)}" for item in one.get("elements") or ())
        case _:
            return "".join(_leaf(item) for item in one.get("elements") or ())


def _leaf(item: Mapping[str, Any]) -> str:
    match item.get("type"):
        case "user":
            return f"<@{item.get('user_id', '')}>"
        case "usergroup":
            return f"<!subteam^{item.get('usergroup_id', '')}>"
        case "channel":
            return f"<#{item.get('channel_id', '')}>"
        case "link":
            return (
                f"{item.get('text', '')} ({item.get('url', '')})"
                if item.get("text")
                else str(item.get("url", ""))
            )
        case _:
            return str(item.get("text") or "")
