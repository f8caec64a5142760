"""Slack's documented limits as a check over a message or a view; it says what would be refused."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.render.rendered import Rendered, RenderedView

_TEXTS = {"section": 3000, "header": 150, "button": 75, "mrkdwn": 3000}


def problems(rendered: Rendered | RenderedView) -> list[str]:
    """What Slack would refuse, [] if nothing."""
    if isinstance(rendered, RenderedView):
        return [*_view(rendered.view), *_blocks(rendered.view["blocks"], 100)]
    found = [] if 0 < len(rendered.text) < 4000 else [f"text has {len(rendered.text)} characters"]
    return [*found, *_blocks(rendered.blocks, 50)]


def leaves(value: Any) -> Iterator[str]:
    """Every string that a reader would see, and ids."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from leaves(inner)


def shown(rendered: Rendered | RenderedView) -> str:
    """All strings of a message in one."""
    return "\n".join(leaves(rendered.model_dump()))


def legible(rendered: Rendered | RenderedView) -> str:
    """All strings that a reader sees: without ids and values."""
    return "\n".join(leaves(_without_ids(rendered.model_dump())))


def _without_ids(value: Any) -> Any:
    if isinstance(value, Mapping):
        unseen = {"value", "block_id", "action_id", "private_metadata", "type"}
        return {key: _without_ids(inner) for key, inner in value.items() if key not in unseen}
    return [_without_ids(inner) for inner in value] if isinstance(value, list | tuple) else value


def buttons(rendered: Rendered) -> list[str]:
    """The labels of all buttons, in order."""
    rows = [block["elements"] for block in rendered.blocks if block["type"] == "actions"]
    return [one["text"]["text"] for row in rows for one in row if one["type"] == "button"]


def first_shown(rendered: Rendered) -> str:
    """The first line of the blocks: what a reader of the thread sees first."""
    return str(rendered.blocks[0]["text"]["text"]).splitlines()[0]


def _view(view: Mapping[str, Any]) -> Iterator[str]:
    for key in ("title", "submit", "close"):
        if key in view and not 0 < len(view[key]["text"]) <= 24:
            yield f"{key} has {len(view[key]['text'])} characters"
    if len(view.get("private_metadata", "")) > 3000:
        yield "private_metadata is too long"
    if any(block["type"] == "input" for block in view["blocks"]) and "submit" not in view:
        yield "a view with inputs needs a submit button"


def _blocks(blocks: Any, most: int) -> Iterator[str]:
    if not 0 < len(blocks) <= most:
        yield f"{len(blocks)} blocks"
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    if len(ids) != len(set(ids)) or any(len(one) > 255 for one in ids):
        yield "block ids"
    for block in blocks:
        yield from _block(block)


def _block(block: Mapping[str, Any]) -> Iterator[str]:
    if block["type"] in {"section", "header"} and not 0 < len(block["text"]["text"]) <= _TEXTS[block["type"]]:
        yield f"{block['type']} of {len(block['text']['text'])} characters"
    if block["type"] == "rich_text":
        if any(not one["elements"] or not one["elements"][0]["text"] for one in block["elements"]):
            yield "an empty rich text element"
        if sum(map(len, leaves(block))) > 3500:
            yield "a long rich text"
    if block["type"] == "context" and not 0 < len(block["elements"]) <= 10:
        yield f"{len(block['elements'])} context elements"
    if block["type"] == "context":
        yield from ("context text" for one in block["elements"] if not 0 < len(one["text"]) <= 3000)
    if block["type"] == "actions":
        if not 0 < len(block["elements"]) <= 25:
            yield f"{len(block['elements'])} actions"
        for one in block["elements"]:
            yield from _element(one)


def _element(one: Mapping[str, Any]) -> Iterator[str]:
    if one["type"] == "button":
        if not 0 < len(one["text"]["text"]) <= 75 or len(one.get("value", "")) > 2000:
            yield "a button"
    elif not 0 < len(one["options"]) <= 100:
        yield "the number of options"
    else:
        yield from (
            "an option"
            for choice in one["options"]
            if not (0 < len(choice["text"]["text"]) <= 75 and 0 < len(choice["value"]) <= 75)
        )
