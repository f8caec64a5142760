"""Point: an alert that joined an incident of another channel gets one reply there, with the way to the thread.

One for each channel and incident, however many alerts come: that channel stays quiet, and whoever looks at the first
alert finds where it is spoken of.
"""

from bot.domain.errors import PermanentError, RefusedError
from bot.domain.incident import Incident
from bot.render.pointer import pointer_message
from bot.triage.ports.store import Task
from bot.triage.world import World


async def point(world: World, task: Task) -> None:
    """Ask Slack for the thread's address, then put the reply under the alert."""
    channel, ts = str(task.payload["channel"]), str(task.payload["ts"])
    async with world.store.read() as tx:
        incident = await tx.incidents.get(str(task.payload["incident"]))
    try:
        address = await world.messenger.permalink(incident.channel, incident.thread_ts)
    except (PermanentError, RefusedError):
        address = ""  # the number alone still says where the alert went
    async with world.last_step(task) as tx:
        incident = await tx.incidents.get(incident.id)
        content = pointer_message(incident, address, now=tx.now)
        # Of no incident in the outbox: were its thread to move, this reply would still belong under this alert.
        await tx.outbox.put(task.key, content, incident_id="", channel=channel, thread_ts=ts)


async def sees_incident(world: World, incident: Incident, user_id: str, channel: str) -> bool:
    """Whether a person may be told of an incident in `channel`, where an alert that joined it stands.

    Raises:
        TransientError: Slack could not be asked; nothing is known.
    """
    if incident.channel == channel:
        return True
    try:
        return await world.directory.can_see(user_id, incident.channel)
    except (PermanentError, RefusedError):
        return False
