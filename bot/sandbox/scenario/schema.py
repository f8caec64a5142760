"""What a scenario file may say. Times are ages: how long before the moment of loading something happened."""

import re
from datetime import timedelta
from difflib import get_close_matches
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field

from bot.domain.noun import Noun
from bot.domain.target import Subject
from bot.sandbox.cluster.physics import App, Registry
from bot.sandbox.provider.days import DAYS

_AGE = re.compile(r"^(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$")


def read_age(text: object) -> timedelta:
    """`3d`, `1h30m`, `40s` as a duration.

    Raises:
        ValueError: no such form.
    """
    found = _AGE.match(str(text))
    if found is None or not any(found.groups()):
        raise ValueError("no age: write it like 3d, 1h30m or 40s")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


def known_day(name: str) -> str:
    """The name of a bad day of the model's provider; "" is a good one.

    Raises:
        ValueError: there is no such day.
    """
    if name and name not in DAYS:
        near = get_close_matches(name, DAYS, n=1)
        raise ValueError(
            f"no bad day: {f'did you mean {near[0]}?' if near else 'there are ' + ', '.join(DAYS)}"
        )
    return name


Age = Annotated[timedelta, BeforeValidator(read_age)]


class Share(Noun):
    """Requests and limits, as Kubernetes quantities."""

    cpu: str = "100m"
    memory: str = "128Mi"
    cpu_limit: str = ""
    memory_limit: str = "256Mi"


class Probe(Noun):
    """A probe by HTTP; `port` 0 means the container's own, and the path "" means no probe."""

    path: str = "/healthz"
    port: int = 0
    delay: int = 5
    period: int = 10
    failures: int = 3


class Change(Noun):
    """What a release changed, when, and what its author noted: the pod template, the number, the Service's selector."""

    age: Age
    cause: str = ""
    image: str = ""
    replicas: int | None = Field(default=None, ge=0, le=50)
    readiness_port: int = 0
    liveness_port: int = 0
    liveness: Probe | None = None
    cpu: str = ""
    memory_limit: str = ""
    service_selector: dict[str, str] = Field(default_factory=dict)
    config: tuple[str, ...] | None = None
    pull_secret: str = ""
    env: dict[str, str] = Field(default_factory=dict)


class Mishap(Noun):
    """One container of a workload ended once, long ago or not."""

    age: Age
    exit_code: int = 1
    reason: str = "Error"


class Workload(Noun):
    """A workload and its Service.

    `config` names the ConfigMaps that its environment comes from, `nodes` the labels of the nodes that it may run on.
    """

    kind: Literal["Deployment", "StatefulSet", "DaemonSet"] = "Deployment"
    image: str
    replicas: int = Field(default=1, ge=0, le=50)
    port: int = 8080
    has_service: bool = True
    age: Age = timedelta(days=6)
    first_revision: int = 1
    share: Share = Share()
    readiness: Probe = Probe()
    liveness: Probe = Probe(path="")
    config: tuple[str, ...] = ()
    env: dict[str, str] = Field(default_factory=dict)
    pull_secret: str = ""
    nodes: dict[str, str] = Field(default_factory=dict)
    critical: bool = False
    changes: tuple[Change, ...] = ()
    mishaps: tuple[Mishap, ...] = ()
    app: App = App()


class Job(Noun):
    """A Job: how long its pod works, how it ends, what it says last, and how often it is tried."""

    image: str
    age: Age
    took: Age = timedelta(seconds=40)
    exit_code: int = 0
    last_words: tuple[str, ...] = ("{time} INFO done",)
    tries: int = Field(default=7, ge=1)


class Cron(Job):
    """A CronJob: such a Job again and again, by a schedule in UTC."""

    schedule: str
    suspended: bool = False


class Noise(Noun):
    """Events that anybody would see around the incident: about `Kind/name` (a ReplicaSet by its Deployment's name)."""

    about: str = Field(pattern=r"^[A-Z][A-Za-z]+/[a-z0-9.-]+$")
    age: Age
    reason: str
    message: str
    source: str = "kubelet"
    warning: bool = False
    count: int = Field(default=1, ge=1, le=100)
    every: Age = timedelta(seconds=20)


class Machine(Noun):
    """A node. Nothing is heard any more of one that was `lost` so long ago."""

    cpu: str = "8"
    memory: str = "32Gi"
    cordoned: bool = False
    labels: dict[str, str] = Field(default_factory=dict)
    lost: Age | None = None
    age: Age = timedelta(days=40)


class Place(Noun):
    """A namespace and what lives in it."""

    labels: dict[str, str] = Field(default_factory=dict)
    quotas: dict[str, dict[str, str]] = Field(default_factory=dict)
    configmaps: dict[str, dict[str, str]] = Field(default_factory=dict)
    secrets: dict[str, str] = Field(default_factory=dict)
    workloads: dict[str, Workload] = Field(default_factory=dict)
    jobs: dict[str, Job] = Field(default_factory=dict)
    cronjobs: dict[str, Cron] = Field(default_factory=dict)
    noise: tuple[Noise, ...] = ()


class Surroundings(Noun):
    """What every scenario has around it: nodes and system namespaces."""

    machines: dict[str, Machine]
    places: dict[str, Place]


class AlertSpec(Noun):
    """The alert that reports it: which source, from which Slack bot, to which channel, about what."""

    source: Literal["alertmanager", "grafana", "robusta"]
    channel: Literal["incidents", "shop-alerts"] = "incidents"
    name: str
    severity: str = "critical"
    summary: str
    description: str = ""
    labels: dict[str, str] = Field(default_factory=dict)
    runbook_url: str = ""
    dashboard_url: str = ""
    count: int = Field(default=1, ge=1)

    @property
    def sender(self) -> str:
        """The id of the Slack bot that posts it."""
        return {"alertmanager": "B0ALERTMGR", "grafana": "B0GRAFANA", "robusta": "B0ROBUSTA"}[self.source]


class Expectation(Noun):
    """What a right diagnosis says, which action should be proposed, and whether the service recovers by it."""

    verdict: Literal["fault", "healthy", "unsure"]
    causes: tuple[str, ...] = ()
    subject: Subject | None = None
    proposal: Literal["undo", "restart", "scale", "uncordon", "none"] = "none"
    recovers: bool = False


class Script(Noun):
    """A scenario file. `beside` names another one that goes off at the same time.

    `model_day` is the bad day that a model's provider has meanwhile, by its name in `bot.sandbox.provider.days`.
    """

    name: str
    title: str
    summary: str
    cluster: str = "sandbox"
    namespace: str
    service: str
    beside: str = ""
    model_day: Annotated[str, AfterValidator(known_day)] = ""
    mitigations: Literal["allowed", ""] = ""
    alert: AlertSpec
    expect: Expectation
    place: Place
    registries: tuple[Registry, ...] = ()
    missing_images: tuple[str, ...] = ()
    machines: dict[str, Machine] = Field(default_factory=dict)

    def alert_labels(self) -> dict[str, str]:
        """All labels of the alert: its name, severity and target, and those that the file adds."""
        own = {"cluster": self.cluster, "namespace": self.namespace, "service": self.service}
        return {"alertname": self.alert.name} | own | {"severity": self.alert.severity} | self.alert.labels
