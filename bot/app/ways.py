"""The ways in: Slack by socket or by HTTP, and the server that listens where the configuration says."""

from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import partial

from slack_bolt.app.async_app import AsyncApp

from bot.adapters.http import health, levers, metrics
from bot.adapters.http.health import Probe
from bot.adapters.http.server import Server
from bot.adapters.slack.client import make_client
from bot.adapters.slack.egress import Egress
from bot.adapters.slack.http import SlackHttp
from bot.adapters.slack.socket import SocketMode
from bot.app.health import (
    ClustersReached,
    SlackHeard,
    record_sound,
    schema_current,
    socket_open,
    store_answers,
    switch_readable,
)
from bot.app.metrics import measured_by, oneself
from bot.jobs.loops import Loops
from bot.settings.config import Config
from bot.settings.environment import Environment
from bot.settings.way import WayIn
from bot.triage.levers import pull_over_http
from bot.triage.oncall.vitals import EVENTS, SLACK
from bot.triage.world import World


class Ways:
    """Opens them over a world that runs; `missed` is told when Slack may have had something that did not arrive."""

    def __init__(self, config: Config, environment: Environment, way: WayIn, world: World) -> None:
        self._config = config
        self._environment = environment
        self._way = way
        self._world = world

    async def open(
        self,
        bolt: AsyncApp,
        egress: Egress,
        loops: Loops,
        missed: Callable[[], None],
        opened: AsyncExitStack,
    ) -> str:
        """Listen if that is configured, and let Slack in; the server's URL, "" if there is none.

        Raises:
            OutsideError: the address is taken, or Slack cannot be reached.
        """
        heard = SlackHeard(egress, self._world.clock)
        self._world.vitals.watch(SLACK, heard)
        if self._way is WayIn.HTTP:
            secret = self._environment.slack_signing_secret.get_secret_value()
            slack = SlackHttp(bolt, secret, egress, self._world.clock, missed=missed)
            opened.push_async_callback(slack.stop)
            url = await self._listen(slack, heard, loops, opened)
            missed()
            return url
        token = self._environment.slack_app_token.get_secret_value()
        web = make_client(self._environment.slack_api_url, None)
        socket = SocketMode(bolt, token, web, egress, clock=self._world.clock, opened=missed)
        self._world.vitals.watch(EVENTS, socket_open(socket))
        url = await self._listen(None, socket_open(socket), loops, opened)
        opened.push_async_callback(socket.stop)
        await socket.start()
        return url

    async def _listen(
        self, slack: SlackHttp | None, connected: Probe, loops: Loops, opened: AsyncExitStack
    ) -> str:
        where = self._config.http
        if where is None:
            return ""
        store = self._world.store
        ready: dict[str, Probe] = {
            "slack": connected,
            "store": store_answers(store),
            "schema": schema_current(store),
            "loops": loops.check,
            "clusters": ClustersReached(self._world.clusters),
        }
        told = {"kill switch": switch_readable(self._world)}
        probes = health.routes({"loops": loops.check, "store": record_sound(store)}, ready, told)
        pull = partial(pull_over_http, self._world)
        lever = levers.routes(pull, self._environment.stop_token.get_secret_value())
        ours = slack.routes() if slack is not None else ()
        of_itself = partial(oneself, self._world, loops, {**ready, **told})
        measured = metrics.routes(partial(measured_by, self._world), of_itself)
        server = Server(where.host, where.port, [*probes, *measured, *lever, *ours])
        url = await server.start()
        opened.push_async_callback(server.stop)
        return url
