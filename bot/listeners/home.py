"""App Home: published when a person opens it, beside the acknowledgement, since it takes many look-ups.

Slack sends the event at every look. One person's Home is made at most once in a few seconds; who looks again within
them sees what was just published.
"""

import asyncio
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp

from bot.domain.errors import OutsideError
from bot.triage.home import home_of
from bot.triage.ports.slack import Replies
from bot.triage.world import World

log = structlog.get_logger()

AGAIN_AFTER = 5.0
MOST_PEOPLE = 1000
"""How many people's last look is remembered; past it all are forgotten, which costs one view each."""


class Homes:
    """Publishes Homes. What it remembers may be lost: then a Home is made once more."""

    def __init__(self, world: World, replies: Replies) -> None:
        self._world = world
        self._replies = replies
        self._made_at: dict[str, float] = {}
        self._underway: set[asyncio.Task[None]] = set()

    async def opened(self, event: dict[str, Any]) -> None:
        """A person opened a tab of the app."""
        user = str(event.get("user", ""))
        now = asyncio.get_running_loop().time()
        if (
            event.get("tab") != "home"
            or not user
            or now - self._made_at.get(user, -AGAIN_AFTER) < AGAIN_AFTER
        ):
            return
        if len(self._made_at) >= MOST_PEOPLE:
            self._made_at.clear()
        self._made_at[user] = now
        task = asyncio.create_task(self._publish(user))
        self._underway.add(task)
        task.add_done_callback(self._underway.discard)

    async def _publish(self, user: str) -> None:
        try:
            view, acts = await home_of(self._world, user)
            await self._replies.publish_home(user, view, acts)
        except OutsideError as problem:
            self._made_at.pop(user, None)
            log.warning("a Home could not be published", user=user, why=str(problem))


def register(app: AsyncApp, world: World, replies: Replies) -> None:
    """The one event."""
    homes = Homes(world, replies)

    async def opened(event: dict[str, Any]) -> None:
        await homes.opened(event)

    app.event("app_home_opened")(opened)
