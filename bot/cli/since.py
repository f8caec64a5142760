"""How far back: `7d`, `8w`, `36h`."""

from datetime import timedelta

from bot.cli.say import refuse
from bot.triage.since import since_of


def since(word: str) -> timedelta:
    """The period that a word like `8w` means.

    Raises:
        typer.Exit: it is none.
    """
    found = since_of(word)
    if found is None:
        raise refuse(f"--since takes a number and h, d or w, such as 8w; {word!r} is none")
    return found
