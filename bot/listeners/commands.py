"""Commands: `/lookout`, answered to the asker alone."""

from typing import Any

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck

from bot.domain.errors import OutsideError
from bot.render.whispers import error_whisper
from bot.triage.ask import Answer, answer
from bot.triage.ports.slack import Replies
from bot.triage.world import World


def register(app: AsyncApp, world: World, replies: Replies) -> None:
    """The one slash command."""

    async def lookout(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        try:
            said = await answer(world, str(body.get("user_id", "")), str(body.get("text", ""))[:500])
        except OutsideError as problem:
            said = Answer(content=error_whisper(f"This could not be looked up: {problem}"))
        await replies.respond(str(body.get("response_url", "")), said.content, said.acts)

    app.command("/lookout")(lookout)
