"""The stage: a local Slack, cluster, model and pager and, between them, Lookout as it runs anywhere else.

Lookout gets a configuration file and settings like every other installation; only the addresses are local.
"""

import secrets
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.adapters.slack.http import PATH
from bot.app import Lookout, start
from bot.sandbox.clock import WallClock
from bot.sandbox.cluster.cluster import Cluster
from bot.sandbox.pager.pager import KEY as PAGE_KEY
from bot.sandbox.pager.pager import Pager
from bot.sandbox.provider.provider import KEY, Provider
from bot.sandbox.scenario import Scenario, load_scenario, scenario_names, together
from bot.sandbox.workspace import seed
from bot.sandbox.workspace.stage import Scene
from bot.sandbox.workspace.stage import Stage as Scenes
from bot.sandbox.workspace.workspace import Workspace
from bot.settings.environment import Environment
from bot.settings.read import read_config

KUBECONFIG = """\
apiVersion: v1
kind: Config
current-context: sandbox
clusters: [{{name: sandbox, cluster: {{server: "{server}"}}}}]
contexts: [{{name: sandbox, context: {{cluster: sandbox, user: person, namespace: {namespace}}}}}]
users: [{{name: person, user: {{}}}}]
"""
CONFIG = """\
deployment: sandbox
channels:
  - {{id: C0INCIDENTS}}
  - {{id: C0SHOP, namespace: shop, cluster: sandbox}}
roles:
  responders: {{group: S0RESPOND}}
  commanders: {{group: S0COMMAND}}
clusters:
{clusters}
services:
{services}
escalation:
  group: S0RESPOND
  page: {{ways: [oncall]}}
{escalation}paging:
  oncall: {{pagerduty: {{url: "{pager}"}}}}
bot_oncall: {{page: [oncall]}}
identities:
  U0NORA: {{user: nora}}
  U0EMIL: {{user: emil}}
  U0IVY: {{user: ivy}}
people:
  U0NORA: {{name: Nora}}
  U0EMIL: {{name: Emil}}
  U0IVY: {{name: Ivy}}
rotas:
  shop: {{services: [checkout], users: [U0NORA, U0EMIL]}}
  commanders: {{services: [checkout], users: [U0IVY]}}
limits: {{lease_seconds: {lease}}}
{model}{http}"""
CLUSTER = """\
  {name}:
    reader: {{server: "{server}", token_file: reader.token}}
    actor: {{server: "{server}", token_file: actor.token}}"""
MOST_CLUSTERS = 4
IMPATIENT = """\
  reminders: {critical: 0.25, high: 0.25, warning: 0.25}
  silence_minutes: {critical: 1, high: 1, warning: 1}
  answer_minutes: 0.5
"""
SENDERS = {"alertmanager": "B0ALERTMGR", "grafana": "B0GRAFANA", "robusta": "B0ROBUSTA"}
CHANNELS = {"incidents": "C0INCIDENTS", "shop-alerts": "C0SHOP"}


@dataclass(frozen=True)
class Way:
    """How Lookout stands among the others.

    `http`: Slack calls Lookout, instead of Lookout connecting to Slack. `model`: there is a model's provider, which has
    the bad day `model_day` until it is cleared, "" for none. Of several `clusters` the first is `sandbox`, the others
    are `sandbox-2` and so on. `impatient`: reminder, group and page come within a minute.
    """

    http: bool = False
    model: bool = False
    model_day: str = ""
    clusters: int = 1
    impatient: bool = False


