"""`lookout sandbox`: the page at one URL until Ctrl-C, or one scenario played to its end."""

import asyncio
import tempfile
from pathlib import Path

import typer

from bot import logs
from bot.cli.bad_day import EACH
from bot.cli.play import Outcome
from bot.cli.playbill import ALL, play_all, play_each_day, play_once
from bot.cli.run import stop_signal
from bot.cli.say import refuse, sentences
from bot.cli.stage import MOST_CLUSTERS, Stage, Way
from bot.sandbox.provider.days import DAYS
from bot.sandbox.scenario import load_scenario, scenario_names


def main(
    *,
    port: int,
    scenario: str,
    once: str,
    approve: bool,
    deny: bool,
    list_only: bool,
    without_lookout: bool,
    http: bool = False,
    model: bool | None = None,
    model_day: str = "",
    clusters: int = 1,
    impatient: bool = False,
) -> None:
    """What was asked for; 2 for a scenario or a bad day that does not exist, or a port that is taken.

    `model` None is as usual: there is one on the page, and none in a play unless a bad day of it is asked for,
    by the command or by the scenario.
    """
    if list_only:
        print("\n".join(scenario_names()))
        return
    wanted = once or scenario
    if approve and deny:
        raise refuse("--approve and --deny exclude each other")
    if http and without_lookout:
        raise refuse("--http needs the Lookout that is called; --without-lookout excludes it")
    _refuse_number(clusters, once)
    _refuse_day(model_day, once, without_model=model is False)
    decision = "approve" if approve else "deny" if deny else "watch"
    with_model = _has_model(model, once, model_day)
    way = Way(http=http, model=with_model, model_day=model_day, clusters=clusters, impatient=impatient)
    if once == ALL:
        play_all(decision, way)
        return
    if wanted not in scenario_names():
        raise refuse(f"there is no scenario {wanted!r}; there are {', '.join(scenario_names())}")
    if model_day == EACH:
        play_each_day(once, decision, way)
        return
    with tempfile.TemporaryDirectory(prefix="lookout-") as folder, sentences():
        if once:
            logs.configure("error", "console", str)
            _judge(asyncio.run(play_once(Path(folder), once, decision, way)))
        else:
            logs.configure("warning", "console", str)
            asyncio.run(_stay(Path(folder), port, scenario, way, with_lookout=not without_lookout))


def _refuse_number(clusters: int, once: str) -> None:
    if clusters > 1 and once:
        raise refuse("--clusters is for the page: a play has one cluster")
    if not 1 <= clusters <= MOST_CLUSTERS:
        raise refuse(f"--clusters takes 1 to {MOST_CLUSTERS}")


def _refuse_day(day: str, once: str, *, without_model: bool) -> None:
    if day and (day not in (*DAYS, EACH) or without_model):
        raise refuse(f"--model-day takes a model and {EACH} (with --once) or one of: {', '.join(DAYS)}")
    if day == EACH and not once:
        raise refuse(f"--model-day {EACH} needs --once: the page has one day at a time")


def _has_model(asked: bool | None, once: str, model_day: str) -> bool:
    """Whether there is a provider: as asked, else on the page and wherever it is to have a bad day."""
    if asked is not None:
        return asked
    return not once or bool(model_day) or (once in scenario_names() and bool(load_scenario(once).model_day))


def _judge(outcome: Outcome) -> None:
    print(outcome.thread)
    print()
    for problem in outcome.problems:
        print(f"not as expected: {problem}")
    if outcome.problems:
        raise typer.Exit(1)
    print("ended as expected")


async def _stay(folder: Path, port: int, scenario: str, way: Way, *, with_lookout: bool) -> None:
    stopped = stop_signal()
    try:
        async with Stage(folder, way, port=port, with_lookout=with_lookout) as stage:
            await stage.fire(scenario)
            print(f"Lookout's sandbox is at {stage.workspace.base_url} (Ctrl-C ends it)")
            kubeconfig = stage.kubeconfig(load_scenario(scenario).namespace)
            print(f"Its cluster by hand: kubectl --kubeconfig {kubeconfig} get pods", flush=True)
            if way.clusters > 1:
                names = ", ".join(stage.clusters)
                print(
                    f"It has {way.clusters} clusters: {names}; the page's view and faults are of the first",
                    flush=True,
                )
            if not with_lookout:
                print("Connect a Lookout with these settings and `lookout run`:")
                print("\n".join(f"  {name}={value}" for name, value in stage.variables().items()), flush=True)
            await stopped.wait()
    except OSError as problem:
        raise refuse(
            f"127.0.0.1:{port} cannot be used: {problem.strerror}. Another one: lookout sandbox --port {port + 1}"
        ) from None
