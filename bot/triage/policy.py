"""What the story was told: the configuration, as the story sees it. `app` makes it from the settings."""

import re
from datetime import timedelta

from pydantic import Field

from bot.domain.alert import Severity
from bot.domain.noun import Noun
from bot.domain.target import Subject, Target
from bot.gates.case import Freeze
from bot.triage.evidence import Budget


class ChannelPolicy(Noun):
    """An incident channel: whether alert posts start a triage there, and where alerts point that do not say."""

    alerts: bool = True
    cluster: str = ""
    namespace: str = ""
    service: str = ""


class Policy(Noun):
    """All that the story needs to be told.

    `channels` maps channel ids; a channel that is not in it has the default policy (Lookout listens wherever it was
    invited). `services` maps service names to where they run. `reminders` gives the time after which an unowned
    incident of that severity is reminded of (none: never); the group is told at twice that time and every such
    interval after, up to `reminders_at_most`.
    `escalation_group` is a Slack user group's id, `escalation_channel` the id of the channel where an escalation goes
    that its own channel does not take; each is "" if none is configured.
    `catch_up` is how far back what was missed is looked for.
    """

    deployment: str = "lookout"
    version: str = "0"
    default_cluster: str = ""
    channels: dict[str, ChannelPolicy] = Field(default_factory=dict)
    services: dict[str, Target] = Field(default_factory=dict)
    escalation_group: str = ""
    escalation_channel: str = ""
    pair_exists: bool = True
    reminders: dict[Severity, timedelta] = Field(
        default_factory=lambda: {
            Severity.CRITICAL: timedelta(minutes=5),
            Severity.HIGH: timedelta(minutes=10),
            Severity.WARNING: timedelta(minutes=30),
        }
    )
    reminders_at_most: int = 6
    join_window: timedelta = timedelta(minutes=30)
    approval_time: timedelta = timedelta(minutes=10)
    lease: timedelta = timedelta(seconds=30)
    write_lease: timedelta = timedelta(seconds=15)
    edit_gap: timedelta = timedelta(seconds=3)
    verify_every: timedelta = timedelta(seconds=10)
    propose_from: float = 0.5
    budget: Budget = Budget()
    freezes: tuple[Freeze, ...] = ()
    catch_up: timedelta = timedelta(hours=1)

    def channel(self, channel_id: str) -> ChannelPolicy:
        """The channel's policy, or the default one."""
        return self.channels.get(channel_id, ChannelPolicy())

    def target_of(self, labels: dict[str, str], channel_id: str) -> Target | None:
        """Where an alert points: its labels, else the service map, else the channel's default, else None."""
        room = self.channel(channel_id)
        labels = {
            key: value for key, value in labels.items() if value in self.services or NAME.fullmatch(value)
        }
        service = next((labels[key] for key in SERVICE_LABELS if labels.get(key)), "")
        mapped = self.services.get(service)
        namespace = labels.get("namespace") or labels.get("kubernetes_namespace") or ""
        cluster = (
            labels.get("cluster")
            or (mapped.cluster if mapped else "")
            or room.cluster
            or self.default_cluster
        )
        if mapped is not None and namespace in ("", mapped.namespace):
            return mapped.model_copy(update={"cluster": cluster})
        if namespace:
            return Target(
                cluster=cluster, namespace=namespace, service=service, workload=_workload(labels, namespace)
            )
        if room.namespace:
            return Target(cluster=cluster, namespace=room.namespace, service=service or room.service)
        return self.services.get(room.service)


NAME = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9._]{0,251}[A-Za-z0-9])?")
"""What can be a name in a cluster; any other label text names nothing, however well it reads."""

SERVICE_LABELS = (
    "service",
    "app",
    "deployment",
    "app_kubernetes_io_name",
    "statefulset",
    "daemonset",
    "job_name",
)


def _workload(labels: dict[str, str], namespace: str) -> Subject | None:
    kinds = {"deployment": "Deployment", "statefulset": "StatefulSet", "daemonset": "DaemonSet"}
    found = next((key for key in kinds if labels.get(key)), "")
    return Subject(kind=kinds[found], namespace=namespace, name=labels[found]) if found else None
