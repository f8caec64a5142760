"""The whole playbill: every scenario played to its end, as many at a time as there are cores, one line each."""

import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import typer

from bot import logs
from bot.cli.bad_day import EACH, rotation
from bot.cli.play import Outcome, play
from bot.cli.say import sentences
from bot.cli.stage import Stage, Way
from bot.sandbox.provider import DAYS
from bot.sandbox.scenario import scenario_names, together

ALL = "all"
ONCE_SPEED = 6.0
"""How much faster than the wall a play without a browser runs."""
UNHURRIED = 1.5
"""The speed of a second try: Slack's three seconds are half a second at ONCE_SPEED, too short for a busy machine."""


def plays(decision: str = "watch") -> tuple[tuple[str, str], ...]:
    """Each scenario with what people decide in it: both ways, or the one given; only watched where nothing is."""
    decisions = ("approve", "deny") if decision == "watch" else (decision,)
    decided = {
        name: any(one.expect.proposal != "none" for one in together(name)) for name in scenario_names()
    }
    return tuple((name, one) for name in decided for one in (decisions if decided[name] else ("watch",)))


async def play_once(
    folder: Path, name: str, decision: str, way: Way = Way(), *, speed: float = ONCE_SPEED
) -> Outcome:
    """One scenario on a stage of its own."""
    async with Stage(folder, way, speed=speed) as stage:
        return await play(stage, name, decision)


def play_all(decision: str, way: Way = Way()) -> None:
    """Play all and print a line for each as it ends, with the thread of whatever did not end as expected.

    On `EACH` bad day of the model: every one of them with a play, over all plays in turn.

    Raises:
        typer.Exit: 1, something did not.
    """
    if way.model_day == EACH:
        turns = rotation(plays(decision))
        _play([(name, decided, replace(way, model_day=day)) for name, decided, day in turns])
    else:
        _play([(*one, way) for one in plays(decision)])


def play_each_day(name: str, decision: str, way: Way) -> None:
    """One scenario on every bad day of the model. Raises as `play_all`."""
    _play([(name, decision, replace(way, model_day=day)) for day in DAYS])


def _play(wanted: Sequence[tuple[str, str, Way]]) -> None:
    failed = False
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        running = {pool.submit(_played, *one): one for one in wanted}
        for ended in as_completed(running):
            outcome, seconds, hurried = ended.result()
            name, decided, way = running[ended]
            failed = failed or bool(outcome.problems)
            end = "; ".join(outcome.problems) or "as expected"
            if hurried:
                end += f" (the second time, at {UNHURRIED:g}x; at {ONCE_SPEED:g}x: {'; '.join(hurried)})"
            day = f"{way.model_day:18}" if way.model_day else ""
            print(f"{name:24}{decided:9}{day}{seconds:5.1f} s  {end}", flush=True)
            if outcome.problems:
                print(outcome.thread, flush=True)
    if failed:
        raise typer.Exit(1)


def _played(name: str, decision: str, way: Way) -> tuple[Outcome, float, list[str]]:
    """In a process of its own: the outcome, how many seconds it took, and what went wrong at a first, hurried try."""
    logs.configure("error", "console", str)
    began = time.monotonic()
    outcome, hurried = Outcome(""), []
    for speed in (ONCE_SPEED, UNHURRIED):
        with tempfile.TemporaryDirectory(prefix="lookout-") as folder, sentences():
            outcome = asyncio.run(play_once(Path(folder), name, decision, way, speed=speed))
        if not outcome.late or speed == UNHURRIED:
            break
        hurried = outcome.problems
    return outcome, time.monotonic() - began, hurried
