"""Which runbooks a command is about: the folder, and who may be named in them."""

from datetime import date
from pathlib import Path

from bot.adapters.clock import SystemClock
from bot.adapters.runbooks import Library, load
from bot.app import GROUPS, RUNBOOKS, people_of
from bot.cli.say import refuse, sentences
from bot.detectors.catalogue import CAUSES
from bot.settings.read import read_config

HERE = Path("runbooks")


def library(folder: str, config: str) -> tuple[Path, Library]:
    """The folder as it is to be named, and what is in it; refused if it is not there."""
    with sentences():
        told = read_config(Path(config)) if config else None
    place = Path(folder) if folder else (told and told.runbooks) or (HERE if HERE.is_dir() else RUNBOOKS)
    if not place.is_dir():
        raise refuse(f"there is no folder of runbooks {str(place)!r}; --folder names it")
    people = people_of(told) if told else frozenset[str]()
    return place, load(place, causes=CAUSES, groups=GROUPS, people=people, today=_today())


def _today() -> date:
    return SystemClock().now().date()
