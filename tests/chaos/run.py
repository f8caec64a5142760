"""`make chaos`: every bad day, then as many of the points at which a replica can be struck as the time allows.

Prints a line for each, with the seed by which it is had again, and everything that does not hold. What did not fit into
the time is counted aloud: `--budget 3600` is time enough for all of it.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from random import Random, SystemRandom
from signal import SIGKILL, SIGSTOP
from typing import Any

from tests.chaos.days import DAYS
from tests.chaos.ordeals import Judged, live_through, live_through_point, points
from tests.postgres import PostgresServer, server_folder

BUDGET, LAST = 330.0, 45.0
"""Seconds for all of it; in the last of them nothing is begun any more."""
AT_ONCE = 5

Ordeal = tuple[str, Callable[[], Coroutine[Any, Any, Judged]]]


class Suite:
    """Lives through ordeals, a few at a time, until its time is over."""

    def __init__(self, budget: float, at_once: int) -> None:
        self._until = asyncio.get_running_loop().time() + budget - LAST
        self._hands = asyncio.Semaphore(at_once)
        self.failed: list[str] = []
        self.left_out: list[str] = []
        self.lived = 0

    async def live(self, ordeals: Sequence[Ordeal]) -> None:
        """All of these that there is time for."""
        await asyncio.gather(*(self._one(name, live) for name, live in ordeals))

    async def _one(self, name: str, live: Callable[[], Coroutine[Any, Any, Judged]]) -> None:
        async with self._hands:
            if asyncio.get_running_loop().time() > self._until:
                self.left_out.append(name)
                return
            try:
                self._tell(await live())
            except Exception as problem:  # noqa: BLE001 # whatever ends one ordeal, the others are lived through
                self._say(f"FAIL  {name}: {type(problem).__name__}: {problem}")
                self.failed.append(name)

    def _tell(self, judged: Judged) -> None:
        self.lived += 1
        verdict = "FAIL" if judged.problems else "ok  "
        self._say(f"{verdict}  {judged.name} (seed {judged.seed}) {judged.seconds:.0f} s")
        for problem in judged.problems:
            self._say(f"      {problem}")
        if judged.problems:
            self._say(judged.logs)
            self.failed.append(judged.name)

    @staticmethod
    def _say(line: str) -> None:
        print(line, flush=True)  # noqa: T201 # the suite prints


async def main(told: argparse.Namespace, server: PostgresServer) -> int:
    """Days first; 0 if everything held, 1 if not."""
    suite = Suite(told.budget, told.at_once)
    suite._say(f"chaos, seed {told.seed}: the days and the points of `--seed {told.seed}` are these again")
    wanted = [day for name, day in DAYS.items() if not told.only or name in told.only]
    days: list[Ordeal] = [(day.name, partial(live_through, day, told.seed, server)) for day in wanted]
    await suite.live(days)
    if not told.only:
        await suite.live(await _points(told.seed, server))
    suite._say(f"{suite.lived} lived through, {len(suite.failed)} failed, {len(suite.left_out)} did not fit")
    return 1 if suite.failed else 0


async def _points(seed: int, server: PostgresServer) -> Sequence[Ordeal]:
    """Every boundary of a step, once for SIGKILL and once for SIGSTOP, in an order of this seed."""
    found: list[Ordeal] = [
        (f"{strike.name} {point}", partial(live_through_point, point, strike, server))
        for point in await points(server)
        for strike in (SIGKILL, SIGSTOP)
    ]
    Random(seed).shuffle(found)  # noqa: S311 # to be had again by its seed
    return found


def _told() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Bad days for two replicas of Lookout, judged by invariants."
    )
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(10_000))
    parser.add_argument("--budget", type=float, default=BUDGET, help="seconds for all of it")
    parser.add_argument("--at-once", type=int, default=AT_ONCE, help="how many days at a time")
    parser.add_argument(
        "--only", action="append", choices=list(DAYS), help="this day alone; may be given again"
    )
    return parser.parse_args()


if __name__ == "__main__":
    os.environ["SSL_CERT_FILE"] = os.devnull  # noqa: TID251 # no public authority vouches for anything here
    programs = server_folder()
    if programs is None:
        sys.exit("make chaos needs a PostgreSQL server: CONTRIBUTING.md says where it is looked for")
    its = PostgresServer(programs)
    try:
        its.begin()
        code = asyncio.run(main(_told(), its))
    finally:
        its.end()
    sys.exit(code)
