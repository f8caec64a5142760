"""`lookout release check` and `lock`: the folder of prompts alone, without Slack, record or key."""

from pathlib import Path

import typer

from bot.adapters.prompts import FILES, Fault, Shelf, lock_shelf
from bot.app.releases import shelf_of, tools_now
from bot.cli.say import refuse, sentences
from bot.render.report import visible
from bot.settings.read import read_config


def check(folder: str, config: str) -> None:
    """Exit 1 if anything is wrong; every fault is a line."""
    shelf = shelf_at(folder, config)
    faults = (*shelf.faults, *shelf.unlocked)
    for fault in faults:
        print(line_of(shelf, fault))
    count = f"{len(shelf.prompts)} prompts, {len(shelf.every)} releases, {len(faults)} faults"
    print(f"{count}; the digest of the tools and fixed words is {tools_now()}")
    if faults:
        raise typer.Exit(1)


def lock(folder: str, config: str) -> None:
    """Lock what is new; exit 1, and write nothing, if anything else is wrong."""
    shelf = shelf_at(folder, config)
    with sentences():
        found = lock_shelf(shelf)
    for fault in found.faults:
        print(line_of(shelf, fault))
    for one in found.added:
        print(f"locked: {one}")
    if not found.added and not found.faults:
        print("nothing to lock: every prompt and release is locked as it is")
    if found.faults:
        raise typer.Exit(1)


def shelf_at(folder: str, config: str) -> Shelf:
    """The folder that is named, else the configuration's, else the one that comes with Lookout."""
    with sentences():
        told = read_config(Path(config)) if config else None
    place = Path(folder) if folder else (told and told.model.prompts) or FILES
    if not place.is_dir():
        raise refuse(f"there is no folder of prompts {str(place)!r}; --folder names it")
    with sentences():
        return shelf_of(place, told)


def line_of(shelf: Shelf, fault: Fault) -> str:
    """A fault as one line, whatever of a file it quotes."""
    return " ".join(visible(f"{Path(shelf.folder) / fault.file}:{fault.line}: {fault.said}").split())
