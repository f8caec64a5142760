"""Weekly: a letter with the numbers of the last four weeks, to each who answers for Lookout itself.

It goes out on Monday, and once in the week of the first start.
"""

from datetime import timedelta

from bot.render.quality import quality_message
from bot.triage.oncall.duty import to_tell
from bot.triage.ports.store import Task
from bot.triage.quality.read import read_quality
from bot.triage.world import World

WEEKS = 4
"""How many are shown: one alone tells nothing of a trend."""
TITLE = "Quality of the answers, the weekly letter"


async def send_quality(world: World, task: Task) -> None:
    """Send it, once for each person and week; nothing where nothing was diagnosed."""
    async with world.last_step(task) as tx:
        quality = (await read_quality(tx, timedelta(weeks=WEEKS))).quality
        if not quality.tallies:
            return
        content = quality_message(quality, now=tx.now, title=TITLE)
        for user in await to_tell(world, tx):
            await tx.outbox.put(f"{task.key}:{user}", content, incident_id="", channel=user)
