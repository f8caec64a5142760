"""`make bench`: what a user waits for and what a triage costs, measured from outside, as the cluster grows.

A local Slack and a local cluster run in this process; Lookout runs as a process of its own, as in production. At each
size of the cluster some rounds fire a scenario's alert, wait for the first post and for the diagnosis, and close the
incident. Times are wall-clock; the machine's noise is told by a fixed piece of work timed beside every round.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime
from itertools import cycle
from pathlib import Path

from bot.cli.stage import Stage
from bot.sandbox.scenario import load_scenario, scenario_names
from bot.sandbox.workspace.traffic import Passage
from tests.benchmarks.crowd import crowd
from tests.benchmarks.rounds import PATIENCE, Round, triage

CURVE = (0, 500, 1_000, 2_000, 5_000)
TARGET = 2_000
"""The size for which there is a promise, and so more rounds than at the others."""


def main() -> None:
    """Print the curve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20, help="at 2,000 pods; a third of it at other sizes")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="lookout-bench-") as folder:
        asyncio.run(_bench(Path(folder), rounds))


async def _bench(folder: Path, rounds: int) -> None:
    names = cycle([name for name in scenario_names() if not load_scenario(name).beside])
    async with Stage(folder, with_lookout=False) as stage:
        process = lookout(stage)
        try:
            await stage.workspace.wait_for(lambda: stage.workspace.socket.connections, PATIENCE)
            await triage(stage, next(names))  # warms caches that a running Lookout has
            print(
                f"{'pods around':>11}{'first post':>18}{'diagnosis':>18}{'calls':>11}{'KiB':>13}{'peak':>8}"
            )
            print(
                f"{'':11}{'p50':>9}{'p95':>9}{'p50':>9}{'p95':>9}{'p50':>5}{'max':>6}{'p50':>6}{'max':>7}{'RSS':>8}"
            )
            noises, already = [], 0
            for size in CURVE:
                if size:
                    stage.cluster.install(crowd(size, stage.clock.now(), already=already))
                already = size
                _forget_peak(process.pid)
                count = rounds if size == TARGET else max(1, rounds // 3)
                seen = [await triage(stage, next(names)) for _ in range(count)]
                noises += [one.noise for one in seen]
                _print_row(size, seen, _peak_mb(process.pid))
            waits = acks(list(stage.workspace.traffic.passages))
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait, 10)
    p50, p95 = _quantiles(waits)
    print(f"acknowledgement of an envelope: p50 {p50 * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms")
    least = min(noises)
    print(
        f"machine noise: a fixed piece of work took {least * 1000:.1f} ms at best, "
        f"{statistics.median(noises) / least:.2f} times that at the median, {max(noises) / least:.2f} at worst"
    )


def lookout(stage: Stage) -> subprocess.Popen[bytes]:
    """Lookout as a process of its own, joined to the stage."""
    environment = {**os.environ, **stage.variables(), "LOOKOUT_LOG_LEVEL": "error"}
    return subprocess.Popen([sys.executable, "-m", "bot", "run"], env=environment)


def acks(passages: Sequence[Passage]) -> list[float]:
    """How long each acknowledgement took from its envelope's first sending, in seconds."""
    sent: dict[str, datetime] = {}
    waits = []
    for passage in passages:
        if passage.direction == "to_app" and passage.body.get("envelope_id"):
            sent.setdefault(passage.body["envelope_id"], datetime.fromisoformat(passage.at))
        elif passage.name == "ack" and passage.answer.get("envelope_id") in sent:
            at = datetime.fromisoformat(passage.at)
            waits.append((at - sent[passage.answer["envelope_id"]]).total_seconds())
    return waits


def _forget_peak(pid: int) -> None:
    """Let the kernel begin anew with the peak of a process."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def _peak_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return float("nan")


def _print_row(size: int, seen: Sequence[Round], peak: float) -> None:
    waits = (_quantiles([one.first for one in seen]), _quantiles([one.diagnosed for one in seen]))
    times = "".join(f"{value * 1000:7.0f}ms" for pair in waits for value in pair)
    calls, sizes = [one.calls for one in seen], [one.size / 1024 for one in seen]
    counts = f"{statistics.median(calls):5.0f}{max(calls):6}{statistics.median(sizes):6.0f}{max(sizes):7.0f}"
    print(f"{size:11,}{times}{counts}{peak:6.0f}MB", flush=True)


def _quantiles(values: Sequence[float]) -> tuple[float, float]:
    ordered = sorted(values)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]


if __name__ == "__main__":
    main()
