"""How a command says that it could not run: a sentence on standard error and exit code 2, never a traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from bot.domain.errors import OutsideError
from bot.settings.error import SettingsError

COULD_NOT_RUN = 2


@contextmanager
def sentences() -> Iterator[None]:
    """Turn what the settings and the outside refuse into lines for a person."""
    try:
        yield
    except SettingsError as problem:
        for line in problem.problems:
            print(line, file=sys.stderr)
        raise typer.Exit(COULD_NOT_RUN) from None
    except OutsideError as problem:
        print(f"lookout: {problem}", file=sys.stderr)
        raise typer.Exit(COULD_NOT_RUN) from None


def refuse(sentence: str) -> typer.Exit:
    """Print why a command cannot run; raise what this returns."""
    print(f"lookout: {sentence}", file=sys.stderr)
    return typer.Exit(COULD_NOT_RUN)
