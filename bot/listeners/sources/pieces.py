"""A message that holds several alerts, taken apart: each attachment, or each header block, with a state of its own."""

from collections.abc import Iterator
from itertools import pairwise

from bot.listeners.sources.post import Message, attachments, headings, parts
from bot.listeners.sources.signs import said_at_head


def pieces(message: Message) -> tuple[Message, ...]:
    """The message as one message for each alert; () if it does not read as several."""
    own = [{**message, "text": "", "blocks": [], "attachments": [one]} for one in attachments(message)]
    found = tuple(one for one in (own if len(own) > 1 else _by_header(message)) if _stands_alone(one))
    return found if len(found) > 1 else ()


def _stands_alone(piece: Message) -> bool:
    return any(said_at_head(line, piece) for line in headings(piece)[:2])


def _by_header(message: Message) -> Iterator[Message]:
    """The blocks below each header block, of the message or of its only attachment."""
    inner = attachments(message)
    blocks = parts(message.get("blocks")) or (parts(inner[0].get("blocks")) if inner else ())
    starts = [index for index, block in enumerate(blocks) if block.get("type") == "header"]
    for begin, end in pairwise([*starts, len(blocks)]):
        yield {**message, "text": "", "blocks": [*blocks[begin:end]], "attachments": []}
