"""`lookout stop` and `lookout resume`: the kill switch by the database, without Slack."""

import asyncio
import getpass

from bot.adapters.clock import SystemClock
from bot.adapters.store.store import SqlStore
from bot.cli.say import refuse, sentences
from bot.domain.stop import Stop
from bot.settings.environment import read_environment
from bot.triage.levers import SCOPES, scope_of


def pull(scope: str, why: str) -> None:
    """Stop a scope; says so if it was stopped already."""
    changed = _move(scope, lift=False, why=why)
    print(f"stopped: {scope}" if changed else f"nothing changed: {scope} was stopped already")


def lift(scope: str) -> None:
    """Resume a scope; says so if it was not stopped."""
    changed = _move(scope, lift=True, why="")
    print(f"resumed: {scope}" if changed else f"nothing changed: {scope} was not stopped")


def _move(word: str, *, lift: bool, why: str) -> bool:
    scope = scope_of(word)
    if scope is None:
        raise refuse(
            f"there is no scope {word!r}; the scopes are {', '.join(SCOPES)}, service:<name>, incident:<id>"
        )
    with sentences():
        return asyncio.run(_write(read_environment().database_url, scope, lift=lift, why=why))


async def _write(url: str, scope: str, *, lift: bool, why: str) -> bool:
    store = await SqlStore.open(url, SystemClock())
    try:
        async with store.begin() as tx:
            if lift:
                return await tx.stops.lift(scope)
            return await tx.stops.pull(Stop(scope=scope, by=f"shell:{getpass.getuser()}", at=tx.now, why=why))
    finally:
        await store.close()
