"""The question for a target: nothing said where the alert points, so people choose."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.alert import Alert
from bot.domain.incident import Incident
from bot.render.actions import ActionId, pack_block
from bot.render.blocks import OPTION, OPTIONS, Block, actions, context, menu, message, option, section
from bot.render.evidence import quoted_text
from bot.render.owner import post_line
from bot.render.rendered import Rendered
from bot.render.words import code, count, name, system

_NAMER = "Service "
"""Stands before a name in the menu, so that no name can be read as a word of its own ("monitoring")."""


def target_message(
    incident: Incident,
    alert: Alert | None,
    services: Sequence[str],
    *,
    now: datetime,
    deployment: str,
    unconfigured: str = "",
) -> Rendered:
    """What was read of the alert, quoted, and a menu of the services that have a target.

    `unconfigured` is the cluster that the alert names and that is not in the configuration, "" if it names none.
    """
    first = post_line(incident, now)
    second = (
        f"No target mapped: the cluster {code(unconfigured, 80)} of I-{incident.number} is not in the configuration."
        if unconfigured
        else f"No target mapped: neither labels, service map nor channel say where I-{incident.number} points."
    )
    tail = _menu(incident, services, deployment)
    ask = (
        "Which service is this about?"
        if tail
        else "No service is configured; a mention with its name opens a new one."
    )
    body = [quoted_text(*_alert(alert))] if alert else []
    return message([first, second, ask], [section(first, second)], [*body, section(ask)], tail)


def chosen_message(
    incident: Incident, services: Sequence[str], *, now: datetime, deployment: str
) -> Rendered:
    """In place of the question, when it is answered; the menu stays, for whoever sees that the choice was wrong."""
    first, second = (
        post_line(incident, now),
        f"Target of I-{incident.number}: {code(str(incident.target), 160)}.",
    )
    change = "Another choice withdraws open proposals and starts another triage."
    tail = _menu(incident, services, deployment)
    return message([first, second, change], [section(first, second), section(change)], tail=tail)


def _menu(incident: Incident, services: Sequence[str], deployment: str) -> list[Block]:
    """The services that have a target, as far as a menu holds them; nothing if there are none."""
    fit = [one for one in dict.fromkeys(services) if 0 < len(one) <= OPTION][:OPTIONS]
    if not fit:
        return []
    shown = [option(f"{_NAMER}{name(one, OPTION - len(_NAMER))}", one) for one in fit]
    tail = [actions(menu("Service", ActionId.TARGET, shown), block_id=pack_block(deployment, incident.id))]
    left = len(services) - len(fit)
    return [*tail, context(f"{count(left, 'more service')} not listed.")] if left else tail


def _alert(alert: Alert) -> tuple[str, str]:
    labels = [f"{key}={value}" for key, value in sorted(alert.labels.items())]
    title = f"Read of the alert {name(alert.name, 80)}, source {system(alert.source)}"
    return title, "\n".join([alert.quoted.strip(), *labels]).strip() or "(no text)"
