"""Blocks: what each kind may hold, and which kinds a message, a modal and App Home take."""

from collections.abc import Mapping
from typing import Any

from bot.sandbox.workspace.limits.elements import ACCESSORY, ACTION, IMAGE, INPUT
from bot.sandbox.workspace.limits.objects import ANY, URL, plain, words
from bot.sandbox.workspace.limits.rich_text import rich_text
from bot.sandbox.workspace.limits.shape import (
    Check,
    Complaints,
    at_least_one,
    both,
    complain,
    distinct,
    exactly_one,
    flag,
    list_of,
    one_of,
    shape,
    text,
    typed,
)

MARKDOWN_MOST = 12_000
TABLE_MOST = 10_000
_ID = {"block_id": text(255)}


def _nothing_else(value: Any, at: str, complaints: Complaints) -> None:
    if value is not None:
        complain(complaints, "must be null or an object", at)


def _column(value: Any, at: str, complaints: Complaints) -> None:
    settings = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})
    (settings if isinstance(value, dict) else _nothing_else)(value, at, complaints)


_CELL = typed({"raw_text": shape({"text": text(TABLE_MOST)}), "rich_text": rich_text})
_ROW = list_of(_CELL, 20)

COMMON: Mapping[str, Check] = {
    "section": both(
        shape(
            {},
            {
                **_ID,
                "text": words(3000),
                "fields": list_of(words(2000), 10),
                "accessory": ACCESSORY,
                "expand": flag,
            },
        ),
        at_least_one("text", "fields"),
    ),
    "header": shape({"text": plain(150)}, _ID),
    "context": shape(
        {"elements": list_of(typed({"image": IMAGE, "mrkdwn": words(2000), "plain_text": words(2000)}), 10)},
        _ID,
    ),
    "actions": shape({"elements": both(list_of(ACTION, 25), distinct("action_id"))}, _ID),
    "divider": shape({}, _ID),
    "image": both(
        shape(
            {"alt_text": text(2000)},
            {**_ID, "image_url": URL, "slack_file": ANY, "title": plain(2000)},
        ),
        exactly_one("image_url", "slack_file"),
    ),
    "input": shape(
        {"label": plain(2000), "element": INPUT},
        {**_ID, "hint": plain(2000), "optional": flag, "dispatch_action": flag},
    ),
    "rich_text": rich_text,
}
IN_MESSAGES: Mapping[str, Check] = {
    **COMMON,
    "markdown": shape({"text": text(MARKDOWN_MOST)}, _ID),
    "table": shape({"rows": list_of(_ROW, 100)}, {**_ID, "column_settings": list_of(_column, 20)}),
}


def blocks(kinds: Mapping[str, Check], most: int) -> Check:
    """A list of at most `most` blocks of these kinds, with no `block_id` twice."""
    return both(list_of(typed(kinds), most, 0), distinct("block_id"))


def totals(value: Any, at: str, complaints: Complaints) -> None:
    """What a message may hold over all its blocks: one table, 12,000 characters of Markdown."""
    found = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    if sum(one.get("type") == "table" for one in found) > 1:
        complain(complaints, "only_one_table_allowed", at)
    markdown = sum(len(str(one.get("text", ""))) for one in found if one.get("type") == "markdown")
    if markdown > MARKDOWN_MOST:
        complain(complaints, f"must be less than {MARKDOWN_MOST + 1} characters of markdown in total", at)
    for index, one in enumerate(found):
        if one.get("type") == "table" and characters(one) > TABLE_MOST:
            complain(
                complaints, f"must be less than {TABLE_MOST + 1} characters in total", f"{at}/{index}/rows"
            )


def characters(value: Any) -> int:
    """How many characters of text stand anywhere in a JSON value."""
    if isinstance(value, dict):
        own = len(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + sum(characters(one) for one in value.values())
    return sum(characters(one) for one in value) if isinstance(value, list) else 0
