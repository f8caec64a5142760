"""Asked: `/lookout quality [--since 8w]`, answered with counts to members of the workspace alone."""

from datetime import timedelta

from bot.render.quality import quality_message
from bot.render.rendered import Rendered
from bot.render.whispers import error_whisper
from bot.triage.quality.read import DEFAULT, read_quality
from bot.triage.since import since_of
from bot.triage.world import World

NOT_SHOWN = "The quality of the answers is shown to full members of this workspace only."
USAGE = "quality takes a number and h, d or w: /lookout quality --since 8w"


async def quality_by(world: World, user_id: str, words: str, _channel: str = "") -> Rendered:
    """The report; nothing of what an incident was about is in it, so it holds whatever the asker can see."""
    back = _back(words)
    if back is None:
        return error_whisper(USAGE)
    if not (await world.directory.person(user_id)).is_insider:
        return error_whisper(NOT_SHOWN)
    async with world.store.read() as tx:
        quality, now = (await read_quality(tx, back)).quality, tx.now
    return quality_message(quality, now=now)


def _back(words: str) -> timedelta | None:
    match words.split():
        case []:
            return DEFAULT
        case ["--since", word] | [word]:
            return since_of(word)
        case _:
            return None
