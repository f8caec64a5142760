"""Shortcuts: "Triage this alert" in a message's menu: an older alert, what a person wrote, a reply in a thread."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.listeners.sources.catalogue import parse
from bot.render.actions import TRIAGE_SHORTCUT
from bot.triage.inbox import Mention, note_mention
from bot.triage.world import World


def register(app: AsyncApp, world: World) -> None:
    """The one message shortcut."""

    async def triage(ack: AsyncAck, body: dict[str, Any]) -> None:
        message, channel = body.get("message") or {}, (body.get("channel") or {}).get("id", "")
        user = body.get("user") or {}
        mention = Mention(
            channel=str(channel),
            ts=str(message.get("ts", "")),
            thread_ts=str(message.get("thread_ts") or ""),
            user_id=str(user.get("id", "")),
            team_id=str(user.get("team_id") or ""),
            text=str(message.get("text", "")),
            alert=parse({**message, "type": "message", "channel": channel}),
            shortcut=True,
        )
        await note_mention(world, mention, key=str(body.get("action_ts", "")))
        await ack()

    app.shortcut(TRIAGE_SHORTCUT)(triage)
