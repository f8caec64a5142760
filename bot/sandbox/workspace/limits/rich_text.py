"""The rich_text block: sections, lists, quotes and preformatted text of small inline pieces."""

from typing import Any

from bot.sandbox.workspace.limits.objects import ANY, URL
from bot.sandbox.workspace.limits.shape import (
    Check,
    Complaints,
    flag,
    list_of,
    number,
    one_of,
    shape,
    text,
    typed,
)

_MANY = 10_000
_STYLE = shape(
    {}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight", "unlink"), flag)
)
_STYLED: dict[str, Check] = {"style": _STYLE}

PIECE = typed(
    {
        "text": shape({"text": text(40_000)}, _STYLED),
        "link": shape({"url": URL}, {"text": text(40_000, 0), "unsafe": flag, **_STYLED}),
        "user": shape({"user_id": text(255)}, _STYLED),
        "usergroup": shape({"usergroup_id": text(255)}, _STYLED),
        "channel": shape({"channel_id": text(255)}, _STYLED),
        "team": shape({"team_id": text(255)}, _STYLED),
        "emoji": shape({"name": text(255)}, {"unicode": text(255), "skin_tone": number(1, 6), **_STYLED}),
        "broadcast": shape({"range": one_of("here", "channel", "everyone")}, _STYLED),
        "color": shape({"value": text(255)}, _STYLED),
        "date": shape(
            {"timestamp": ANY, "format": text(255)}, {"url": URL, "fallback": text(255), **_STYLED}
        ),
    }
)
_PIECES = list_of(PIECE, _MANY, 0)
_SECTION = shape({"elements": _PIECES})
_BORDERED = shape({"elements": _PIECES}, {"border": number(0, 1), "language": text(100)})
_LIST = shape(
    {
        "style": one_of("bullet", "ordered"),
        "elements": list_of(typed({"rich_text_section": _SECTION}), _MANY),
    },
    {"indent": number(0, 8), "offset": number(0, 100_000), "border": number(0, 1)},
)
_PARTS = list_of(
    typed(
        {
            "rich_text_section": _SECTION,
            "rich_text_list": _LIST,
            "rich_text_preformatted": _BORDERED,
            "rich_text_quote": _BORDERED,
        }
    ),
    _MANY,
)
_RICH_TEXT = shape({"elements": _PARTS}, {"block_id": text(255)})


def rich_text(value: Any, at: str, complaints: Complaints) -> None:
    """A whole rich_text block (or table cell)."""
    _RICH_TEXT(value, at, complaints)
