"""`make bench`: what a user waits for and what a triage costs, measured from outside.

A local Slack and a local cluster run in this process; Lookout runs as a process of its own, as in production. Each
round fires one scenario's alert, waits for the first post and for the diagnosis, and closes the incident. Times are
wall-clock; the machine's noise is told by a fixed piece of work timed beside every round.
"""

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bot.cli.stage import Stage
from bot.render.actions import ActionId, Field
from bot.sandbox.scenario import scenario_names
from bot.sandbox.workspace.traffic import Passage

PATIENCE = 30.0


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="lookout-bench-") as folder:
        asyncio.run(_bench(Path(folder), rounds))


async def _bench(folder: Path, rounds: int) -> None:
    firsts, diagnoses, noises, calls, sizes = [], [], [], [], []
    async with Stage(folder, with_lookout=False) as stage:
        process = lookout(stage)
        try:
            await stage.workspace.wait_for(lambda: stage.workspace.socket.connections, PATIENCE)
            names = scenario_names()
            for number in range(rounds + 1):
                slowness = noise()
                before = len(stage.cluster.requests)
                first, diagnosed = await _round(stage, names[number % len(names)])
                if number == 0:
                    continue  # the first round warms caches that a running Lookout has
                asked = [one for one in stage.cluster.requests[before:] if one.method == "GET"]
                firsts.append(first)
                diagnoses.append(diagnosed)
                noises.append(slowness)
                calls.append(len(asked))
                sizes.append(sum(one.bytes for one in asked))
            waits = acks(list(stage.workspace.traffic.passages))
            peak = _peak_mb(process.pid)
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait, 10)
    _print(firsts, diagnoses, waits, calls, sizes, peak, noises)


def lookout(stage: Stage) -> subprocess.Popen[bytes]:
    """Lookout as a process of its own, joined to the stage."""
    environment = {**os.environ, **stage.variables(), "LOOKOUT_LOG_LEVEL": "error"}
    return subprocess.Popen([sys.executable, "-m", "bot", "run"], env=environment)


async def _round(stage: Stage, name: str) -> tuple[float, float]:
    began = time.perf_counter()
    await stage.fire(name)
    channel, ts = stage.fired[name]
    await stage.workspace.wait_for(lambda: len(stage.workspace.thread(channel, ts)) > 1, PATIENCE)
    first = time.perf_counter() - began
    await stage.workspace.wait_for(lambda: _with(stage, channel, ts, ActionId.RIGHT), PATIENCE)
    diagnosed = time.perf_counter() - began
    status = _with(stage, channel, ts, ActionId.CLOSE)
    await stage.workspace.press("U0NORA", channel, status, ActionId.CLOSE)
    await stage.workspace.wait_for(lambda: stage.workspace.view_of("U0NORA"), PATIENCE)
    sent = await stage.workspace.submit("U0NORA", {Field.CAUSE: "benchmark round"})
    if not sent.ok:
        raise TimeoutError(f"closing was not taken: {sent.errors or sent.why}")
    await stage.workspace.wait_for(lambda: not _with(stage, channel, ts, ActionId.CLOSE), PATIENCE)
    return first, diagnosed


def _with(stage: Stage, channel: str, ts: str, action_id: str) -> str:
    for message in stage.workspace.thread(channel, ts):
        for block in message.get("blocks") or ():
            if any(element.get("action_id") == action_id for element in block.get("elements") or ()):
                return str(message["ts"])
    return ""


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


def _peak_mb(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return float("nan")


def noise() -> float:
    """Seconds that a fixed piece of work takes just now."""
    began = time.perf_counter()
    sum(number * number for number in range(200_000))
    return time.perf_counter() - began


def _print(
    firsts: list[float],
    diagnoses: list[float],
    waits: list[float],
    calls: list[int],
    sizes: list[int],
    peak: float,
    noises: list[float],
) -> None:
    print(f"{len(firsts)} triages over {len(scenario_names())} scenarios, Lookout as its own process")
    print(f"{'':38}{'p50':>9}{'p95':>9}{'max':>9}")
    for what, values, unit in (
        ("alert event to first thread post", firsts, 1000),
        ("alert event to diagnosis", diagnoses, 1000),
        ("acknowledgement of an envelope", waits, 1000),
    ):
        p50, p95 = _quantiles(values)
        print(f"{what:38}{p50 * unit:7.0f}ms{p95 * unit:7.0f}ms{max(values) * unit:7.0f}ms")
    p50, p95 = _quantiles([float(one) for one in calls])
    print(f"{'Kubernetes calls a triage':38}{p50:9.0f}{p95:9.0f}{max(calls):9}")
    p50, p95 = _quantiles([one / 1024 for one in sizes])
    print(f"{'Kubernetes KiB a triage':38}{p50:9.0f}{p95:9.0f}{max(sizes) / 1024:9.0f}")
    print(f"{'peak RSS of the whole process':38}{peak:7.0f}MB")
    spread = max(noises) / min(noises)
    print(
        f"machine noise: a fixed piece of work took {min(noises) * 1000:.1f} ms, {spread:.2f} times that at worst"
    )


def _quantiles(values: list[float]) -> tuple[float, float]:
    ordered = sorted(values)
    return statistics.median(ordered), ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]


if __name__ == "__main__":
    main()
