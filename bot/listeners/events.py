"""Events: messages (also those without text), mentions, and nothing else."""

import re
from collections.abc import Mapping
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp

from bot.domain.alert import Alert
from bot.listeners.sources.catalogue import parse_all
from bot.listeners.untrusted import part, text
from bot.triage.inbox import AlertPost, Mention, Remark, note_alert, note_mention, note_remark, note_word
from bot.triage.world import World

log = structlog.get_logger()

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
        heard = mention_of(event, bot_user)
        if event.get("bot_id"):
            return
        if not (heard.channel and heard.ts and heard.user_id):
            log.warning("a mention was refused", why="it does not say where it stands and who wrote it")
            return
        await note_mention(world, heard)

    app.event("message")(message)
    app.event("app_mention")(mention)


async def receive(
    world: World, body: Mapping[str, Any], event: Mapping[str, Any], bot_user: str, *, reread: bool = False
) -> None:
    """Keep what a message event is: an alert post, an edit of one, a remark that may need the hint, an owner's word."""
    if text(event, "subtype") in UNSAID:
        return
    edited = event.get("subtype") == "message_changed"
    inner = part(event, "message") if edited else event
    channel, ts, root = text(event, "channel"), text(inner, "ts"), text(inner, "thread_ts")
    if not channel or not ts:
        log.warning("a message was refused", why="it does not say where it stands")
        return
    replied = root not in ("", ts)
    if world.policy.channel(channel).alerts and (alerts := _news(event, edited=edited)):
        key = _edit_of(inner, channel) if edited else f"{channel}:{ts}" if replied else ""
        key = key or text(body, "event_id") or text(event, "event_ts") or ts
        for number, alert in enumerate(alerts):
            post = AlertPost(
                channel=channel,
                ts=root if replied else ts,
                alert=alert,
                edited=edited,
                reply=replied,
                several=len(alerts) > 1,
                part=number,
                reread=reread,
            )
            await note_alert(world, post, key)
    elif replied and not edited:
        await _remark(world, inner, channel, ts, bot_user)


def _news(event: Mapping[str, Any], *, edited: bool) -> tuple[Alert, ...]:
    """The alerts of the post; of an edit only those that changed: a link that Slack unfurls comes as an edit too."""
    alerts = parse_all(event)
    if not edited or not alerts:
        return alerts
    before = parse_all(part(event, "previous_message"))
    return tuple(alert for alert in alerts if alert not in before)


def _edit_of(message: Mapping[str, Any], channel: str) -> str:
    """What one edit of one message is known by, however it is heard of; "" if the message does not say."""
    at = text(message, "edited", "ts")
    return f"{channel}:{text(message, 'ts')}:{at}" if at else ""


async def _remark(world: World, inner: Mapping[str, Any], channel: str, ts: str, bot_user: str) -> None:
    said, user = text(inner, "text"), text(inner, "user")
    if inner.get("bot_id") or not user:
        return
    if f"<@{bot_user}>" in said or not CLAIM.search(said):
        await note_word(world, channel, ts, text(inner, "thread_ts"), user)
        return
    remark = Remark(channel=channel, ts=ts, thread_ts=text(inner, "thread_ts"), user_id=user, text=said)
    await note_remark(world, remark)


def mention_of(event: Mapping[str, Any], bot_user: str) -> Mention:
    """The mention in an `app_mention` event, without the bot's own name."""
    return Mention(
        channel=text(event, "channel"),
        ts=text(event, "ts"),
        thread_ts=text(event, "thread_ts"),
        user_id=text(event, "user"),
        team_id=text(event, "team"),
        text=text(event, "text").replace(f"<@{bot_user}>", "").strip(),
    )
