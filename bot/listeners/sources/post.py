"""A bot's message, walked: its headings, texts, fields and links in reading order, whatever shape it has.

Slack adds previews of links to what a bot wrote; those are not the bot's words. A message that a workflow passes on is.
"""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from bot.listeners.sources.bounds import bounded
from bot.listeners.sources.slack_text import Hyperlink, bare, clean, hyperlinks, unmarked

Message = Mapping[str, Any]

MOST_PARTS, MOST_TEXTS, LONGEST_LINE, DEEPEST = 50, 200, 2_000, 4

_WRITTEN = (None, "bot_message", "file_share", "thread_broadcast")
_PREVIEWS = ("from_url", "original_url", "is_app_unfurl", "is_msg_unfurl")
_SILENT = ("actions", "button", "input", "image")


def bot_post(event: Mapping[str, Any]) -> Message | None:
    """The bot's message in a `message` event (for an edit: as it is now); None for people's and Slack's own."""
    message: Any = event.get("message") if event.get("subtype") == "message_changed" else event
    if not isinstance(message, Mapping) or message.get("type") != "message":
        return None
    if message.get("client_msg_id") or not any(message.get("subtype") == one for one in _WRITTEN):
        return None
    written = message.get("bot_id") or message.get("subtype") == "bot_message"
    return bounded(message) if written else None


def poster(message: Message) -> str:
    """The name under which the bot posts, "" if it gives none."""
    profile = message.get("bot_profile")
    named = clean(profile.get("name")) if isinstance(profile, Mapping) else ""
    return bare(clean(message.get("username")) or named)[:80]


def is_reply(message: Message) -> bool:
    """Whether it stands in a thread, not at its head."""
    return message.get("thread_ts") not in (None, "", message.get("ts"))


def parts(value: Any) -> tuple[Message, ...]:
    """The objects of a list, at most `MOST_PARTS`; () for anything else."""
    return (
        tuple(one for one in value[:MOST_PARTS] if isinstance(one, Mapping))
        if isinstance(value, list)
        else ()
    )


def attachments(message: Message) -> tuple[Message, ...]:
    """The attachments that the bot wrote or passed on, without the previews of links that Slack adds."""
    return tuple(one for one in parts(message.get("attachments")) if one.get("is_share") or not _preview(one))


def _preview(attachment: Message) -> bool:
    return any(attachment.get(key) for key in _PREVIEWS)


def headings(message: Message) -> tuple[str, ...]:
    """What may be the headline, the likeliest first, as plain lines."""
    own = attachments(message)
    candidates = [
        *_heads(message),
        *(clean(one.get("fallback")).partition(" | http")[0] for one in own),
        *(clean(one.get("pretext")) for one in own),
        *(clean(one.get("text")) for one in own),
    ]
    lines = (unmarked(text.strip().partition("\n")[0][:LONGEST_LINE]) for text in candidates)
    return tuple(dict.fromkeys(line for line in lines if line))


def _heads(message: Message) -> Iterator[str]:
    """What stands at the top of the message and of its attachments, with Slack's markup."""
    own = attachments(message)
    yield from (clean(one.get("title")) for one in own)
    yield clean(message.get("text"))
    yield from islice(_block_texts(message), 2)
    yield from (text for one in own for text in islice(_block_texts(one), 1))


def head_links(message: Message) -> tuple[str, ...]:
    """Where its titles and headlines lead."""
    titled = [clean(one.get("title_link")) for one in attachments(message)]
    return (*titled, *(link.url for text in _heads(message) for link in hyperlinks(text)))


def texts(message: Message) -> tuple[str, ...]:
    """Every text that a reader sees, with Slack's markup, in reading order, each once."""
    found: list[str] = [clean(message.get("text")), *_block_texts(message)]
    for one in attachments(message):
        found += [clean(one.get(key)) for key in ("pretext", "title", "text")]
        found += [f"{key}: {value}" for key, value in _attachment_fields(one)]
        found += _block_texts(one)
    return tuple(islice(dict.fromkeys(text for text in found if text.strip()), MOST_TEXTS))


def fields(message: Message) -> tuple[tuple[str, str], ...]:
    """Fields that have a title of their own, as (title, value with Slack's markup)."""
    pairs: list[tuple[str, str]] = []
    for part in (message, *attachments(message)):
        pairs += _attachment_fields(part)
        for block in parts(part.get("blocks")):
            pairs += _two_lines(clean(one.get("text")) for one in parts(block.get("fields")))
    return tuple(pairs)


def links(message: Message) -> tuple[Hyperlink, ...]:
    """Every link: those of titles first, then those in texts, then those of buttons."""
    titled = [Hyperlink(clean(one.get("title_link")), "", "title") for one in attachments(message)]
    told = [link for text in texts(message) for link in hyperlinks(text)]
    found = [*titled, *told, *_buttons(message)]
    return tuple(link for link in found if link.url.startswith(("https://", "http://")))


def _buttons(message: Message) -> Iterator[Hyperlink]:
    """Buttons that lead somewhere, of blocks and of the older kind that an attachment has."""
    for part in (message, *attachments(message)):
        for block in parts(part.get("blocks")):
            for one in (*parts(block.get("elements")), *parts([block.get("accessory")])):
                text = one.get("text")
                said = clean(text.get("text")) if isinstance(text, Mapping) else ""
                yield Hyperlink(clean(one.get("url")), said, "")
        for one in parts(part.get("actions")):
            yield Hyperlink(clean(one.get("url")), clean(one.get("text")), "")


def colours(message: Message) -> tuple[str, ...]:
    """The colours of its attachments, small and without `#`."""
    return tuple(clean(one.get("color")).lower().lstrip("#") for one in attachments(message))


def _attachment_fields(part: Message) -> list[tuple[str, str]]:
    pairs = [(bare(clean(one.get("title"))), clean(one.get("value"))) for one in parts(part.get("fields"))]
    return [(title, value) for title, value in pairs if title]


def _two_lines(found: Iterator[str]) -> Iterator[tuple[str, str]]:
    """A text of two lines, the first of them bold, is a field with its title."""
    for text in found:
        title, _, value = text.strip().partition("\n")
        if value.strip():
            yield bare(title).rstrip(": *"), value


def _block_texts(part: Message) -> Iterator[str]:
    for block in parts(part.get("blocks")):
        yield from _inner_texts(block, DEEPEST)


def _inner_texts(part: Message, depth: int) -> Iterator[str]:
    """The texts of a block, of its fields and elements, and of theirs; buttons and menus say nothing."""
    if depth == 0 or part.get("type") in _SILENT:
        return
    if part.get("type") in ("rich_text_section", "rich_text_preformatted", "rich_text_quote"):
        yield "".join(clean(one.get("text")) or clean(one.get("url")) for one in parts(part.get("elements")))
        return
    text = part.get("text")
    yield clean(text.get("text")) if isinstance(text, Mapping) else clean(text)
    for key in ("fields", "elements"):
        for inner in parts(part.get(key)):
            yield from _inner_texts(inner, depth - 1)
