"""The pointer: under an alert that joined an incident of another channel, where that incident's thread is.

It names nothing of the incident but its number: who reads this channel may not be allowed to read the other.
"""

from datetime import datetime

from bot.domain.incident import Incident
from bot.render.blocks import message, section
from bot.render.owner import post_line
from bot.render.rendered import Rendered
from bot.render.words import linked


def pointer_message(incident: Incident, address: str, *, now: datetime) -> Rendered:
    """One reply; without an address of Slack's it still names the incident."""
    first = post_line(incident, now)
    second = f"This alert belongs to {linked(f'I-{incident.number}', address)}; see the thread there."
    return message([first, second], [section(first, second)])
