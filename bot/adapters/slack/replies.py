"""Replies: what answers a click, a command or a look at App Home at once, over the egress."""

from bot.adapters.slack.egress import Egress
from bot.domain.people import HumanAct
from bot.render.fallback import FALLBACK_HOME
from bot.render.rendered import Rendered, RenderedView


class SlackReplies:
    """The `Replies` port."""

    def __init__(self, egress: Egress) -> None:
        self._egress = egress

    async def open_view(self, trigger_id: str, view: RenderedView) -> None:
        """Open a modal; a trigger lives three seconds and works once."""
        await self._egress.show("views.open", {"trigger_id": trigger_id}, view)

    async def publish_home(self, user_id: str, view: RenderedView, acts: tuple[HumanAct, ...] = ()) -> None:
        """Show a person's App Home."""
        await self._egress.show("views.publish", {"user_id": user_id}, view, acts, constant=FALLBACK_HOME)

    async def respond(self, response_url: str, content: Rendered, acts: tuple[HumanAct, ...] = ()) -> None:
        """Answer a slash command, to the asker alone."""
        await self._egress.respond(response_url, content, acts)
