"""Events: messages (also those without text), mentions, and nothing else."""

import re
from collections.abc import Mapping
from typing import Any

from slack_bolt.app.async_app import AsyncApp

from bot.listeners.sources.catalogue import parse
from bot.triage.inbox import AlertPost, Mention, Remark, note_alert, note_mention, note_remark
from bot.triage.world import World

CLAIM = re.compile(
    r"\b(?:on it|mine|ack(?:ed|nowledged)?|taking (?:this|it)"
    r"|i(?:'|\u2019)?(?:ll take|ve got (?:this|it))|i have (?:this|it))\b",
    re.IGNORECASE,
)
"""What people write when they mean to own an incident; it only decides whether a hint is shown."""

UNSAID = frozenset({"message_deleted", "channel_join", "channel_leave", "message_replied"})


def register(app: AsyncApp, world: World, bot_user: str) -> None:
    """Message and mention events."""

    async def message(body: dict[str, Any], event: dict[str, Any]) -> None:
        await receive(world, body, event, bot_user)

    async def mention(event: dict[str, Any]) -> None:
        if not event.get("bot_id"):
            await note_mention(world, mention_of(event, bot_user))

    app.event("message")(message)
    app.event("app_mention")(mention)


async def receive(world: World, body: Mapping[str, Any], event: Mapping[str, Any], bot_user: str) -> None:
    """Keep what a message event is: an alert post, an edit of one, or a remark that may need the hint."""
    if event.get("subtype") in UNSAID:
        return
    edited = event.get("subtype") == "message_changed"
    inner = event.get("message") if edited else event
    if not isinstance(inner, Mapping) or not isinstance(inner.get("ts"), str):
        return
    channel, ts = str(event.get("channel", "")), str(inner["ts"])
    replied = inner.get("thread_ts") not in (None, ts)
    if not replied and world.policy.channel(channel).alerts:
        alert = parse(event)
        if alert is not None and not (edited and _same(event)):
            post = AlertPost(channel=channel, ts=ts, alert=alert, edited=edited)
            await note_alert(world, post, _edit_of(inner, channel) or str(body.get("event_id", "")))
            return
    if replied and not edited:
        await _remark(world, inner, channel, ts, bot_user)


def _edit_of(message: Mapping[str, Any], channel: str) -> str:
    """What one edit of one message is known by, however it is heard of; "" if the message does not say."""
    at = _mapping(message.get("edited")).get("ts", "")
    return f"{channel}:{message['ts']}:{at}" if at else ""


async def _remark(world: World, inner: Mapping[str, Any], channel: str, ts: str, bot_user: str) -> None:
    text = str(inner.get("text", ""))
    if inner.get("bot_id") or not inner.get("user") or f"<@{bot_user}>" in text or not CLAIM.search(text):
        return
    remark = Remark(
        channel=channel, ts=ts, thread_ts=str(inner["thread_ts"]), user_id=str(inner["user"]), text=text
    )
    await note_remark(world, remark)


def mention_of(event: Mapping[str, Any], bot_user: str) -> Mention:
    """The mention in an `app_mention` event, without the bot's own name."""
    return Mention(
        channel=str(event.get("channel", "")),
        ts=str(event.get("ts", "")),
        thread_ts=str(event.get("thread_ts", "")),
        user_id=str(event.get("user", "")),
        team_id=str(event.get("team") or ""),
        text=str(event.get("text", "")).replace(f"<@{bot_user}>", "").strip(),
    )


def _same(event: Mapping[str, Any]) -> bool:
    """Whether an edit changed nothing but what Slack unfurled: link previews come as edits too."""
    before, after = _mapping(event.get("previous_message")), _mapping(event.get("message"))
    return _said(before) == _said(after)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _said(message: Mapping[str, Any]) -> tuple[Any, ...]:
    """The content that was written; what is empty and what is missing say the same."""
    parts = message.get("attachments")
    listed = parts if isinstance(parts, list) else []
    written = [part for part in listed if not _mapping(part).get("from_url")]
    return message.get("text") or "", message.get("blocks") or [], written
