"""Call: one attempt to send a page by one way; the only place from which a page leaves.

It asks no kill switch: whatever is stopped, a page that nobody owns an incident must come through. What came of it is a
value, so that whoever called writes it down and decides what comes next.
"""

from collections.abc import Mapping
from enum import StrEnum

import structlog

from bot.domain.errors import OutsideError, PermanentError, RefusedError, TransientError
from bot.domain.noun import Noun
from bot.domain.page import Page
from bot.triage.ports.pager import Pager

log = structlog.get_logger()


class Came(StrEnum):
    """What came of an attempt: it was accepted, may work later, or does not work until somebody mends something."""

    ACCEPTED = "accepted"
    LATER = "later"
    REFUSED = "refused"


class Attempt(Noun):
    """One attempt by one way. `by` is the system as people call it, `said` why it was not accepted, "" if it was.

    `retry_after` is in seconds, None if it was not told. `status` is that of the answer, 0 without one.
    """

    way: str
    by: str
    came: Came
    status: int = 0
    said: str = ""
    retry_after: float | None = None


async def call(pagers: Mapping[str, Pager], way: str, page: Page, *, over: bool = False) -> Attempt:
    """Send the page by that way, or, if what it was about is `over`, that it is. Raises nothing of the outside."""
    pager = pagers.get(way)
    if pager is None:
        said = f"no way to page is called {way}: see paging in the configuration"
        return Attempt(way=way, by=way, came=Came.REFUSED, said=said)
    try:
        receipt = await (pager.resolve(page) if over else pager.trigger(page))
    except TransientError as problem:
        return _failed(pager, way, Came.LATER, problem, problem.retry_after)
    except (PermanentError, RefusedError) as problem:
        return _failed(pager, way, Came.REFUSED, problem)
    except Exception as problem:  # a fault of ours must not end the attempts
        log.exception("a page failed", way=way)
        return _failed(pager, way, Came.LATER, OutsideError(f"a fault of Lookout ({type(problem).__name__})"))
    log.info("page accepted", way=way, by=receipt.by, status=receipt.status, key=page.key, over=over)
    return Attempt(way=way, by=receipt.by, came=Came.ACCEPTED, status=receipt.status)


def _failed(
    pager: Pager, way: str, came: Came, problem: OutsideError, retry_after: float | None = None
) -> Attempt:
    log.warning("page not accepted", way=way, by=pager.system, came=came.value, why=str(problem))
    return Attempt(way=way, by=pager.system, came=came, said=str(problem), retry_after=retry_after)
