"""The posts that ask for an owner: the reminder of an unowned incident, and the offer of a handover."""

from datetime import datetime

from bot.domain.incident import Incident
from bot.render.actions import ActionId, pack
from bot.render.blocks import actions, button, message, section
from bot.render.owner import owner_line, post_line
from bot.render.rendered import Rendered
from bot.render.words import code, count, group_mention, mention


def reminder_message(
    incident: Incident,
    *,
    now: datetime,
    group: str,
    minutes_unowned: int,
    final: bool,
    deployment: str = "",
) -> Rendered:
    """An escalation post. `group` is whom to wake, "" for nobody; without `deployment` it has no button."""
    first = owner_line(incident, now)
    what = f"I-{incident.number} {code(incident.title, 150)} (severity {incident.severity.value})"
    if incident.owner is not None:
        return message([first, what], [section(first, what)])
    waking = f"{group_mention(group)} " if group_mention(group) else ""
    lines = [f"{waking}{what} has had no owner for {count(minutes_unowned, 'minute')}."]
    if final:
        lines.append("This is the last reminder in this thread.")
    tail = [actions(button("Take ownership", ActionId.TAKE, pack(deployment, incident.id), "primary"))]
    return message([first, *lines], [section(first), section(*lines)], tail=tail if deployment else [])


def offer_message(incident: Incident, *, to: str, now: datetime, deployment: str) -> Rendered:
    """The offer of a handover: it names the receiver, who owns nothing before pressing the button."""
    first, receiver = post_line(incident, now), mention(to)
    lines = (
        f"Handover of I-{incident.number} {code(incident.title, 150)} offered to {receiver}.",
        f"The owner stays the same until {receiver} presses the button.",
    )
    tail = [actions(button("Take ownership", ActionId.TAKE, pack(deployment, incident.id), "primary"))]
    return message([first, *lines], [section(first), section(*lines)], tail=tail)
