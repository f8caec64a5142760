"""From the configuration to what the story is told (`triage.policy`)."""

from collections.abc import Mapping
from datetime import timedelta

from bot.domain.alert import Severity, label_name
from bot.domain.target import Target
from bot.settings.config import Channel, Config
from bot.triage.evidence import Budget
from bot.triage.policy import ChannelPolicy, ModelPolicy, PagePolicy, Policy, SilencePolicy


def policy_of(config: Config, channel_ids: Mapping[str, str], version: str, *, workspace: str = "") -> Policy:
    """The policy of a configuration; `channel_ids` maps the channel names in it to ids, `workspace` is Slack's URL."""
    names = list(config.clusters)
    services = {name: config.target(name) for name in config.services}
    waits = {severity: config.escalation.reminder(severity) for severity in Severity}
    groups = config.roles
    return Policy(
        deployment=config.deployment,
        version=version,
        default_cluster=names[0] if len(names) == 1 else "",
        cluster_labels=tuple(map(label_name, config.cluster_labels)),
        cluster_names=cluster_names(config),
        channels={_id(one, channel_ids): _room(one) for one in config.channels if _id(one, channel_ids)},
        services={name: target for name, target in services.items() if isinstance(target, Target)},
        homes=_homes(config, channel_ids),
        escalation_group=config.escalation.group or "",
        escalation_channel=_escalations(config, channel_ids),
        workspace=workspace,
        pair_exists=groups.pair_exists,
        reminders={severity: wait for severity, wait in waits.items() if wait is not None},
        page=_page(config),
        silence=_silence(config),
        join_window=timedelta(minutes=config.limits.join_window_minutes),
        approval_time=timedelta(minutes=config.limits.approval_minutes),
        lease=timedelta(seconds=config.limits.lease_seconds),
        write_lease=timedelta(seconds=config.limits.lease_seconds / 2),
        budget=Budget(per_call=config.limits.read_seconds, in_all=config.limits.all_reads_seconds),
        freezes=tuple(window.freeze for window in config.freezes),
        catch_up=timedelta(minutes=config.limits.catch_up_minutes),
        impersonate_approver=config.mitigations.impersonate == "approver",
        cluster_users=config.identities,
        people=config.people,
        bot_oncall=config.bot_oncall.users,
        bot_oncall_ways=config.bot_oncall.page,
        bot_oncall_rota=config.bot_oncall.rota or "",
        slack_patience=timedelta(minutes=config.bot_oncall.slack_minutes),
        weekly_drills=config.drills.weekly,
        drill_ways=config.drills.ways or tuple(sorted(config.paging)),
        preflight_time=timedelta(seconds=config.limits.preflight_seconds),
        backup_every=timedelta(hours=config.backup.every_hours) if config.backup else None,
        model=ModelPolicy(
            bounds=config.model.bounds, budgets=config.model.budgets, by_rules=config.model.by_rules
        ),
    )


def cluster_names(config: Config) -> dict[str, str]:
    """What clusters are called, their own names included, with the name that it stands for."""
    others = {called: name for name, one in config.clusters.items() for called in one.names}
    return others | {name: name for name in config.clusters}


def _page(config: Config) -> PagePolicy:
    told = config.escalation.page
    waits = {severity: config.escalation.paged(severity) for severity in Severity}
    return PagePolicy(
        ways=told.ways,
        waits={severity: wait for severity, wait in waits.items() if wait is not None},
        again=timedelta(minutes=told.again_minutes),
        at_most=told.at_most,
    )


def _silence(config: Config) -> SilencePolicy:
    waits = {severity: config.escalation.silence(severity) for severity in Severity}
    return SilencePolicy(
        waits={severity: wait for severity, wait in waits.items() if wait is not None},
        answer=timedelta(minutes=config.escalation.answer_minutes),
    )


def _id(channel: Channel, ids: Mapping[str, str]) -> str:
    return channel.id or ids.get(channel.name.removeprefix("#"), "")


def _escalations(config: Config, ids: Mapping[str, str]) -> str:
    """The id of the channel that takes what an incident's own channel does not; one of those that are listed."""
    wanted = config.escalation.channel.removeprefix("#")
    listed = (one for one in config.channels if wanted in (one.id, one.name.removeprefix("#")))
    return next((_id(one, ids) for one in listed), "") if wanted else ""


def _homes(config: Config, ids: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The services whose own channel each channel is, by the channel's id."""
    homes: dict[str, tuple[str, ...]] = {}
    for name, service in sorted(config.services.items()):
        bare = service.channel.removeprefix("#")
        channel = next(
            (one for one in config.channels if bare and bare in (one.id, one.name.removeprefix("#"))), None
        )
        if channel is not None and (found := _id(channel, ids)):
            homes[found] = (*homes.get(found, ()), name)
    return homes


def _room(channel: Channel) -> ChannelPolicy:
    return ChannelPolicy(
        alerts=channel.alerts,
        cluster=channel.cluster,
        namespace=channel.namespace,
        service=channel.service,
    )
