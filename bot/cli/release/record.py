"""`lookout release list`, `use`, `rollback` and `touched`: the record that every running Lookout reads.

Whoever reaches the database may choose, as with `lookout stop`: the record says that it came from a shell.
"""

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer

from bot.adapters.clock import SystemClock
from bot.adapters.prompts import Shelf
from bot.adapters.store.record import record_of as found_at
from bot.adapters.store.store import SqlStore
from bot.cli.levers import record_of
from bot.cli.release.folder import line_of, shelf_at
from bot.cli.say import refuse, sentences
from bot.domain.errors import OutsideError
from bot.domain.incident import Incident
from bot.domain.release import Release
from bot.render.report import visible
from bot.reports.touched import Touched
from bot.settings.environment import read_environment
from bot.triage import release as story
from bot.triage.model.choice import name_in_use
from bot.triage.ports.store import Transaction

T = TypeVar("T")


def list_all(folder: str, config: str) -> None:
    """Every release, the newest first; without a record the newest is the one in use."""
    shelf = _sound(folder, config)
    used, record = _asked_of_record(shelf)
    for one in shelf.every[::-1]:
        usable = shelf.releases.named(one.name) is not None
        print(_line(one, used=one.name == used, usable=usable))
    if shelf.releases.named(used) is None:
        print(f"in use is {visible(used)}, which this version cannot use: diagnoses are by rules alone")
    print(f"record: {record}")


def use(name: str, why: str, folder: str, config: str) -> None:
    """Choose by name."""
    shelf = _sound(folder, config)
    if shelf.releases.named(name) is None:
        known = ", ".join(one.name for one in shelf.releases.known)
        raise refuse(f"no release {name!r} can be used here; known: {known}")

    async def choose(tx: Transaction) -> bool:
        made = await story.choose(tx, shelf.releases, name, by=_by(), source=story.SHELL, why=why)
        return made is not None

    changed, record = _within(choose, writes=True)
    print(f"in use: {name}" if changed else f"nothing changed: {name} was in use already")
    print(f"record: {record}")


def rollback(why: str, folder: str, config: str) -> None:
    """Go back, and say what the other release touched; exit 1 if there is nothing to go back to."""
    shelf = _sound(folder, config)

    async def back(tx: Transaction) -> tuple[str, str]:
        bad, name = await name_in_use(tx, shelf.releases), await story.target_of_rollback(tx, shelf.releases)
        if name:
            await story.choose(tx, shelf.releases, name, by=_by(), source=story.SHELL, why=why, back=True)
        return bad, name

    (bad, name), record = _within(back, writes=True)
    if not name:
        print(
            f"nothing changed: no release before {visible(bad)} can be used; lookout stop release:{visible(bad)}"
        )
        raise typer.Exit(1)
    print(f"in use: {name}, before: {visible(bad)}")
    print(f"record: {record}")
    touched(bad)


def touched(name: str) -> None:
    """A line for each incident, the latest first."""

    async def look(tx: Transaction) -> list[tuple[Incident, Touched]]:
        return await story.all_touched(tx, name)

    found, _ = _within(look, writes=False)
    print(f"release {visible(name)} was asked in {len(found)} incidents")
    for incident, one in found:
        said = one.verdicts
        verdicts = f"{said.right} right, {said.partly} partly, {said.wrong} wrong"
        when = f"{one.first:%Y-%m-%d %H:%M} to {one.last:%Y-%m-%d %H:%M} UTC"
        diagnoses = ", ".join(f"D-{number}" for number in one.diagnoses) or "none"
        print(
            f"I-{incident.number}  {when}  runs {one.runs}, attempts {one.attempts}, "
            f"diagnoses {diagnoses}, verdicts: {verdicts}"
        )


def _sound(folder: str, config: str) -> Shelf:
    """The folder, refused with its faults if it has any: what cannot be started with is not chosen either.

    Without options it is that of the running Lookout: of the configuration that the environment names, if it is there.
    """
    with sentences():
        told = read_environment().config
    shelf = shelf_at(folder, config or (str(told) if not folder and told.is_file() else ""))
    if faults := (*shelf.faults, *shelf.unlocked):
        for fault in faults:
            print(line_of(shelf, fault))
        raise refuse("the folder of prompts has faults, so no release of it can be used")
    return shelf


def _line(one: Release, *, used: bool, usable: bool) -> str:
    prompts = ", ".join(f"{use} {prompt.key}" for use, prompt in sorted(one.prompts.items()))
    mark = "*" if used else " "
    other = "" if usable else "  (made for other tools or words; this version cannot use it)"
    return f"{mark} {one.name}  {one.model}  {one.digest}  {prompts}{other}"


def _asked_of_record(shelf: Shelf) -> tuple[str, str]:
    """The release in use and where that is recorded; the newest where there is no record yet."""

    async def look(tx: Transaction) -> str:
        return await name_in_use(tx, shelf.releases)

    with sentences():
        url = read_environment().database_url
    try:
        record = found_at(url)
    except OutsideError as problem:
        newest = shelf.releases.newest
        return (newest.name if newest else ""), f"none ({problem}), so the newest would be used"
    with sentences():
        return asyncio.run(_over(url, look, writes=False)), record


def _by() -> str:
    return f"shell:{getpass.getuser()}"


def _within(ask: Callable[[Transaction], Awaitable[T]], *, writes: bool) -> tuple[T, str]:
    with sentences():
        url = read_environment().database_url
    record = record_of(url)
    with sentences():
        return asyncio.run(_over(url, ask, writes=writes)), record


async def _over(url: str, ask: Callable[[Transaction], Awaitable[T]], *, writes: bool) -> T:
    store = await SqlStore.open(url, SystemClock())
    try:
        async with store.begin() if writes else store.read() as tx:
            return await ask(tx)
    finally:
        await store.close()
