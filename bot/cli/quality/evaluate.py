"""`lookout eval`: the rules, or a release of the model, scored on a folder of labelled cases."""

import asyncio
import json
import secrets
import time
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import typer

from bot.adapters.clock import SystemClock
from bot.adapters.folder import GOLDEN, labels_in, read_case
from bot.cli.levers import record_of
from bot.cli.say import sentences
from bot.diagnosis import diagnose
from bot.domain.errors import OutsideError, PermanentError
from bot.domain.label import Label, LabelledCase
from bot.render.score import score_lines
from bot.reports.score import Scored, not_scored, score_of, scored
from bot.settings.environment import read_environment
from bot.settings.read import read_config

Labels = Sequence[tuple[str, Label]]


def main(folder: str, release: str, *, as_json: bool) -> None:
    """Print the score; the cases that were not right are named. Of a release each attempt is a row of the record.

    Raises:
        typer.Exit: 2, the folder holds no labelled cases, or the model cannot be asked; 1, a snapshot could not be read
            or a case was not answered.
    """
    home = Path(folder) if folder else GOLDEN
    with sentences():
        labels = labels_in(home)
    made_by = f"release {release}" if release else f"rules {version('lookout')}"
    judged = _by_model(home, labels, release) if release else _by_rules(home, labels)
    if as_json:
        all_of_it = {"made_by": made_by, "score": score_of(judged).model_dump()}
        print(json.dumps(all_of_it | {"cases": [one.model_dump() for one in judged]}, indent=1))
    else:
        print("\n".join(score_lines(made_by, judged)))
    if any(one.failed for one in judged):
        raise typer.Exit(1)


def _by_rules(home: Path, labels: Labels) -> list[Scored]:
    judged = []
    for name, label in labels:
        case = _read(home, name, label)
        if isinstance(case, Scored):
            judged.append(case)
            continue
        began = time.perf_counter()
        found = diagnose(case.snapshot, version=version("lookout"))
        judged.append(scored(name, label, found, seconds=time.perf_counter() - began))
    return judged


def _by_model(home: Path, labels: Labels, release: str) -> list[Scored]:
    with sentences():
        url = read_environment().database_url
    record_of(url)
    with sentences():
        return asyncio.run(_asked(home, labels, release))


async def _asked(home: Path, labels: Labels, name: str) -> list[Scored]:
    """One case after the other, as long as there is a budget and no lever is pulled."""
    from bot.app.shell import at_a_shell  # Slack's and the provider's clients take seconds to load
    from bot.triage.quality.rehearse import permitted
    from bot.triage.quality.trial import tried

    environment = read_environment()
    batch = f"eval:{secrets.token_hex(4)}"
    judged: list[Scored] = []
    async with at_a_shell(read_config(environment.config), environment, SystemClock()) as world:
        release = world.releases.named(name)
        if release is None:
            known = ", ".join(one.name for one in world.releases.known) or "none"
            raise PermanentError(f"there is no release {name!r}; there are: {known}")
        for place, (snapshot, label) in enumerate(labels):
            case = await asyncio.to_thread(_read, home, snapshot, label)
            if isinstance(case, Scored):
                judged.append(case)
                continue
            allowed, why = await permitted(world, case, release)
            if why:
                judged.append(not_scored(snapshot, label, why))
                continue
            trial = await tried(world, case, release, f"{batch}:{place}", allowed)
            judged.append(trial.scored)
    return judged


def _read(home: Path, name: str, label: Label) -> LabelledCase | Scored:
    """The case; one that cannot be read is not right, and said."""
    try:
        return read_case(home, name, label)
    except OutsideError as problem:
        return not_scored(name, label, str(problem))
