"""What the story was told: the configuration, as the story sees it. `app` makes it from the settings."""

from datetime import timedelta

from pydantic import Field

from bot.domain.alert import Severity
from bot.domain.cluster_user import ClusterUser
from bot.domain.drill import DrillName
from bot.domain.freeze import Freeze
from bot.domain.noun import Noun
from bot.domain.rota import Known
from bot.domain.spending import Bounds, Budgets
from bot.domain.target import CLUSTER_LABELS, Target
from bot.triage.evidence import Budget


class ChannelPolicy(Noun):
    """An incident channel: whether alert posts start a triage there, and where alerts point that do not say."""

    alerts: bool = True
    cluster: str = ""
    namespace: str = ""
    service: str = ""


class ModelPolicy(Noun):
    """What a model may take and spend. `by_rules` is the share of triages that it is kept out of, to compare."""

    bounds: Bounds = Bounds()
    budgets: Budgets = Budgets()
    by_rules: float = Field(default=0.05, ge=0, le=1)


class PagePolicy(Noun):
    """When an incident that nobody owns is paged for outside Slack: after `waits` (none: never), by each of `ways`.

    It is paged for again after `again`, `at_most` so often.
    """

    ways: tuple[str, ...] = ()
    waits: dict[Severity, timedelta] = Field(default_factory=dict)
    again: timedelta = timedelta(minutes=30)
    at_most: int = 3


class SilencePolicy(Noun):
    """How long an owner may be silent before being asked (none: for ever), and how long the question waits."""

    waits: dict[Severity, timedelta] = Field(default_factory=dict)
    answer: timedelta = timedelta(minutes=15)


class Policy(Noun):
    """All that the story needs to be told.

    `cluster_labels` are the labels of an alert that name a cluster: the first that is there decides. `cluster_names`
    maps what alerts and people call clusters to their names. `channels` maps channel ids; a channel that is not in it
    has the default policy (Lookout listens wherever it was invited). `services` maps service names to where they run,
    `homes` channel ids to the services whose own channel it is. `reminders` gives the time after which an unowned
    incident of that severity is reminded of (none: never); the group is told at twice that time and every such interval
    after, up to `reminders_at_most`. `escalation_group` is a Slack user group's id, `escalation_channel` the id of the
    channel where an escalation goes that its own channel does not take; each is "" if none is configured. `workspace`
    is the URL of the Slack workspace, "" if Slack did not tell it. `catch_up` is how far back what was missed is looked
    for. `cluster_users` maps Slack users to how the clusters know them, `people` to how rotas call them; `bot_oncall`
    are those who answer for Lookout itself, `bot_oncall_ways` how they are paged outside Slack, `bot_oncall_rota` the
    rota of them ("" for none). After `slack_patience` without Slack they are paged; `weekly_drills` are made by
    themselves, that of the escalation by `drill_ways`. `backup_every` is how often a backup is kept, None for never.
    `model` counts where a model is configured.
    """

    deployment: str = "lookout"
    version: str = "0"
    default_cluster: str = ""
    cluster_labels: tuple[str, ...] = CLUSTER_LABELS
    cluster_names: dict[str, str] = Field(default_factory=dict)
    channels: dict[str, ChannelPolicy] = Field(default_factory=dict)
    services: dict[str, Target] = Field(default_factory=dict)
    homes: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    escalation_group: str = ""
    escalation_channel: str = ""
    workspace: str = ""
    pair_exists: bool = True
    reminders: dict[Severity, timedelta] = Field(
        default_factory=lambda: {
            Severity.CRITICAL: timedelta(minutes=5),
            Severity.HIGH: timedelta(minutes=10),
            Severity.WARNING: timedelta(minutes=30),
        }
    )
    reminders_at_most: int = 6
    page: PagePolicy = PagePolicy()
    silence: SilencePolicy = SilencePolicy()
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
    impersonate_approver: bool = False
    cluster_users: dict[str, ClusterUser] = Field(default_factory=dict)
    people: dict[str, Known] = Field(default_factory=dict)
    bot_oncall: tuple[str, ...] = ()
    bot_oncall_ways: tuple[str, ...] = ()
    bot_oncall_rota: str = ""
    slack_patience: timedelta = timedelta(minutes=5)
    weekly_drills: tuple[DrillName, ...] = tuple(DrillName)
    drill_ways: tuple[str, ...] = ()
    preflight_time: timedelta = timedelta(minutes=1)
    backup_every: timedelta | None = None
    model: ModelPolicy = ModelPolicy()

    def cluster(self, called: str) -> str:
        """The name of the cluster that alerts or people call so; the word itself where none is called so."""
        return self.cluster_names.get(called, called)

    def channel(self, channel_id: str) -> ChannelPolicy:
        """The channel's policy, or the default one."""
        return self.channels.get(channel_id, ChannelPolicy())
