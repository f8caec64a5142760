"""`lookout postmortem`: an incident's postmortem as a Markdown document, with its picture beside it in a folder.

It reads the record alone, so it works without Slack, without a cluster and beside the running Lookout.
"""

import asyncio
import getpass
from pathlib import Path

import typer

from bot.adapters.clock import SystemClock
from bot.adapters.store.store import SqlStore
from bot.cli.levers import record_of
from bot.cli.say import refuse, sentences
from bot.render.picture import svg
from bot.render.postmortem.document import document, state_line
from bot.render.postmortem.drawing import picture_of
from bot.reports.postmortem import Postmortem
from bot.settings.environment import read_environment
from bot.settings.error import SettingsError
from bot.settings.read import read_config
from bot.triage.postmortem import complete, number_of, read_postmortem


def main(word: str, output: str, *, close: bool, by: str) -> None:
    """Print the document, or write it to a folder; `close` records it as complete first, by that name.

    Raises:
        typer.Exit: 1, it could not be closed since parts are missing; 2, there is no such record or incident.
    """
    number = number_of(word)
    if number is None:
        raise refuse(f"{word!r} names no incident; an incident is named as I-12 or 12")
    if by and not close:
        raise refuse("--by names who closes it, so it goes with --close")
    with sentences():
        environment = read_environment()
    record_of(environment.database_url)
    with sentences():
        found, refused = asyncio.run(_read(environment.database_url, number, close=close, by=by))
    if found is None:
        raise refuse(f"there is no incident I-{number} in this record")
    names = _names(environment.config)
    if output:
        _write(Path(output), found, names)
    elif not close:
        print(document(found, names), end="")
    if close:
        _tell(found, names, refused=refused)


def _tell(found: Postmortem, names: dict[str, str], *, refused: bool) -> None:
    print(f"postmortem of I-{found.incident.number}: {state_line(found, names)}")
    if refused:
        raise typer.Exit(1)


async def _read(url: str, number: int, *, close: bool, by: str) -> tuple[Postmortem | None, bool]:
    """The postmortem as it is after all that was asked for, and whether its close was refused."""
    store = await SqlStore.open(url, SystemClock())
    try:
        async with store.read() as tx:
            incident = await tx.incidents.numbered(number)
        if incident is None:
            return None, False
        refused = False
        if close:
            async with store.begin() as tx:
                actor = f"shell:{by or getpass.getuser()}"
                before = await complete(tx, await tx.incidents.get(incident.id), actor=actor, source="shell")
                refused = bool(before.missing)
        async with store.read() as tx:
            return await read_postmortem(tx, await tx.incidents.get(incident.id)), refused
    finally:
        await store.close()


def _write(folder: Path, found: Postmortem, names: dict[str, str]) -> None:
    """`I-12.md` and `I-12.svg`; what stands there already is written anew."""
    label = f"I-{found.incident.number}"
    written = {
        f"{label}.svg": svg(picture_of(found, names)),
        f"{label}.md": document(found, names, picture=f"{label}.svg"),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in written.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as problem:
        raise refuse(f"the postmortem cannot be written to {folder} ({problem.strerror})") from None
    for name in written:
        print(folder / name)


def _names(config: Path) -> dict[str, str]:
    """How the configuration calls people; without one they go by their accounts' ids."""
    try:
        people = read_config(config).people
    except SettingsError:
        return {}
    return {user: known.name for user, known in people.items() if known.name}
