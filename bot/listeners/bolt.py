"""The Bolt app: built without a token of its own, with every listener registered.

What no listener wants is acknowledged all the same (`adapters.slack.socket`): an envelope without an answer would be
delivered again and again.
"""

import logging

from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.domain.noun import Noun
from bot.listeners import actions, commands, events, home, shortcuts, views
from bot.triage.ports.slack import Replies
from bot.triage.world import World


class Identity(Noun):
    """Who Lookout is in this workspace, as `auth.test` says; `url` is the workspace's, "" if it was not told."""

    team_id: str
    bot_id: str
    user_id: str
    url: str = ""


def build(world: World, replies: Replies, me: Identity, web: AsyncWebClient) -> AsyncApp:
    """An app whose listeners finish before Slack is answered: an error in one means that Slack delivers again."""

    async def authorize() -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id=me.team_id, bot_id=me.bot_id, bot_user_id=me.user_id, bot_token=None
        )

    app = AsyncApp(
        name="lookout",
        client=web,
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
        logger=logging.getLogger("slack_bolt"),
    )
    events.register(app, world, me.user_id)
    actions.register(app, world, replies)
    views.register(app, world)
    commands.register(app, world, replies)
    shortcuts.register(app, world)
    home.register(app, world, replies)
    return app
