"""The configuration as nouns: what one YAML file may say. `read` makes it, `meaning` checks what names what.

Durations are numbers with their unit in the name. Paths in the file are relative to the file's folder.
"""

from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from bot.domain.alert import Severity
from bot.domain.cluster_user import ClusterUser
from bot.domain.noun import Noun
from bot.domain.rota import Known
from bot.domain.target import CLUSTER_LABELS, Subject, Target
from bot.settings.frozen import FreezeCalendar, FreezeWindow, Vendor
from bot.settings.keeping import BackupSettings, RetentionSettings
from bot.settings.model import ModelSettings
from bot.settings.oncall import Drills, OnCall
from bot.settings.paging import EscalationPage, PagingWay, WayName
from bot.settings.paths import FilePath
from bot.settings.rota import Rota, RotaName, UserId
from bot.settings.units import Minutes, Seconds, none_is_null

_MOST_WRITE_SECONDS = 3.0  # the kill switch's latency is bounded by this


GroupId = Annotated[str, Field(pattern=r"^S[A-Z0-9]+$")]
LabelName = Annotated[str, Field(pattern=r"^[A-Za-z_][\w./-]*$", max_length=100)]


class Channel(Noun):
    """A Slack channel, by id or by name, with where its alerts point when they do not say."""

    id: str = Field(default="", pattern=r"^([CG][A-Z0-9]+)?$")
    name: str = Field(default="", pattern=r"^#?[^\s#]*$")
    cluster: str = ""
    namespace: str = ""
    service: str = ""
    alerts: bool = True

    @model_validator(mode="after")
    def _id_or_name(self) -> Self:
        if bool(self.id) == bool(self.name):
            raise ValueError('a channel has either an "id" or a "name"')
        return self


class Group(Noun):
    """Who holds a role: Slack users, a Slack user group, or both."""

    users: tuple[UserId, ...] = ()
    group: GroupId | None = None


class Roles(Noun):
    """Responders may own incidents, commanders may approve."""

    responders: Group
    commanders: Group

    @property
    def pair_exists(self) -> bool:
        """Whether two different humans could satisfy the gate, as far as the file tells: a group may hold anyone."""
        if self.responders.group or self.commanders.group:
            return True
        return any(one != other for one in self.commanders.users for other in self.responders.users)


class Access(Noun):
    """One identity's way to a cluster: in it, by a kubeconfig's context, or by URL and token file.

    `impersonate` is the user to act as, where the account may.
    """

    in_cluster: bool = False
    kubeconfig: FilePath | None = None
    context: str = ""
    server: str = Field(default="", pattern=r"^(https?://.+)?$")
    token_file: FilePath | None = None
    ca_file: FilePath | None = None
    impersonate: str = ""

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if [self.in_cluster, self.kubeconfig is not None, bool(self.server)].count(True) != 1:
            raise ValueError('an identity has exactly one of "in_cluster: true", "kubeconfig" and "server"')
        if bool(self.server) != (self.token_file is not None):
            raise ValueError('"server" and "token_file" go together')
        if self.context and self.kubeconfig is None:
            raise ValueError('"context" belongs to a "kubeconfig"')
        if self.ca_file and not self.server:
            raise ValueError('"ca_file" belongs to a "server"')
        return self


class Source(Noun):
    """An HTTP API beside the cluster's: its URL, a file with a bearer token, and of its CA if that is no public one."""

    url: str = Field(pattern=r"^https?://[^\s/]+\S*$")
    token_file: FilePath | None = None
    ca_file: FilePath | None = None


class MetricsSource(Source):
    """A Prometheus. `queries` is a file of queries in place of those that come with Lookout."""

    queries: FilePath | None = None


class Cluster(Noun):
    """A cluster: the reader reads, the actor makes cleared changes (none: Lookout proposes nothing there).

    `page` is how many objects are asked for in one request. Alertmanager and Prometheus are asked too where given.
    `names` are what alerts and people call it beside its name here.
    """

    names: tuple[Annotated[str, Field(min_length=1, max_length=253)], ...] = ()
    reader: Access
    actor: Access | None = None
    alertmanager: Source | None = None
    prometheus: MetricsSource | None = None
    page: int = Field(default=500, ge=50, le=5000)


class Service(Noun):
    """Where a service runs. `workload` is "Deployment/catalog".

    `channel` is the id or name of its own channel: alerts there that name no service are about it, unless another
    service has the same one; then the menu has them first. `vendors` are those whose bad status freezes it.
    """

    cluster: str
    namespace: str
    workload: str = Field(default="", pattern=r"^((Deployment|StatefulSet|DaemonSet)/[a-z0-9.-]+)?$")
    channel: str = ""
    vendors: tuple[str, ...] = ()


class Mitigations(Noun):
    """Under whose name changes are sent: the actor's, or the approver's, as `identities` knows them."""

    impersonate: Literal["actor", "approver"] = "actor"


