"""`make bench`, a storm: what Slack sees while hundreds of alerts arrive at once, measured from outside.

A local Slack with its real limits and a local cluster run in this process; Lookout runs as a process of its own. First
a hundred alerts of one cause, from two channels and with differing instances; then five hundred events in ten seconds.
Times are wall-clock, from Slack's side of the socket.
"""

import argparse
import asyncio
import os
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from bot.cli.stage import Stage
from bot.sandbox.workspace.state import Json
from tests.benchmarks.bench import acks, lookout
from tests.benchmarks.rounds import noise

ONE_CAUSE, EVENTS, SECONDS = 100, 500, 10.0
PATIENCE = 60.0
ROOMS = ("C0INCIDENTS", "C0SHOP")
SERVICES = 20
QUIET = 5.0
POSTS = ("chat.postMessage", "chat.update")


def main() -> None:
    """Print the numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=EVENTS)
    events = parser.parse_args().events
    with tempfile.TemporaryDirectory(prefix="lookout-storm-") as folder:
        asyncio.run(_storm(Path(folder), events))


async def _storm(folder: Path, events: int) -> None:
    async with Stage(folder, with_lookout=False) as stage:
        process = lookout(stage)
        try:
            await stage.workspace.wait_for(lambda: stage.workspace.socket.connections == 2, PATIENCE)
            print(f"{ONE_CAUSE} alerts of one cause, from {len(ROOMS)} channels, as fast as they go")
            alerts = [alert_of("checkout", number) for number in range(ONE_CAUSE)]
            await _round(stage, process.pid, alerts, pause=0.0)
            print(f"{events} alerts of {SERVICES} services in one namespace, in {SECONDS:.0f} s")
            alerts = [alert_of(f"service-{number % SERVICES}", number) for number in range(events)]
            await _round(stage, process.pid, alerts, pause=SECONDS / events)
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait, PATIENCE)


def alert_of(service: str, number: int, *, namespace: str = "shop") -> Json:
    """The attachment of one of Alertmanager's posts, whose instance is its number's."""
    labels = {"namespace": namespace, "service": service, "instance": f"10.0.{number % 250}.7:80"}
    listed = "\n".join(f" • *{name}:* `{value}`" for name, value in labels.items())
    return {"title": f"[FIRING:1] {service}Down", "text": f"*Details:*\n{listed}", "color": "danger"}


async def _round(stage: Stage, pid: int, alerts: list[Json], *, pause: float) -> None:
    stage.workspace.traffic.passages.clear()
    began, spent = time.perf_counter(), cpu_of(pid)
    for number, alert in enumerate(alerts):
        room = ROOMS[number % len(ROOMS)]
        await stage.workspace.post_as_bot("B0ALERTMGR", room, attachments=[alert], username="Alertmanager")
        await asyncio.sleep(max(0.0, began + (number + 1) * pause - time.perf_counter()))
    sent = time.perf_counter() - began
    silent = await quiet(stage, began)
    spent = cpu_of(pid) - spent
    passages = list(stage.workspace.traffic.passages)
    waits = sorted(acks(passages))
    calls = Counter(one.name for one in passages if one.name in POSTS and one.answer.get("ok"))
    limited = sum(one.status == 429 for one in passages)
    events = [one.body["payload"]["event_id"] for one in passages if one.name == "events_api"]
    threads = {one.body["thread_ts"] for one in passages if is_post(one.name, one.body)}
    bodies = [told(one.body) for one in passages if is_post(one.name, one.body)]
    p50, p99 = waits[len(waits) // 2], waits[min(len(waits) - 1, int(len(waits) * 0.99))]
    print(f"  sent in {sent:.1f} s; acknowledged {len(waits)} of {len(events)} deliveries")
    print(
        f"  acknowledgement p50 {p50 * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, max {waits[-1] * 1000:.0f} ms"
    )
    print(f"  events delivered more than once: {len(events) - len(set(events))}")
    print(
        f"  threads {len(threads)}, posts {calls[POSTS[0]]}, edits {calls[POSTS[1]]}, refused by limits {limited}"
    )
    print(f"  posted twice: {len(bodies) - len(set(bodies))}; last word of Lookout after {silent:.1f} s")
    print(
        f"  it used {spent:.1f} s of a processor; a fixed piece of work takes {noise() * 1000:.1f} ms just now"
    )


def cpu_of(pid: int) -> float:
    """Seconds that a process has spent on a processor."""
    spent = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(spent[11]) + int(spent[12])) / os.sysconf("SC_CLK_TCK")


def is_post(name: str, body: dict[str, Any]) -> bool:
    """Whether a call is a post in a thread."""
    return name == POSTS[0] and "thread_ts" in body


def told(body: dict[str, Any]) -> str:
    """What marks one letter: the id in its first block."""
    return str(body["blocks"][0]["block_id"]).rsplit(":", 1)[0]


async def quiet(stage: Stage, began: float, *, patience: float = PATIENCE) -> float:
    """Seconds until Lookout's last word: all is acknowledged, and nothing was said for five seconds after it."""
    last, seen = began, 0
    while time.perf_counter() - began < patience and (
        not seen or stage.workspace.socket.unacked or time.perf_counter() - last < QUIET
    ):
        said = sum(one.name in POSTS for one in stage.workspace.traffic.passages)
        if said != seen:
            last, seen = time.perf_counter(), said
        await asyncio.sleep(0.05)
    return last - began


if __name__ == "__main__":
    main()
