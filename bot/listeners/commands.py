"""Commands: `/lookout`, answered to the asker alone.

Slack gives three seconds for an acknowledgement; a search may take longer, so the answer is made beside it and sent to
the command's response_url.
"""

import asyncio
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.domain.errors import OutsideError
from bot.listeners.sources.slack_text import unescape
from bot.listeners.untrusted import text
from bot.render.whispers import error_whisper
from bot.triage.ask import Answer, answer
from bot.triage.ports.slack import Replies
from bot.triage.world import World

log = structlog.get_logger()

LONGEST = 500


def register(app: AsyncApp, world: World, replies: Replies) -> None:
    """The one slash command."""
    underway: set[asyncio.Task[None]] = set()

    async def lookout(ack: AsyncAck, body: dict[str, Any]) -> None:
        task = asyncio.create_task(reply(world, replies, body))
        underway.add(task)
        task.add_done_callback(underway.discard)
        await ack()

    app.command("/lookout")(lookout)


async def reply(world: World, replies: Replies, body: dict[str, Any]) -> None:
    """Answer one command; what could not be looked up is said."""
    try:
        user, channel = text(body, "user_id"), text(body, "channel_id")
        said = await answer(world, user, unescape(text(body, "text"))[:LONGEST], channel)
    except OutsideError as problem:
        said = Answer(content=error_whisper(f"This could not be looked up: {problem}"))
    try:
        await replies.respond(text(body, "response_url"), said.content, said.acts)
    except OutsideError as problem:
        log.warning("the answer to a command was not taken", why=str(problem))
