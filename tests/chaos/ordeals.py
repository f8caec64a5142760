"""How a day is lived through: an alert becomes a change, another one waits for an owner, and then all is judged.

The same for every day and every point; what differs is what is done to the place meanwhile.
"""

import asyncio
import signal
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bot.triage.regular import EVERY
from tests.chaos.crew import Crew
from tests.chaos.days import Day, Ordeal
from tests.chaos.invariants import complaints
from tests.chaos.look import load, look
from tests.chaos.place import LEASE, REMINDER, Place
from tests.chaos.replica import Point
from tests.postgres import PostgresServer, server_folder

WORKED, UNOWNED = "bad-rollout", "out-of-memory"
PATIENCE = 60.0
"""Seconds for a change to come to its end, on a machine that does nothing else."""
CALM = 40.0
"""Seconds for what waits to be shown once all is well."""
BESIDE = (
    "run_next",
    "deliver_next",
    *(f" {kind}" for kind in (*EVERY, "drill", "canary")),
    "_keep_lease",
    "weekly",
)
"""Steps of work that goes on beside the alert."""
REMINDED_FOR = 2.5 * REMINDER
NOT_REACHED = " (not reached)"
STANDSTILL = 7.0
"""Seconds: longer than the database lets a transaction stand still, and than a lease."""


@dataclass(frozen=True)
class Judged:
    """What came of it: what does not hold, and for how long it was lived through."""

    name: str
    seed: int
    problems: Sequence[str]
    seconds: float
    logs: str = ""


async def live_through(day: Day, seed: int, server: PostgresServer | None) -> Judged:
    """One day with this seed. `server` is the PostgreSQL of days that need none of their own."""
    began = asyncio.get_running_loop().time()
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix=f"chaos-{day.name}-")))
        own = await _own_server(held) if day.own and server is not None else None
        url = await _database(held, own or server) if not day.file else ""
        async with Place(folder, url, http=day.http) as place:
            for _ in range(1 if day.file else 2):
                await place.start()
            await place.ready()
            ordeal = Ordeal(place, Random(seed), own)  # noqa: S311 # to be had again by its seed
            problems = await _lived(ordeal, day)
            logs = place.logs() if problems else ""
    return Judged(day.name, seed, problems, asyncio.get_running_loop().time() - began, logs)


async def live_through_point(point: Point, strike: signal.Signals, server: PostgresServer) -> Judged:
    """The one replica is struck at that point; another one takes over, and one that stood still comes back."""
    began = asyncio.get_running_loop().time()
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="chaos-point-")))
        url = await _database(held, server)
        async with Place(folder, url) as place:
            struck = await place.start(point, strike)
            await place.ready()
            await place.stage.fire(WORKED)
            crew = Crew(place.stage, WORKED)
            problems, reached = [], True
            working = asyncio.ensure_future(crew.see_to_it(PATIENCE * load()))
            while not (working.done() or struck.stands_still or not struck.is_alive):  # noqa: ASYNC110 # it rings no bell
                await asyncio.sleep(0.05)
            if struck.stands_still or not struck.is_alive:
                await place.start()
            else:
                reached = False
            if struck.stands_still:
                await asyncio.sleep(STANDSTILL)
                struck.signal(signal.SIGCONT)
            if not await working:
                problems.append(f"the change came to no end\n{crew.account()}")
            problems += await _judged(place, outage=STANDSTILL + LEASE)
            logs = place.logs() if problems else ""
    # A slow machine may end a story in another way than the one that was traced; that is said, and no fault.
    name = f"{strike.name} {point}{'' if reached else NOT_REACHED}"
    return Judged(name, 0, problems, asyncio.get_running_loop().time() - began, logs)


async def points(server: PostgresServer) -> Sequence[Point]:
    """Every boundary that one good day passes, in the order in which they are passed first."""
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="chaos-points-")))
        trace = folder / "points"
        async with Place(folder, await _database(held, server)) as place:
            await place.start(trace=trace)
            await place.ready()
            seen = len(trace.read_text().splitlines())
            await place.stage.fire(WORKED)
            if not await Crew(place.stage, WORKED).see_to_it(PATIENCE * load()):
                raise RuntimeError(f"a day without anything bad came to no end\n{place.logs()}")
            lines = [line.split("\t") for line in trace.read_text().splitlines()[seen:]]
    passed = (Point(step, when, int(nth)) for step, when, nth in lines)
    return [one for one in passed if not one.step.endswith(BESIDE)]


async def _lived(ordeal: Ordeal, day: Day) -> list[str]:
    place, problems = ordeal.place, []
    await place.stage.fire(WORKED)
    await place.stage.fire(UNOWNED)
    fired = asyncio.get_running_loop().time()
    striking = asyncio.ensure_future(day.strike(ordeal))
    crew = Crew(place.stage, WORKED)
    done = await crew.see_to_it(PATIENCE * load())
    await striking
    if not done and not await crew.see_to_it(CALM):
        problems.append(f"the change came to no end\n{crew.account()}")
    left = fired + REMINDED_FOR - asyncio.get_running_loop().time()
    await asyncio.sleep(max(0.0, left))
    return problems + await _judged(place, outage=day.outage)


async def _judged(place: Place, *, outage: float) -> list[str]:
    """What does not hold, once it holds or the calm has been long enough."""
    until = asyncio.get_running_loop().time() + CALM
    while found := complaints(await look(place, outage=outage)):
        if asyncio.get_running_loop().time() > until:
            return found
        await asyncio.sleep(0.5)
    return []


async def _own_server(held: ExitStack) -> PostgresServer:
    found = await asyncio.to_thread(_begun)
    held.callback(found.end)
    return found


def _begun() -> PostgresServer:
    programs = server_folder()
    assert programs is not None
    server = PostgresServer(programs)
    server.begin()
    return server


async def _database(held: ExitStack, server: PostgresServer | None) -> str:
    if server is None:
        return ""
    name = await asyncio.to_thread(server.take)
    held.callback(server.drop, name)
    return server.url(name)
