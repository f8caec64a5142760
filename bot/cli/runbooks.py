"""`lookout runbooks check`: file and line of whatever is wrong."""

from pathlib import Path

import typer

from bot.adapters.runbooks import load
from bot.app import GROUPS
from bot.detectors.catalogue import CAUSES


def main(folder: str) -> None:
    """Exit 1 if a runbook does not load."""
    library = load(Path(folder), causes=CAUSES, groups=GROUPS)
    for problem in library.problems:
        print(problem)
    served = {cause for book in library.runbooks for cause in book.causes}
    print(
        f"{len(library.runbooks)} runbooks load, {len(library.problems)} problems, {len(served)} causes served"
    )
    if library.problems:
        raise typer.Exit(1)
