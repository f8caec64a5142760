"""Notices: what the configuration asks for and this workspace cannot give, said in the log at the start.

None of it keeps Lookout from running: it triages with less, and whoever set it up should know.
"""

from collections.abc import Awaitable, Callable, Collection

import structlog

from bot.domain.errors import OutsideError
from bot.domain.people import Role

log = structlog.get_logger()


def warn_of_unlisted(names: Collection[str], found: Collection[str]) -> None:
    """Name each configured channel (with or without "#") that is not among those found in Slack."""
    for name in sorted({name.removeprefix("#") for name in names} - set(found)):
        log.warning(
            "a channel of the configuration is not listed by Slack, so what is set for it has no effect: "
            "check the spelling, invite Lookout there, or give its id",
            channel=name,
        )


async def warn_of_no_pair(members: Callable[[Role], Awaitable[Collection[str]]]) -> None:
    """Say so if no two different people could turn the two keys, or if that is unknown. `members`: who holds a role."""
    try:
        responders, commanders = await members(Role.RESPONDER), await members(Role.COMMANDER)
    except OutsideError as problem:
        log.warning(
            "it is unknown whether two different people could approve and confirm a change", why=str(problem)
        )
        return
    if not any(one != other for one in commanders for other in responders):
        log.warning(
            "no change can be approved and confirmed: the responders and the commanders have no two different people",
            responders=len(responders),
            commanders=len(commanders),
        )
