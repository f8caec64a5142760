"""`make bench`, starts: how long `lookout --help` takes, and `lookout run` until it is connected; the best of some.

Wall-clock and processor time of a process of its own. The best is what the program takes, what is over it the machine.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bot.cli.stage import Stage
from tests.benchmarks.bench import lookout
from tests.benchmarks.rounds import PATIENCE, noise

HELP_SECONDS, START_SECONDS = 0.3, 3.0
"""What is promised of each."""


def main() -> None:
    """Print both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=10)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="lookout-start-") as folder:
        # Compiled once, as an installed Lookout is, whatever this shell thinks of bytecode.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = f"{folder}/compiled"
        helps = [_help() for _ in range(rounds + 1)][1:]
        starts = asyncio.run(_starts(Path(folder), rounds))
    _print("lookout --help", helps, HELP_SECONDS)
    _print("lookout run, until it is connected", starts, START_SECONDS)
    print(f"  a fixed piece of work takes {noise() * 1000:.1f} ms just now")


def _print(what: str, rounds: list[tuple[float, float]], promised: float) -> None:
    walls, processors = zip(*rounds, strict=True)
    print(
        f"{what:<36} best {min(walls):.2f} s of {len(walls)}, worst {max(walls):.2f} s, "
        f"of a processor {min(processors):.2f} s (promised: {promised:g} s)"
    )


def _help() -> tuple[float, float]:
    """Seconds on the wall and of a processor."""
    before, began = os.times(), time.perf_counter()
    subprocess.run([sys.executable, "-m", "bot", "--help"], check=True, stdout=subprocess.DEVNULL)
    took, after = time.perf_counter() - began, os.times()
    spent = after.children_user - before.children_user + after.children_system - before.children_system
    return took, spent


async def _starts(folder: Path, rounds: int) -> list[tuple[float, float]]:
    async with Stage(folder, with_lookout=False) as stage:
        # The first makes the database, which happens once.
        return [await _start(stage) for _ in range(rounds + 1)][1:]


async def _start(stage: Stage) -> tuple[float, float]:
    """From the call to both of its connections."""
    began = time.perf_counter()
    process = lookout(stage)
    try:
        await stage.workspace.wait_for(lambda: stage.workspace.socket.connections == 2, PATIENCE)
        return time.perf_counter() - began, _processor(process.pid)
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, PATIENCE)
        await stage.workspace.wait_for(lambda: not stage.workspace.socket.connections, PATIENCE)


def _processor(pid: int) -> float:
    """Seconds of a processor that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
