"""How far back: `7d`, `8w`, `36h`."""

import re
from datetime import timedelta

from bot.cli.say import refuse

_SINCE = re.compile(r"([0-9]{1,4})([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def since(word: str) -> timedelta:
    """The period that a word like `8w` means.

    Raises:
        typer.Exit: it is none.
    """
    found = _SINCE.fullmatch(word.strip())
    if found is None:
        raise refuse(f"--since takes a number and h, d or w, such as 8w; {word!r} is none")
    return int(found[1]) * _UNITS[found[2]]
