"""The world of a command that asks the model: the record, the switch and the provider, as `lookout run` has them.

Nothing listens and no loop runs. Slack's own classes are there and not connected: a command says nothing in a channel.
"""

import getpass
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

import aiohttp

from bot.adapters.slack.client import make_client
from bot.adapters.slack.directory import SlackDirectory
from bot.adapters.slack.egress import Egress
from bot.adapters.slack.messenger import SlackMessenger
from bot.adapters.stopfile import StopFile
from bot.adapters.store.store import SqlStore
from bot.app import VERSION, runbooks_of
from bot.app.clusters import where_stops_are
from bot.app.levers import levers_of
from bot.app.model import model_of
from bot.app.releases import releases_of
from bot.app.workspace import mentioned, roles
from bot.domain.errors import PermanentError
from bot.settings.config import Config
from bot.settings.environment import Environment
from bot.settings.policy import policy_of
from bot.triage.ports.clock import Clock
from bot.triage.remote import Remote
from bot.triage.world import World
from bot.voice.payload import Screened

NO_MODEL = "no model is configured: set LOOKOUT_ANTHROPIC_API_KEY, and model.enabled must not be false"


@asynccontextmanager
async def at_a_shell(config: Config, environment: Environment, clock: Clock) -> AsyncIterator[World]:
    """The world, closed at the end of the block.

    Raises:
        PermanentError: no model is configured, or the database refuses.
        SettingsError: the redaction key is missing, or a release that there is not is configured.
    """
    environment.require("redaction_key")
    async with AsyncExitStack() as opened:
        model = model_of(config, environment, clock, opened)
        if model is None:
            raise PermanentError(NO_MODEL)
        store = await SqlStore.open(environment.database_url, clock, retention=config.retention.noun)
        opened.push_async_callback(store.close)
        session = await opened.enter_async_context(aiohttp.ClientSession())
        token = environment.slack_bot_token.get_secret_value()
        client = make_client(environment.slack_api_url, token, session)
        egress = Egress(client, session, _note, mentioned(config))
        yield World(
            store=store,
            clusters={},
            remediators={},
            messenger=SlackMessenger(egress),
            directory=SlackDirectory(egress, "", roles(config)),
            clock=store.clock,
            policy=policy_of(config, {}, VERSION),
            runbooks=runbooks_of(config),
            key=environment.redaction_key.get_secret_value().encode(),
            worker=f"shell:{getpass.getuser()}",
            wake=lambda: None,
            lever=StopFile(environment.stop_file),
            remote=Remote(levers_of(config, await where_stops_are(config, opened))),
            model=model,
            releases=releases_of(config),
        )


async def _note(_method: str, _judged: Screened) -> None:
    """Nothing is sent, so nothing is withheld."""
