"""`lookout eval`: the rules scored on a folder of labelled cases."""

import json
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import typer

from bot.adapters.folder import GOLDEN, labels_in, read_case
from bot.cli.say import sentences
from bot.diagnosis import diagnose
from bot.domain.errors import OutsideError
from bot.domain.label import Label, LabelledCase
from bot.render.score import score_lines
from bot.reports.score import Scored, not_scored, score_of, scored

Judge = Callable[[LabelledCase], Scored]


def main(folder: str, *, as_json: bool) -> None:
    """Print the score; the cases that were not right are named.

    Raises:
        typer.Exit: 2, the folder holds no labelled cases; 1, a snapshot could not be read or a case was not answered.
    """
    home = Path(folder) if folder else GOLDEN
    with sentences():
        labels = labels_in(home)
    judged = [_judged(home, name, label, by_rules) for name, label in labels]
    told = f"rules {version('lookout')}"
    if as_json:
        all_of_it = {"made_by": told, "score": score_of(judged).model_dump()}
        print(json.dumps(all_of_it | {"cases": [one.model_dump() for one in judged]}, indent=1))
    else:
        print("\n".join(score_lines(told, judged)))
    if any(one.failed for one in judged):
        raise typer.Exit(1)


def by_rules(case: LabelledCase) -> Scored:
    """The rules on one case."""
    began = time.perf_counter()
    found = diagnose(case.snapshot, version=version("lookout"))
    return scored(case.name, case.label, found, seconds=time.perf_counter() - began)


def _judged(folder: Path, name: str, label: Label, judge: Judge) -> Scored:
    """One case judged; one that cannot be read is not right, and said."""
    try:
        case = read_case(folder, name, label)
    except OutsideError as problem:
        return not_scored(name, label, str(problem))
    return judge(case)
