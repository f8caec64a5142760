"""`lookout drill stop`: measures how long the kill switch takes, on what runs or in a sandbox of its own.

It pulls a lever that halts nothing but the canaries of the drill, so it may be made at any time.
"""

import asyncio
import getpass
import tempfile
from pathlib import Path

import typer

from bot import logs
from bot.adapters.clock import SystemClock
from bot.adapters.store.store import SqlStore
from bot.cli.levers import record_of
from bot.cli.say import refuse, sentences
from bot.cli.stage import Stage
from bot.domain.drill import WITHIN, Drill
from bot.settings.environment import read_environment
from bot.triage.drill import run_drill

FEWEST, MOST = 1, 100


def main(*, sandbox: bool, rounds: int) -> None:
    """0: in time; 1: slower than it may be; 2: nothing could be measured."""
    if not FEWEST <= rounds <= MOST:
        raise refuse(f"a drill has {FEWEST} to {MOST} rounds, not {rounds}")
    logs.configure("error", "console", str)
    with sentences():
        measured = asyncio.run(_in_sandbox(rounds) if sandbox else _on_record(rounds))
    print("\n".join(as_text(measured)))
    if not measured.in_time:
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


async def _on_record(rounds: int) -> Drill:
    """On the database of the environment, with whatever Lookout works on it."""
    url = read_environment().database_url
    record_of(url)
    store = await SqlStore.open(url, SystemClock())
    try:
        return await run_drill(store, SystemClock(), by=f"shell:{getpass.getuser()}", rounds=rounds)
    finally:
        await store.close()


async def _in_sandbox(rounds: int) -> Drill:
    with tempfile.TemporaryDirectory(prefix="lookout-") as folder:
        async with Stage(Path(folder)) as stage:
            running = stage.running
            return await run_drill(running.store, stage.clock, by="drill", rounds=rounds)
