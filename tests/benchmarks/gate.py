"""`make bench-gate`: how long the gate takes, and how fast the kill switch holds it, across three processes.

A local cluster runs in this process; three others work on one record, each with the real story, store, reader and
writer, over people and a Slack that are fakes. In each round every process has proposals with one key; it turns the
second keys at a pace, and in the middle of it a lever is pulled from here, as `lookout stop` does it. Times are wall
clock, on one machine. Before the rounds with a lever come some without, for what the gate costs when nothing stops it.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.adapters.clock import SystemClock
from bot.adapters.store.store import SqlStore
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.stop import MITIGATION, Stop
from bot.sandbox.clock import WallClock
from bot.sandbox.cluster.cluster import Cluster
from bot.sandbox.scenario.build import play
from bot.sandbox.scenario.schema import AlertSpec, Expectation, Machine, Place, Script, Surroundings, Workload
from bot.triage import levers
from tests.benchmarks.rounds import noise

PROCESSES, EACH = 3, 6
NAMESPACE = "bench"
PATIENCE = 60.0
QUIET = 1.5
"""Seconds without a write after which a round is over: the write's own time limit is 3 s, its usual one 20 ms."""
PAUSE = 0.4
LEVER_AFTER = PROCESSES * EACH // 2
"""A lever is pulled after fewer writes than this, so while others are under way."""


@dataclass
class Round:
    """What one round left behind: when second keys were pressed, when the lever was pulled and when it stood.

    The last two are None in a round without a lever.
    """

    number: int
    pulled: datetime | None = None
    stood: datetime | None = None
    pressed: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Measured:
    """One write, in seconds: from the press and from the last check to the call.

    `late` says that the lever stood in the record already when the last check was made.
    """

    from_press: float
    from_check: float
    after_lever: float | None
    late: bool


class Hand:
    """One of the processes, and what it says line by line."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    @classmethod
    async def start(cls, *words: str) -> "Hand":
        """Begin."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "tests.benchmarks.gate_hand",
            *words,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        return cls(process)

    async def ask(self, order: str, number: int) -> dict[str, Any]:
        """Give an order and wait for its answer."""
        self.tell(order, number)
        return await self.hear()

    def tell(self, order: str, number: int) -> None:
        """Give an order."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{order} {number}\n".encode())

    async def hear(self) -> dict[str, Any]:
        """What it says next. Raises RuntimeError if it says nothing any more."""
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError("a process of the benchmark has ended; its words are above")
        answer: dict[str, Any] = json.loads(line)
        return answer

    async def end(self) -> None:
        """End it by closing what it listens to."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        await self._process.wait()


