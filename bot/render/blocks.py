"""Block Kit within Slack's limits, whatever the input: what is cut is said.

Builders of single blocks, and `message`, which puts them together: `head` and `tail` (owner line, buttons)
always stand, `body` gives way when a message would grow past what Slack takes.
"""

import json
from collections.abc import Sequence
from typing import Any

from bot.render.rendered import Rendered
from bot.render.words import clip, count

Block = dict[str, Any]

MAX_BLOCKS, SECTION, HEADER, CONTEXT, ACTIONS = 50, 3_000, 150, 10, 25
BUTTON, VALUE, OPTIONS, OPTION, PLACEHOLDER = 75, 2_000, 100, 75, 150
TEXT = 3_500  # chat.update refuses more than 4,000
PREFORMATTED = 2_800
BODY = 12_000  # JSON characters of all body blocks together


def kept(lines: Sequence[str], limit: int) -> list[str]:
    """Whole lines within `limit` characters in all, and how many more there are."""
    room = limit - 40
    out: list[str] = []
    for index, line in enumerate(lines):
        line_ = clip(line, room)
        if sum(len(one) + 1 for one in out) + len(line_) > room:
            return [*out, f"{count(len(lines) - index, 'more line')} not shown"]
        out.append(line_)
    return out


def mrkdwn(text: str) -> Block:
    """A text object with Slack's markup."""
    return {"type": "mrkdwn", "text": text}


def plain(text: str, limit: int) -> Block:
    """A text object without markup or emoji."""
    return {"type": "plain_text", "text": clip(text, limit) or "-", "emoji": False}


def section(*lines: str) -> Block:
    """Lines of text."""
    return {"type": "section", "text": mrkdwn("\n".join(kept(lines, SECTION)) or "-")}


def header(text: str) -> Block:
    """A title in large letters."""
    return {"type": "header", "text": plain(text, HEADER)}


def context(*lines: str) -> Block:
    """Small print, at most ten elements; further lines join the last one."""
    groups = [*((line,) for line in lines[: CONTEXT - 1]), lines[CONTEXT - 1 :]]
    shown = ["\n".join(kept(group, SECTION)) for group in groups if group]
    return {"type": "context", "elements": [mrkdwn(text or "-") for text in shown or ["-"]]}


def button(label: str, action: str, value: str, style: str = "") -> Block:
    """A button; a value that is too long is dropped, so `unpack` finds garbage, never another's id."""
    made = {"type": "button", "text": plain(label, BUTTON), "action_id": action}
    if value and len(value) <= VALUE:
        made["value"] = value
    return {**made, "style": style} if style else made


def option(label: str, value: str) -> Block:
    """One choice of a menu."""
    return {"text": plain(label, OPTION), "value": value}


def menu(placeholder: str, action: str, options: Sequence[Block]) -> Block:
    """A static menu of at most a hundred choices."""
    return {
        "type": "static_select",
        "placeholder": plain(placeholder, PLACEHOLDER),
        "action_id": action,
        "options": list(options[:OPTIONS]),
    }


def actions(*elements: Block, block_id: str = "") -> Block:
    """A row of buttons and menus."""
    made = {"type": "actions", "elements": list(elements[:ACTIONS])}
    return {**made, "block_id": block_id} if block_id else made


def preformatted(title: str, lines: Sequence[str]) -> Block:
    """Lines as they are, in preformatted rich text, under a title made by code."""
    text = "\n".join(kept(lines, PREFORMATTED)) or "-"
    quoted = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text}]}
    named = {"type": "rich_text_section", "elements": [{"type": "text", "text": clip(title, HEADER)}]}
    return {"type": "rich_text", "elements": [named, quoted] if title else [quoted]}


def divider() -> Block:
    """A thin line."""
    return {"type": "divider"}


def message(
    text: Sequence[str], head: Sequence[Block], body: Sequence[Block] = (), tail: Sequence[Block] = ()
) -> Rendered:
    """A message of these lines and blocks. `head` and `tail` are few and always kept."""
    room, weight, shown = MAX_BLOCKS - len(head) - len(tail) - 1, 0, list[Block]()
    for block in body:
        weight += len(json.dumps(block, ensure_ascii=False))
        if len(shown) == room or weight > BODY:
            break
        shown.append(block)
    if cut := len(body) - len(shown):
        shown.append(context(f"{count(cut, 'more part')} of this message not shown."))
    return Rendered(text="\n".join(kept(text, TEXT)) or "-", blocks=(*head, *shown, *tail))
