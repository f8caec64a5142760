"""One of several processes that want the same things of one database at the same moment.

`python -m tests.adapters.store.racer URL NAME`: says that it is ready, waits for a line, races, prints what it won as
JSON.
"""

import asyncio
import json
import sys
from datetime import timedelta
from typing import Any

from bot.adapters.clock import SystemClock
from bot.adapters.store.store import SqlStore
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.proposal import Decision, DecisionRole
from bot.domain.stop import Stop
from tests.adapters.store.store_cases import incident, proposal

LEASE = timedelta(minutes=5)
HANDS = 3
"""Things that each process does at once."""
ROUNDS = 6


class Racer:
    """One process and what it won."""

    def __init__(self, store: SqlStore, name: str) -> None:
        self.store = store
        self.name = name
        self.won: dict[str, list[Any]] = {
            key: [] for key in ("tasks", "numbers", "decided", "claimed", "intended", "pulled", "proposed")
        }

    async def race(self) -> None:
        """All at once."""
        async with asyncio.TaskGroup() as group:
            for hand in range(HANDS):
                group.create_task(self._work(f"{self.name}-{hand}"))
                group.create_task(self._open_incidents(f"{self.name}-{hand}"))
                group.create_task(self._gate(f"{self.name}-{hand}"))
                group.create_task(self._pull())

    async def _work(self, worker: str) -> None:
        """Every task that there is, each with a row in the ledger of its incident."""
        while True:
            async with self.store.begin() as tx:
                task = await tx.tasks.claim(worker, LEASE)
            if task is None:
                return
            async with self.store.begin() as tx:
                await tx.ledger.append(
                    LedgerEntry(incident_id="inc-1", at=tx.now, act=Act.ALERT, detail={"task": task.key})
                )
                if await tx.tasks.finish(task, worker):
                    self.won["tasks"].append(task.key)

    async def _open_incidents(self, hand: str) -> None:
        """New incidents, and one and the same proposal for each round."""
        for turn in range(ROUNDS):
            async with self.store.begin() as tx:
                opened = await tx.incidents.add(incident(f"inc-{hand}-{turn}"))
                self.won["numbers"].append(opened.number)
                later = tx.now + timedelta(minutes=5)
                same = proposal(f"p-{hand}-{turn}", uid=f"object-{turn}", opened_at=tx.now, expires_at=later)
                if await tx.proposals.add(same) is not None:
                    self.won["proposed"].append(turn)

    async def _gate(self, worker: str) -> None:
        """Both keys, the claim and the intent of the one proposal that all know."""
        for role in DecisionRole:
            async with self.store.begin() as tx:
                stored = await tx.proposals.get("prop-1")
                key = Decision(
                    role=role, user_id=f"U-{worker}-{role}", at=tx.now, term=1, digest=stored.digest
                )
                if await tx.proposals.decide("prop-1", key):
                    self.won["decided"].append(role)
        async with self.store.begin() as tx:
            epoch = await tx.proposals.claim("prop-1", worker, LEASE)
        if epoch is None:
            return
        self.won["claimed"].append(epoch)
        async with self.store.begin() as tx:
            if await tx.proposals.intend("prop-1", worker, epoch, "scale"):
                self.won["intended"].append(epoch)

    async def _pull(self) -> None:
        async with self.store.begin(urgent=True) as tx:
            if await tx.stops.pull(Stop(scope="model", by=self.name, at=tx.now, why="race")):
                self.won["pulled"].append("model")


async def main(url: str, name: str) -> None:
    """Open, wait for the start, race, tell."""
    store = await SqlStore.open(url, SystemClock())
    print("ready", flush=True)  # noqa: T201 # what the test waits for
    await asyncio.to_thread(sys.stdin.readline)
    racer = Racer(store, name)
    await racer.race()
    await store.close()
    print(json.dumps(racer.won), flush=True)  # noqa: T201 # what the test reads


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:3]))