def main() -> None:
    """Print the numbers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=12, help="with a lever; a third of it without")
    parser.add_argument("--database", default="", help="a URL; a fresh SQLite file if none is given")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lookout-gate-") as folder:
        url = asked.database or f"sqlite:///{Path(folder) / 'gate.sqlite3'}"
        asyncio.run(_run(Path(folder), url, asked.rounds))


async def _run(folder: Path, url: str, rounds: int) -> None:
    clock = WallClock()
    async with AsyncExitStack() as opened:
        cluster = Cluster(clock)
        await cluster.start()
        opened.push_async_callback(cluster.stop)
        cluster.install(
            play(_script(), Surroundings(machines={"bench-node": _machine()}, places={}), clock.now())
        )
        store = await SqlStore.open(url, SystemClock())
        opened.push_async_callback(store.close)
        hands = []
        for number in range(PROCESSES):
            hand = await Hand.start(url, cluster.base_url, str(folder), str(number))
            opened.push_async_callback(hand.end)
            hands.append(hand)
        noises, free, held = [], [], []
        for number in range(max(2, rounds // 3)):
            noises.append(noise())
            free += await _round(cluster, store, hands, Round(number), lever=False)
        for number in range(1000, 1000 + rounds):
            noises.append(noise())
            one = Round(number)
            held.append((one, await _round(cluster, store, hands, one, lever=True)))
    _print(url, free, held, noises)


def _machine() -> Machine:
    return Machine(cpu="64", memory="256Gi")


def _script() -> Script:
    app = Workload(image="registry.sandbox.example/bench/app:1.0.0", replicas=2)
    return Script(
        name=NAMESPACE,
        title="",
        summary="",
        namespace=NAMESPACE,
        service=NAMESPACE,
        mitigations="allowed",
        alert=AlertSpec(source="grafana", name="None", summary=""),
        expect=Expectation(verdict="healthy"),
        place=Place(workloads={f"app-{number}": app for number in range(PROCESSES * EACH)}),
    )


async def _round(
    cluster: Cluster, store: SqlStore, hands: Sequence[Hand], one: Round, *, lever: bool
) -> list[Measured]:
    """Everybody sets up, then turns the second keys; the writes that came of it, measured."""
    before = len(cluster.writes)
    await asyncio.gather(*(hand.ask("open", one.number) for hand in hands))
    for hand in hands:
        hand.tell("confirm", one.number)
    if lever:
        await _writes(cluster, before + random.randrange(LEVER_AFTER))  # no secret: any moment will do
        one.pulled, one.stood = await _pull(store)
    for hand in hands:
        one.pressed |= (await hand.hear())["pressed"]
    await _quiet(cluster)
    checks = await _checks(store, one.number)
    measured = [
        _measured(at, name, one, checks) for at, name in _calls(cluster, before) if name in one.pressed
    ]
    await asyncio.gather(*(hand.ask("close", one.number) for hand in hands))
    if lever:
        async with store.begin() as tx:
            await levers.lift(tx, MITIGATION, actor="", source="shell")
    return measured


async def _pull(store: SqlStore) -> tuple[datetime, datetime]:
    """Pull the lever; the time just before, as whoever pulls it sees it, and when it stood in the record."""
    at = SystemClock().now()
    async with store.begin() as tx:
        await levers.pull(tx, Stop(scope=MITIGATION, by="shell:bench", at=tx.now), actor="", source="shell")
        return at, tx.now


async def _writes(cluster: Cluster, count: int) -> None:
    """Wait until so many writes have come."""
    async with asyncio.timeout(PATIENCE):
        while len(cluster.writes) < count:  # noqa: ASYNC110 - the cluster calls nobody
            await asyncio.sleep(0.01)


async def _quiet(cluster: Cluster) -> None:
    """Wait until no write has come for a while."""
    seen, since = -1, time.monotonic()
    while time.monotonic() - since < QUIET:
        if len(cluster.writes) != seen:
            seen, since = len(cluster.writes), time.monotonic()
        await asyncio.sleep(0.05)


async def _checks(store: SqlStore, number: int) -> dict[str, LedgerEntry]:
    """The row of each last check that was followed by a send, by the name of the target."""
    found: dict[str, LedgerEntry] = {}
    async with store.read() as tx:
        for place in range(PROCESSES * EACH):
            rows = await tx.ledger.of(f"bench-{number}-{place}")
            found |= {f"app-{place}": row for row in rows if row.act is Act.INTENT}
    return found


def _calls(cluster: Cluster, before: int) -> list[tuple[datetime, str]]:
    return [(one.at, one.path.rsplit("/", 1)[-1]) for one in cluster.writes[before:]]


def _measured(at: datetime, name: str, one: Round, checks: dict[str, LedgerEntry]) -> Measured:
    checked = checks[name].at
    return Measured(
        from_press=at.timestamp() - one.pressed[name],
        from_check=(at - checked).total_seconds(),
        after_lever=(at - one.pulled).total_seconds() if one.pulled else None,
        late=one.stood is not None and checked > one.stood,
    )


def _print(
    url: str, free: list[Measured], held: list[tuple[Round, list[Measured]]], noises: list[float]
) -> None:
    every = [*free, *(one for _, writes in held for one in writes)]
    lasts = [max([0.0, *(one.after_lever or 0.0 for one in writes)]) for _, writes in held]
    waiting = sum(len(one.pressed) for one, _ in held) - sum(len(writes) for _, writes in held)
    print(
        f"the gate on {url.partition(':')[0]}, {PROCESSES} processes, a second key every {PAUSE * 1000:.0f} ms each"
    )
    print(f"  second key to write begun   {_spread([one.from_press for one in free])}")
    print(f"  last check to API call      {_spread([one.from_check for one in every])}")
    print(f"  lever to last write begun   {_spread(lasts)}, of {len(held)} levers")
    print(
        f"  held back by a lever        {waiting} of {sum(len(one.pressed) for one, _ in held)} second keys"
    )
    print(f"  writes checked after a stop {sum(one.late for one in every)}")
    print(f"  a fixed piece of work took {max(noises) / min(noises):.1f} times its best meanwhile")


def _spread(values: Sequence[float]) -> str:
    """p50, p95, p99 and the largest, in milliseconds."""
    if not values:
        return "nothing to measure"
    ordered = sorted(values)
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    places = {name: min(len(ordered) - 1, int(len(ordered) * share)) for name, share in shares.items()}
    told = "  ".join(f"{name} {ordered[place] * 1000:6.1f} ms" for name, place in places.items())
    return f"{told}  n {len(ordered)}"


if __name__ == "__main__":
    main()
