"""`lookout drill stop`, `fallback`, `escalation` and `restore`: a drill in what runs on the record, or in a sandbox.

None of them stops, changes or pages anything but itself, so each may be made at any time.
"""

import asyncio
import getpass
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import typer

from bot import logs
from bot.adapters.clock import SystemClock
from bot.adapters.store.store import SqlStore
from bot.cli.levers import record_of
from bot.cli.say import refuse, sentences
from bot.cli.stage import Stage
from bot.domain.drill import WITHIN, Drill, Drilled, DrillName
from bot.settings.environment import read_environment
from bot.triage.drills.asked import ask_for
from bot.triage.drills.stop import run_drill
from bot.triage.ports.clock import Clock
from bot.triage.ports.store import Store

FEWEST, MOST = 1, 100
LONGEST = 3600.0
Came = TypeVar("Came")


def main(*, sandbox: bool, rounds: int) -> None:
    """The kill switch's. 0: in time; 1: slower than it may be; 2: nothing could be measured."""
    if not FEWEST <= rounds <= MOST:
        raise refuse(f"a drill has {FEWEST} to {MOST} rounds, not {rounds}")

    async def drill(store: Store, clock: Clock) -> Drill:
        return await run_drill(store, clock, by=f"shell:{getpass.getuser()}", rounds=rounds)

    measured = _made(drill, sandbox=sandbox)
    print("\n".join(as_text(measured)))
    if not measured.in_time:
        raise typer.Exit(1)


def by_name(name: DrillName, *, sandbox: bool, seconds: float) -> None:
    """Any other. 0: passed; 1: failed; 2: it could not be made."""
    if not 1 <= seconds <= LONGEST:
        raise refuse(f"a drill is waited for 1 to {LONGEST:g} seconds, not {seconds:g}")

    async def drill(store: Store, clock: Clock) -> Drilled:
        return await ask_for(store, clock, name, within=seconds)

    came = _made(drill, sandbox=sandbox)
    print(f"{name.value} drill: {'passed' if came.passed else 'failed'}")
    print(came.said)
    if not came.passed:
        raise typer.Exit(1)


def as_text(drill: Drill) -> list[str]:
    """What was measured, a line for each figure."""
    return [
        f"rounds: {drill.rounds}, canaries: {drill.canaries}, processes: {drill.processes}",
        f"harmless effects begun: {drill.effects}",
        f"from lever to last effect begun: p50 {drill.p50:.3f} s, p95 {drill.p95:.3f} s, max {drill.worst:.3f} s",
        f"the last reading of the lever: {drill.noticed:.3f} s after it was pulled",
        f"in time: {'yes' if drill.in_time else 'no'} (at most {WITHIN:g} s)",
    ]


def _made(drill: Callable[[Store, Clock], Awaitable[Came]], *, sandbox: bool) -> Came:
    logs.configure("error", "console", str)
    with sentences():
        return asyncio.run(_in_sandbox(drill) if sandbox else _on_record(drill))


async def _on_record(drill: Callable[[Store, Clock], Awaitable[Came]]) -> Came:
    """On the database of the environment, with whatever Lookout works on it."""
    url = read_environment().database_url
    record_of(url)
    store = await SqlStore.open(url, SystemClock())
    try:
        return await drill(store, store.clock)
    finally:
        await store.close()


async def _in_sandbox(drill: Callable[[Store, Clock], Awaitable[Came]]) -> Came:
    with tempfile.TemporaryDirectory(prefix="lookout-") as folder:
        async with Stage(Path(folder)) as stage:
            return await drill(stage.running.store, stage.clock)
