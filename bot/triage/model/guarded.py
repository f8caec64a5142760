"""The one home of the model call: every attempt reads the stop switch just before, and is ended by it meanwhile.

The levers outside are asked for it here too, as no loop does that at a shell. An unreadable switch forbids the call.
Nothing else in the story may ask a model (a test says so).
"""

import asyncio
from contextlib import suppress

import structlog

from bot.domain.errors import OutsideError
from bot.domain.incident import Incident
from bot.domain.model import Ended, Reply, Request
from bot.triage.model.allowance import allowance, month_of
from bot.triage.model.levers import UNREADABLE, forbidden
from bot.triage.model.minutes import Minutes, Office
from bot.triage.model.terms import GRACE, LATE, StoppedError
from bot.triage.ports.model import Tab
from bot.triage.remote import listen

log = structlog.get_logger()

UNCOUNTED = "not asked: what was spent could not be counted"
LOOK_EVERY = 1.0
LOOK_WITHIN = 1.0
"""Seconds for one look: a database that is gone answers late, or never."""
BLIND = 5
"""So many seconds after the last look that succeeded, the switch counts as pulled."""


class Guarded:
    """The `Model` of a run; `scopes` are those that halt it, `incident` is the one that it is paid for."""

    def __init__(
        self, world: Office, scopes: tuple[str, ...], minutes: Minutes, incident: Incident | None = None
    ) -> None:
        self._world = world
        self._scopes = scopes
        self._minutes = minutes
        self._incident = incident

    async def ask(self, request: Request, *, within: float) -> Reply:
        """One attempt, if no lever forbids it and no budget is used up, by this run or by those beside it.

        Raises:
            StoppedError: one does; nothing was asked. LostLeaseError: somebody else has the task.
        """
        if self._world.model is None:
            raise StoppedError("not asked: no model is configured")
        await _afford(self._world, self._incident, self._minutes)
        await _permit(self._world, self._scopes, self._minutes)
        tab = Tab()
        asking = asyncio.ensure_future(self._world.model.ask(request, within=within, tab=tab))
        watching = asyncio.ensure_future(_until_forbidden(self._world, self._scopes))
        try:
            both = {asking, watching}
            await asyncio.wait(both, timeout=within + GRACE, return_when=asyncio.FIRST_COMPLETED)
            if asking.done():
                return _outcome(asking, tab)
            why = watching.result() if watching.done() else ""
        finally:
            for one in (asking, watching):
                one.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(asking, watching, return_exceptions=True)
        late = Reply(ended=Ended.LATE, why=LATE.format(within), seconds=within)
        return _billed(Reply(ended=Ended.STOPPED, why=why) if why else late, tab)


def _outcome(asking: asyncio.Future[Reply], tab: Tab) -> Reply:
    """A fault of the adapter is one more way to end: it is counted like the others, and seen in the log."""
    problem = asking.exception()
    if problem is None:
        return asking.result()
    if not isinstance(problem, Exception):
        raise problem
    log.error("an attempt failed within Lookout", exc_info=problem)
    return _billed(Reply(ended=Ended.GARBLED, why="The attempt failed within Lookout."), tab)


def _billed(reply: Reply, tab: Tab) -> Reply:
    """With what the attempt came to until it was ended."""
    told = tab.so_far()
    seen = {"usage": told.usage, "served": told.served, "request_id": told.request_id}
    return reply.model_copy(update=seen)


async def _permit(world: Office, scopes: tuple[str, ...], minutes: Minutes) -> None:
    await listen(world)
    try:
        async with world.store.begin() as tx:
            why = forbidden(await world.switch(tx), scopes)
            if not why:
                await minutes.before(tx)
    except OutsideError as problem:
        raise StoppedError(UNREADABLE) from problem
    if why:
        raise StoppedError(why)
    minutes.written()


async def _afford(world: Office, incident: Incident | None, minutes: Minutes) -> None:
    """Asked anew each time, when all that was spent until now is written: runs side by side share the budgets."""
    if incident is None:
        return
    now = world.clock.now()
    try:
        await minutes.owed()
        spent = await world.paid.since(world.store, month_of(now))
    except OutsideError as problem:
        raise StoppedError(UNCOUNTED) from problem
    why = allowance(spent, incident, now, world.policy.model.budgets).why
    if why:
        raise StoppedError(why)


async def _until_forbidden(world: Office, scopes: tuple[str, ...]) -> str:
    """Why the attempt under way may not go on; it returns once that is so."""
    clock = world.clock
    seen = clock.elapsed()
    while True:
        await clock.sleep(LOOK_EVERY)
        await listen(world)
        try:
            async with asyncio.timeout(LOOK_WITHIN), world.store.read() as tx:
                switch = await world.switch(tx)
        except (OutsideError, TimeoutError):
            pass
        else:
            seen = clock.elapsed() if switch.readable else seen
            why = forbidden(switch.model_copy(update={"readable": True}), scopes)
            if why:
                return why
        if clock.elapsed() - seen >= BLIND:
            return UNREADABLE