class Escalation(Noun):
    """When an unowned incident is reminded of, in minutes by severity (none: never), and whom then.

    `channel` (id or name) is where an escalation goes that its incident's own channel does not take. `page` is what
    happens outside Slack, and when. `silence_minutes` is how long an owner may be silent before being asked (none: for
    ever), `answer_minutes` how long the question waits before the ownership lapses.
    """

    reminders: dict[Severity, Annotated[Minutes | None, BeforeValidator(none_is_null)]] = Field(
        default_factory=dict
    )
    group: GroupId | None = None
    channel: str = ""
    page: EscalationPage = EscalationPage()
    silence_minutes: dict[Severity, Annotated[Minutes | None, BeforeValidator(none_is_null)]] = Field(
        default_factory=dict
    )
    answer_minutes: Minutes = 15

    def reminder(self, severity: Severity) -> timedelta | None:
        """The time after which an unowned incident of that severity is reminded of; None for never."""
        usual = {Severity.CRITICAL: 5.0, Severity.HIGH: 10.0, Severity.WARNING: 30.0, Severity.INFO: None}
        minutes = (usual | self.reminders)[severity]
        return None if minutes is None else timedelta(minutes=minutes)

    def paged(self, severity: Severity) -> timedelta | None:
        """The time after which an unowned incident of that severity is paged for; None for never."""
        if not self.page.ways:
            return None
        if severity in self.page.minutes:
            minutes = self.page.minutes[severity]
            return None if minutes is None else timedelta(minutes=minutes)
        wait = self.reminder(severity)
        return None if wait is None else wait * self.page.reminders

    def silence(self, severity: Severity) -> timedelta | None:
        """How long an owner of an incident of that severity may be silent before being asked; None for ever."""
        usual = {Severity.CRITICAL: 30.0, Severity.HIGH: 60.0, Severity.WARNING: 240.0, Severity.INFO: None}
        minutes = (usual | self.silence_minutes)[severity]
        return None if minutes is None else timedelta(minutes=minutes)


class Limits(Noun):
    """How long things may take."""

    approval_minutes: Minutes = 10
    join_window_minutes: Minutes = 30
    read_seconds: Seconds = 5
    all_reads_seconds: Seconds = 15
    write_seconds: float = Field(default=_MOST_WRITE_SECONDS, gt=0, le=_MOST_WRITE_SECONDS)
    slack_seconds: Seconds = 10
    page_seconds: Seconds = 10
    freeze_seconds: float = Field(default=2, gt=0, le=5)
    rota_seconds: Seconds = 10
    preflight_seconds: float = Field(default=60, gt=0, le=600)
    lease_seconds: float = Field(default=30, ge=2, le=600)
    catch_up_minutes: Minutes = 60


class Http(Noun):
    """Where Lookout listens: `/healthz`, `/readyz`, and Slack with a signing secret. Port 0 takes a free one."""

    host: str = Field(default="127.0.0.1", min_length=1)
    port: int = Field(ge=0, le=65535)


class ConfigMapPlace(Noun):
    """A ConfigMap of one of the clusters."""

    cluster: str
    namespace: str = Field(min_length=1)
    name: str = Field(default="lookout-stop", min_length=1)


class StopLevers(Noun):
    """Levers of the kill switch that the configuration names; the file and the token are the environment's."""

    configmap: ConfigMapPlace | None = None


class Config(Noun):
    """The whole file. `deployment` names this Lookout among others on the same Slack app.

    `mode` is `production` where people rely on it: then it starts only with somebody on call for it (`production`).
    `cluster_labels` are the labels by which alerts name a cluster: the first that an alert has decides. `identities`
    maps Slack users to how the clusters know them, `people` to how rotas call them. `ledger_heads` is the folder that
    takes the heads of the ledger's chains, a file each day; `backup` says where the whole record is kept, `retention`
    for how long what of it.
    """

    deployment: str = Field(default="lookout", pattern=r"^[a-z0-9-]{1,40}$")
    mode: Literal["trial", "production"] = "trial"
    channels: tuple[Channel, ...] = ()
    roles: Roles
    clusters: dict[str, Cluster] = Field(min_length=1)
    cluster_labels: tuple[LabelName, ...] = Field(default=CLUSTER_LABELS, min_length=1)
    services: dict[str, Service] = Field(default_factory=dict)
    identities: dict[UserId, ClusterUser] = Field(default_factory=dict)
    mitigations: Mitigations = Mitigations()
    escalation: Escalation = Escalation()
    bot_oncall: OnCall = OnCall()
    drills: Drills = Drills()
    people: dict[UserId, Known] = Field(default_factory=dict)
    rotas: dict[RotaName, Rota] = Field(default_factory=dict)
    paging: dict[WayName, PagingWay] = Field(default_factory=dict)
    limits: Limits = Limits()
    freezes: tuple[FreezeWindow, ...] = ()
    calendars: dict[str, FreezeCalendar] = Field(default_factory=dict)
    vendors: dict[str, Vendor] = Field(default_factory=dict)
    stop: StopLevers = StopLevers()
    http: Http | None = None
    model: ModelSettings = ModelSettings()
    runbooks: FilePath | None = None
    golden: FilePath | None = None
    ledger_heads: FilePath | None = None
    backup: BackupSettings | None = None
    retention: RetentionSettings = RetentionSettings()

    def target(self, service: str) -> Target | None:
        """Where a service of the map runs, None if it is not in it."""
        mapped = self.services.get(service)
        if mapped is None:
            return None
        kind, _, name = mapped.workload.partition("/")
        workload = Subject(kind=kind, namespace=mapped.namespace, name=name) if name else None
        return Target(cluster=mapped.cluster, namespace=mapped.namespace, service=service, workload=workload)
