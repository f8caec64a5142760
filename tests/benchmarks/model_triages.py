"""What a model costs a whole triage: the loop beside the model, and the rules' post, which must not wait for it.

Lookout runs as a process of its own beside the stand-in of the provider. Each round fires a scenario and waits for the
rules' diagnosis: without a model, with one that answers, and with one that hangs. Of the runs that answered, the record
tells what each turn took beyond the provider's own time, reads of the cluster and rows of the record included.
"""

import asyncio
import statistics
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

from bot.adapters.clock import SystemClock
from bot.adapters.store.store import SqlStore
from bot.cli.stage import Stage, Way
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Attempt
from bot.domain.spending import Usage
from bot.sandbox.scenario import load_scenario, scenario_names
from tests.benchmarks.bench import lookout
from tests.benchmarks.rounds import PATIENCE, Round, triage

WAYS = {
    "no model": Way(),
    "one that answers": Way(model=True),
    "one that hangs": Way(model=True, model_day="hang"),
}
AIM_MS = 50.0


@dataclass(frozen=True)
class Told:
    """Of the runs that ended: milliseconds of a turn beyond the provider's time, and tokens from the second turn on.

    `sent` are those of them that the turn before had sent already: a cache can hold no more than these.
    """

    beyond: tuple[float, ...]
    later: Usage
    sent: int = 0


async def triages(rounds: int) -> None:
    """Print what was measured."""
    told = Told((), Usage())
    print(f"the rules' diagnosis, {rounds} triages each   first post p50   diagnosis p50    worst")
    for name, way in WAYS.items():
        with tempfile.TemporaryDirectory(prefix="lookout-bench-") as folder:
            seen, found = await _played(Path(folder), way, rounds)
        told = found if found.beyond else told
        first, last = [one.first * 1000 for one in seen], [one.diagnosed * 1000 for one in seen]
        print(
            f"  {name:32}{statistics.median(first):14.0f}ms{statistics.median(last):14.0f}ms{max(last):8.0f}ms"
        )
    half, most = statistics.median(told.beyond), sorted(told.beyond)[int(len(told.beyond) * 0.95)]
    print(
        f"a turn beyond the provider's time, reads and record included: median {half:.0f} ms, 95 % {most:.0f} ms"
    )
    print(f"  (aim: < {AIM_MS:.0f} ms; {len(told.beyond)} runs)")
    print(f"input tokens from the cache, from the second turn on: {told.later.cached / told.later.read:.1%};")
    print(f"  of those that the turn before had sent already: {told.later.cached / told.sent:.1%}")


async def _played(folder: Path, way: Way, rounds: int) -> tuple[Sequence[Round], Told]:
    names = cycle([name for name in scenario_names() if not load_scenario(name).beside])
    async with Stage(folder, way, with_lookout=False) as stage:
        process = lookout(stage)
        try:
            await stage.workspace.wait_for(lambda: stage.workspace.socket.connections, PATIENCE)
            await triage(stage, next(names))  # warms caches that a running Lookout has
            seen = [await triage(stage, next(names)) for _ in range(rounds)]
            await asyncio.sleep(1)  # the last run ends
        finally:
            process.terminate()
            await asyncio.to_thread(process.wait, 20)
    async with AsyncExitStack() as opened:
        store = await SqlStore.open(f"sqlite:///{folder / 'lookout.sqlite3'}", SystemClock())
        opened.push_async_callback(store.close)
        async with store.read() as tx:
            since = datetime.now(UTC) - timedelta(days=1)
            return seen, _told(await tx.ledger.since((Act.ATTEMPTED, Act.REFINED), since))


def _told(rows: Sequence[LedgerEntry]) -> Told:
    attempts = [Attempt.model_validate(row.detail) for row in rows if row.act is Act.ATTEMPTED]
    beyond, later = [], Usage()
    for row in rows:
        mine = [one for one in attempts if one.run == row.detail.get("run")]
        if row.act is Act.REFINED and row.detail.get("ended") == "answer" and mine:
            asked = sum(one.seconds for one in mine)
            beyond.append(max(0.0, float(row.detail["seconds"]) - asked) * 1000 / len(mine))
    sent, before = 0, dict[str, int]()
    for one in attempts:
        later += one.usage if one.step > 1 else Usage()
        sent += before.get(one.run, 0) if one.step > 1 else 0
        before[one.run] = one.usage.read
    return Told(tuple(beyond), later, sent)
