"""Whole messages: text, blocks and attachments as `chat.*` and response_url take them."""

from collections.abc import Sequence
from typing import Any

from bot.sandbox.workspace.limits.blocks import IN_MESSAGES, blocks, characters, totals
from bot.sandbox.workspace.limits.shape import Complaints, both, complain
from bot.sandbox.workspace.refusal import RefusalError

POST_MOST = 40_000
UPDATE_MOST = 4_000
BLOCKS_MOST = 12_000
_BLOCKS = both(blocks(IN_MESSAGES, 50), totals)


def judge_text(value: str, most: int) -> None:
    """Refuse a text longer than `most` characters with `msg_too_long`."""
    if len(value) > most:
        raise RefusalError("msg_too_long")


def judge_blocks(value: Any, at: str = "/blocks", refused: Sequence[str] = ()) -> None:
    """Refuse blocks that Slack would not take with `invalid_blocks`; `refused` are kinds that a fault forbids."""
    complaints: Complaints = []
    _BLOCKS(value, at, complaints)
    for index, one in enumerate(value if isinstance(value, list) else ()):
        if isinstance(one, dict) and one.get("type") in refused:
            complain(complaints, f"unsupported type: {one['type']}", f"{at}/{index}")
    if complaints:
        raise RefusalError("invalid_blocks", complaints)
    if characters(value) > BLOCKS_MOST:
        raise RefusalError("msg_blocks_too_long")


def judge_message(message: dict[str, Any], most: int, refused: Sequence[str] = ()) -> None:
    """Refuse a message whose text, blocks or attachments Slack would not take, or that is empty (`no_text`)."""
    judge_text(message.get("text") or "", most)
    if message.get("blocks"):
        judge_blocks(message["blocks"], refused=refused)
    attachments = message.get("attachments") or []
    if not isinstance(attachments, list):
        raise RefusalError("invalid_attachments")
    if len(attachments) > 100:  # noqa: PLR2004 - Slack's limit
        raise RefusalError("too_many_attachments")
    for index, attachment in enumerate(attachments):
        if not isinstance(attachment, dict):
            raise RefusalError("invalid_attachments")
        if attachment.get("blocks"):
            judge_blocks(attachment["blocks"], f"/attachments/{index}/blocks", refused)
    if not (message.get("text") or message.get("blocks") or attachments):
        raise RefusalError("no_text")
