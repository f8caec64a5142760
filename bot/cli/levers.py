"""`lookout stop` and `lookout resume`: the kill switch by the database, without Slack.

A lever in a record that nobody reads would be worse than none: what is not there is never made here, and the record
that was changed is named.
"""

import asyncio
import getpass

from bot.adapters.clock import SystemClock
from bot.adapters.stopfile import StopFile
from bot.adapters.store.record import record_of as found
from bot.adapters.store.store import SqlStore
from bot.cli.say import refuse, sentences
from bot.domain.stop import ALL_SCOPES, WHY, Stop, scope_of
from bot.settings.environment import read_environment
from bot.triage import levers


def pull(scope: str, why: str) -> None:
    """Stop a scope; says so if it was stopped already."""
    changed, record = _move(scope, lift=False, why=why)
    print(f"stopped: {scope}" if changed else f"nothing changed: {scope} was stopped already")
    print(f"record: {record}")


def lift(scope: str) -> None:
    """Resume a scope; says so if it was not stopped."""
    changed, record = _move(scope, lift=True, why="")
    print(f"resumed: {scope}" if changed else f"nothing changed: {scope} was not stopped")
    print(f"record: {record}")
    _tell_of_file()


def _tell_of_file() -> None:
    """The stop file is lifted by removing it alone; whoever resumes here must not think otherwise."""
    standing = StopFile(read_environment().stop_file)()
    if standing is not None:
        print(
            f"still stopped by a file: {standing.scope} ({standing.why}); remove {standing.place} to lift it"
        )


def _move(word: str, *, lift: bool, why: str) -> tuple[bool, str]:
    scope = scope_of(word)
    if scope is None:
        raise refuse(f"there is no scope {word!r}; the scopes are {', '.join(ALL_SCOPES)}")
    with sentences():
        url = read_environment().database_url
    record = record_of(url)
    with sentences():
        return asyncio.run(_write(url, scope, lift=lift, why=why[:WHY])), record


def record_of(url: str) -> str:
    """Where the record is, as a person can find it; it is there.

    Raises:
        typer.Exit: it is not, or it cannot be asked.
    """
    with sentences():
        return found(url)


async def _write(url: str, scope: str, *, lift: bool, why: str) -> bool:
    store = await SqlStore.open(url, SystemClock())
    try:
        async with store.begin() as tx:
            scope = await levers.meant(tx, scope)
            if lift:
                return await levers.lift(tx, scope, actor="", source="shell")
            wanted = Stop(scope=scope, by=f"shell:{getpass.getuser()}", at=tx.now, why=why)
            return await levers.pull(tx, wanted, actor="", source="shell")
    finally:
        await store.close()
