"""Inline rich text as the line that Slack renders of it, in mrkdwn, so that split words are judged whole."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

_INLINE = frozenset(("rich_text_section", "rich_text_quote"))


def is_inline(block: Mapping[str, Any]) -> bool:
    """Whether a block's elements are rendered as one line of text."""
    return block.get("type") in _INLINE


def line_of(elements: Sequence[Any]) -> str:
    """The elements of one section, joined as a reader sees them."""
    return "".join(_shown(element) for element in elements if isinstance(element, Mapping))


def _shown(element: Mapping[str, Any]) -> str:
    special = _SPECIAL.get(str(element.get("type")))
    if special is not None:
        return special(element)
    text = str(element.get("text") or element.get("url") or element.get("value") or "")
    return _styled(text, element.get("style"))


_SPECIAL: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "user": lambda element: f"<@{element.get('user_id', '')}>",
    "usergroup": lambda element: f"<!subteam^{element.get('usergroup_id', '')}>",
    "broadcast": lambda element: f"<!{element.get('range', 'here')}>",
    "channel": lambda element: f"<#{element.get('channel_id', '')}>",
    "emoji": lambda element: f" :{element.get('name', 'emoji')}: ",
    "date": lambda element: f" <!date^0^{element.get('format', '')}|{element.get('fallback', '')}> ",
}


def _styled(text: str, style: object) -> str:
    if not isinstance(style, Mapping):
        return text
    if style.get("code") and text.strip():
        return f"`{text}`"
    if style.get("strike") and text.strip():
        return f"~{text.strip()}~"
    return text


def plain_of(block: Any) -> str:
    """The short text of a simple block or text object, "" for anything else."""
    if not isinstance(block, Mapping):
        return ""
    text = block.get("text")
    if isinstance(text, Mapping):
        text = text.get("text")
    if isinstance(text, str):
        return text
    elements = block.get("elements")
    if isinstance(elements, Sequence) and not isinstance(elements, str):
        if is_inline(block):
            return line_of(elements)
        if block.get("type") == "rich_text" and len(elements) == 1:
            return plain_of(elements[0])
    return ""
