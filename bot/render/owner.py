"""Who owns the incident: the first line of everything that is posted, a template over the incident alone."""

from datetime import datetime

from bot.domain.incident import Incident
from bot.render.words import clock, mention


def owner_line(incident: Incident, now: datetime) -> str:
    """The first line of the status message and of every escalation."""
    if incident.owner is None:
        return f"Nobody owns this incident as of {clock(now, now, zone=True)}"
    since = clock(incident.owner.since, now, zone=True)
    return f"Owner: {mention(incident.owner.user_id)}, who took ownership at {since}"


def post_line(incident: Incident, now: datetime) -> str:
    """The first line of every other post: once owned, it names nobody and cannot go stale."""
    return owner_line(incident, now) if incident.owner is None else "Owner: see the status message"
