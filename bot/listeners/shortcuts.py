"""Shortcuts: "Triage this alert" in a message's menu: an older alert, what a person wrote, a reply in a thread."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.listeners.sources.catalogue import parse
from bot.listeners.untrusted import part, text
from bot.render.actions import TRIAGE_SHORTCUT
from bot.triage.inbox import Mention, note_mention
from bot.triage.world import World


def register(app: AsyncApp, world: World) -> None:
    """The one message shortcut."""

    async def triage(ack: AsyncAck, body: dict[str, Any]) -> None:
        message, channel = part(body, "message"), text(body, "channel", "id")
        mention = Mention(
            channel=channel,
            ts=text(message, "ts"),
            thread_ts=text(message, "thread_ts"),
            user_id=text(body, "user", "id"),
            team_id=text(body, "user", "team_id"),
            text=text(message, "text"),
            alert=parse({**message, "type": "message", "channel": channel}),
            shortcut=True,
        )
        await note_mention(world, mention, key=text(body, "action_ts"))
        await ack()

    app.shortcut(TRIAGE_SHORTCUT)(triage)
