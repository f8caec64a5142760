"""`make bench`, two clusters: what a cluster that hangs does to the triages of the other one, measured from outside.

A local Slack and two local clusters run in this process; Lookout runs as a process of its own. Some rounds in the
second cluster while all is well; then the first one answers nothing any more, twenty alerts of it arrive at once, and
the same rounds again. Times are wall-clock, from the post of the alert to its diagnosis in the thread.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from pathlib import Path

from bot.cli.stage import Stage, Way
from bot.render.actions import ActionId
from tests.benchmarks.bench import lookout
from tests.benchmarks.rounds import PATIENCE, fired, noise, put_away

ALERTS = 20
OTHER = "sandbox-2"
SCENARIOS = ("bad-rollout", "out-of-memory", "missing-configmap", "unschedulable")
FOR_EVER = 10_000_000
ROOM = "C0SHOP"
"""Another channel than that of the rounds, since Slack takes one message a second in each."""


def main() -> None:
    """Print the numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=8)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="lookout-clusters-") as folder:
        asyncio.run(_compare(Path(folder), rounds))


async def _compare(folder: Path, rounds: int) -> None:
    async with Stage(folder, Way(clusters=2), with_lookout=False) as stage:
        process = lookout(stage)
        try:
            await stage.workspace.wait_for(lambda: stage.workspace.socket.connections, PATIENCE)
            await _rounds(stage, 1)  # warms caches that a running Lookout has
            _print("both clusters answer", await _rounds(stage, rounds))
            stage.cluster.faults.hang(3600, calls=FOR_EVER)
            began = time.perf_counter()
            for number in range(ALERTS):
                await stage.workspace.post_as_bot("B0ALERTMGR", ROOM, attachments=[_alert(number)])
            _print(f"the first hangs, {ALERTS} alerts", await _rounds(stage, rounds))
            told = await _told(stage, began)
            print(f"  the alerts of the cluster that hangs: all told so after {told:.1f} s")
            print(f"  a fixed piece of work takes {noise() * 1000:.1f} ms just now")
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait, PATIENCE)


async def _rounds(stage: Stage, count: int) -> list[tuple[float, float]]:
    """Seconds to the first post and to the diagnosis, of each round."""
    waits = []
    for number in range(count):
        name = f"{SCENARIOS[number % len(SCENARIOS)]}@{OTHER}"
        waits.append(await fired(stage, name))
        await put_away(stage, name)
    return waits


def _print(what: str, waits: list[tuple[float, float]]) -> None:
    firsts, reads = [first for first, _ in waits], [diagnosed - first for first, diagnosed in waits]
    print(
        f"{what:<28} in the other one first post p50 {statistics.median(firsts):.2f} s, max {max(firsts):.2f} s; "
        f"from there to the diagnosis p50 {statistics.median(reads):.2f} s, max {max(reads):.2f} s ({len(waits)})"
    )


def _alert(number: int) -> dict[str, str]:
    labels = {"cluster": "sandbox", "namespace": f"n{number}", "service": f"s{number}"}
    listed = "\n".join(f" • *{name}:* `{value}`" for name, value in labels.items())
    return {"title": f"[FIRING:1] S{number}Down", "text": f"*Details:*\n{listed}", "color": "danger"}


async def _told(stage: Stage, began: float) -> float:
    """When the last thread about the cluster that hangs had its diagnosis, in seconds since `began`."""
    await stage.workspace.wait_for(lambda: not _waiting(stage), 4 * PATIENCE)
    return time.perf_counter() - began


def _waiting(stage: Stage) -> int:
    """How many threads have a status message and no diagnosis."""
    alone = 0
    for message in stage.workspace.messages(ROOM):
        thread = stage.workspace.thread(ROOM, str(message["ts"]))
        if len(thread) > 1:
            alone += not any(ActionId.RIGHT in str(one.get("blocks")) for one in thread)
    return alone


if __name__ == "__main__":
    main()