class Stage:
    """Enter it to have everything running; `folder` holds the configuration, the tokens and the database."""

    def __init__(
        self,
        folder: Path,
        way: Way = Way(),
        *,
        port: int = 0,
        speed: float = 1.0,
        with_lookout: bool = True,
        lease_seconds: float = 30,
        rate_limits: bool = True,
        database_url: str = "",
    ) -> None:
        self.folder = folder
        self.way = way
        self.clock = WallClock(speed)
        self.cluster = Cluster(self.clock)
        more = {f"sandbox-{number}": Cluster(self.clock) for number in range(2, way.clusters + 1)}
        self.clusters = {"sandbox": self.cluster, **more}
        self.pager = Pager(self.clock)
        self.provider = Provider(self.clock) if way.model else None
        if self.provider is not None and way.model_day:
            self.provider.days.order(way.model_day, times=0)
        scenes = [Scene(name, load_scenario(name).title) for name in scenario_names()]
        scenes += [Scene(f"{one.name}@{name}", f"{one.title} ({name})") for name in more for one in scenes[:]]
        shown = Scenes(
            scenes,
            self.fire,
            self.clear,
            self.cluster.overview,
            cluster_faults=self.cluster.faults,
            model_days=self.provider.days if self.provider else None,
            pages=self.pager.to_json,
            page_days=self.pager.days,
        )
        self.workspace = Workspace(self.clock, stage=shown, rate_limits=rate_limits)
        self.lookout: Lookout | None = None
        self.fired: dict[str, tuple[str, str]] = {}
        self._scenes = shown
        self._port = port
        self._speed = speed
        self._with_lookout = with_lookout
        self._lease = lease_seconds
        self._http = way.http
        self._database_url = database_url or f"sqlite:///{folder / 'lookout.sqlite3'}"
        self._opened = AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Start Slack, then the cluster, then the model, then Lookout."""
        await self.workspace.start(self._port)
        self._opened.push_async_callback(self.workspace.stop)
        for cluster in self.clusters.values():
            await cluster.start()
            self._opened.push_async_callback(cluster.stop)
        await self.pager.start()
        self._opened.push_async_callback(self.pager.stop)
        if self.provider is not None:
            await self.provider.start()
            self._opened.push_async_callback(self.provider.stop)
        self._write()
        if self._with_lookout:
            await self.start_lookout()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End in the opposite order."""
        if self.lookout is not None:
            await self.lookout.stop()
        await self._opened.aclose()

    async def start_lookout(self) -> Lookout:
        """Start Lookout on what the folder holds."""
        config = read_config(self.folder / "lookout.yaml")
        self.lookout = await start(
            config, Environment.model_validate(self.variables()), self.clock, tick=1.0 / self._speed
        )
        if self._http:
            self.workspace.socket.deliver_to(f"{self.lookout.url}{PATH}", seed.SIGNING_SECRET)
        return self.lookout

    def variables(self) -> dict[str, str]:
        """The environment with which `lookout run` would join this stage."""
        way = {"LOOKOUT_SLACK_APP_TOKEN": seed.APP_TOKEN}
        if self._http:
            way = {"LOOKOUT_SLACK_SIGNING_SECRET": seed.SIGNING_SECRET}
        return {
            "LOOKOUT_SLACK_BOT_TOKEN": seed.BOT_TOKEN,
            **way,
            **({"LOOKOUT_ANTHROPIC_API_KEY": KEY} if self.provider else {}),
            "LOOKOUT_PAGERDUTY_ROUTING_KEY": PAGE_KEY,
            "LOOKOUT_REDACTION_KEY": (self.folder / "redaction.key").read_text(),
            "LOOKOUT_CONFIG": str(self.folder / "lookout.yaml"),
            "LOOKOUT_DATABASE_URL": self._database_url,
            "SLACK_API_URL": self.workspace.api_url,
        }

    def kubeconfig(self, namespace: str) -> Path:
        """A file with which kubectl is an administrator of the cluster, and at home in that namespace.

        The token stands in the address, since kubectl sends none of its own over plain HTTP.
        """
        server = self.cluster.base_url.replace("://", "://admin:admin-sandbox@")
        file = self.folder / "kubeconfig.yaml"
        file.write_text(KUBECONFIG.format(server=server, namespace=namespace))
        return file

    @property
    def running(self) -> Lookout:
        """The Lookout of this stage. Raises `LookupError` if it has none."""
        if self.lookout is None:
            raise LookupError("this stage was set up without Lookout")
        return self.lookout

    async def fire(self, name: str) -> None:
        """Put a scenario's trouble into the cluster and post its alert; one that stands beside it goes off too.

        `bad-rollout@sandbox-2` is that scenario in that cluster, which its alert names.
        """
        for one in together(name.partition("@")[0]):
            await self._fire(*self._placed(one, name))

    def _placed(self, scenario: Scenario, name: str) -> tuple[str, Scenario]:
        """The scenario in its cluster, and what it is then called."""
        cluster = name.partition("@")[2]
        if not cluster:
            return scenario.name, scenario
        return f"{scenario.name}@{cluster}", scenario.model_copy(update={"cluster": cluster})

    async def _fire(self, name: str, scenario: Scenario) -> None:
        self.clusters[scenario.cluster].install(scenario.build(self.clock.now()))
        if self.provider is not None and (day := self.day_of(scenario)):
            self.provider.days.order(day, times=0)
        message = scenario.alert_message("firing", self.clock.now())
        channel = CHANNELS[scenario.alert.channel]
        ts = await self.workspace.post_as_bot(SENDERS[scenario.alert.source], channel, **message)
        self.fired[name] = (channel, ts)
        for scene in self._scenes.scenes:
            if scene.name == name:
                scene.state = "firing"

    def day_of(self, scenario: Scenario) -> str:
        """The bad day of the model's provider in that scenario: the one that was asked for, else the file's."""
        return self.way.model_day or scenario.model_day

    async def clear(self, name: str) -> None:
        """Post that the scenario's alert resolved; the cluster stays as it is."""
        _, scenario = self._placed(load_scenario(name.partition("@")[0]), name)
        if self.provider is not None and scenario.model_day:
            self.provider.days.clear()
        message = scenario.alert_message("resolved", self.clock.now())
        channel = CHANNELS[scenario.alert.channel]
        await self.workspace.post_as_bot(SENDERS[scenario.alert.source], channel, **message)

    def _write(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        scenarios = [load_scenario(name) for name in scenario_names()]
        services = "\n".join(
            f"  {one.service}: {{cluster: sandbox, namespace: {one.namespace}}}" for one in scenarios
        )
        http = "http: {port: 0}\n" if self._http else ""
        model = f"model: {{base_url: {self.provider.base_url}, by_rules: 0}}\n" if self.provider else ""
        clusters = "\n".join(
            CLUSTER.format(name=name, server=one.base_url) for name, one in self.clusters.items()
        )
        text = CONFIG.format(
            clusters=clusters,
            services=services,
            lease=self._lease,
            http=http,
            model=model,
            pager=self.pager.base_url,
            escalation=IMPATIENT if self.way.impatient else "",
        )
        (self.folder / "lookout.yaml").write_text(text)
        for identity in ("reader", "actor"):
            token = self.folder / f"{identity}.token"
            token.write_text(f"{identity}-sandbox")
            token.chmod(0o600)
        key = self.folder / "redaction.key"
        if not key.exists():
            key.write_text(secrets.token_hex(16))
