"""The bad days: what is done to a place while an alert becomes a change, and another alert waits for an owner.

A day is a function of its ordeal; when it returns, all is well again. `outage` is for how many seconds of it nothing
could be done, which is how much later a reminder may be.
"""

import asyncio
import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from random import Random

from bot.sandbox.workspace.faults import Faults
from tests.chaos.place import LEASE, Place
from tests.chaos.proxy import Mode
from tests.postgres import PostgresServer

CUT_FOR = 5.0
STILL_FOR = LEASE + 2.0
HOUR = 3600.0


@dataclass(frozen=True)
class Ordeal:
    """A day's place and its chances. `server` is the day's own PostgreSQL, if it has one."""

    place: Place
    chance: Random
    server: PostgresServer | None = None

    async def wait(self, most: float) -> None:
        """Some of these seconds."""
        await asyncio.sleep(self.chance.uniform(0, most))

    def somebody(self) -> int:
        """One of the replicas that run, by its place."""
        return self.chance.choice([at for at, one in enumerate(self.place.replicas) if one.is_alive])


Strike = Callable[[Ordeal], Awaitable[None]]


@dataclass(frozen=True)
class Day:
    """One kind of bad day, on two replicas and a PostgreSQL that is `own` or shared; or on one and a SQLite `file`."""

    name: str
    strike: Strike
    outage: float = 0.0
    file: bool = False
    own: bool = False
    http: bool = False


async def killed(ordeal: Ordeal) -> None:
    """SIGKILL at any moment, three times, and each time another one starts."""
    for _ in range(3):
        await ordeal.wait(4)
        await ordeal.place.replicas[ordeal.somebody()].kill()
        await ordeal.place.start()


async def standing_still(ordeal: Ordeal) -> None:
    """SIGSTOP for longer than a lease, then on as if nothing had been, twice."""
    for _ in range(2):
        await ordeal.wait(3)
        one = ordeal.place.replicas[ordeal.somebody()]
        one.signal(signal.SIGSTOP)
        await asyncio.sleep(STILL_FOR)
        one.signal(signal.SIGCONT)


async def behind(ordeal: Ordeal, *, what: str, mode: Mode) -> None:
    """The network before one dependency, for some seconds."""
    await ordeal.wait(4)
    proxy = ordeal.place.proxies[what]
    await proxy.set(mode)
    await asyncio.sleep(CUT_FOR)
    await proxy.set(Mode.PASS)


async def server_restarts(ordeal: Ordeal) -> None:
    """The database ends well, and comes back."""
    assert ordeal.server is not None
    await ordeal.wait(4)
    await asyncio.to_thread(ordeal.server.stop)
    await asyncio.to_thread(ordeal.server.start)


async def server_crashes(ordeal: Ordeal) -> None:
    """The database is gone in the middle of everything, and recovers."""
    assert ordeal.server is not None
    await ordeal.wait(4)
    await asyncio.to_thread(ordeal.server.crash)
    await asyncio.to_thread(ordeal.server.start)


async def full_disk(ordeal: Ordeal) -> None:
    """The record cannot grow by a page, for some seconds."""
    await ordeal.wait(4)
    ordeal.place.full.touch()
    await asyncio.sleep(CUT_FOR)
    ordeal.place.full.unlink()


async def clocks_jump(ordeal: Ordeal) -> None:
    """The replicas' clocks leave each other by hours, and come back."""
    for ahead in (HOUR, -HOUR, 0.0):
        await ordeal.wait(4)
        for sign, one in zip((1, -1), ordeal.place.replicas, strict=True):
            one.ahead.value = ahead * sign


async def envelopes(ordeal: Ordeal, *, arm: Callable[[Faults, int], None]) -> None:
    """What comes in comes twice, in another order, or again since its ack was not heard."""
    for _ in range(4):
        arm(ordeal.place.stage.workspace._core.faults, ordeal.chance.randint(1, 4))
        await ordeal.wait(4)


async def slack_answers(ordeal: Ordeal, *, arm: Callable[[Faults, str], None]) -> None:
    """Posts and edits fail in one way, now and then."""
    for _ in range(4):
        arm(
            ordeal.place.stage.workspace._core.faults,
            ordeal.chance.choice(("chat.postMessage", "chat.update")),
        )
        await ordeal.wait(4)


async def api_server(ordeal: Ordeal, *, status: int = 0, seconds: float = 0.0) -> None:
    """Reads of the cluster are refused or hang."""
    faults = ordeal.place.stage.cluster.faults
    for _ in range(4):
        if seconds:
            faults.hang(seconds, calls=3, method="GET")
        else:
            faults.fail(6, status, method="GET", retry_after=1)
        await ordeal.wait(3)
    faults.clear()


async def change_unanswered(ordeal: Ordeal) -> None:
    """The API server makes the change and says nothing."""
    ordeal.place.stage.cluster.faults.drop()
    await ordeal.wait(1)


async def passed_between(ordeal: Ordeal) -> None:
    """Slack calls either replica, hears no answer from one and delivers again, to the other one."""
    await ordeal.wait(1)
    await envelopes(ordeal, arm=lambda faults, times: faults.drop_acks(times))


def _network() -> Mapping[str, Day]:
    """Each dependency, in each way in which a network fails."""
    found = {}
    for what in ("slack", "cluster", "database"):
        for mode in (Mode.CUT, Mode.HANG, Mode.SLOW, Mode.HALF_OPEN):
            name = f"{what}-{mode.value}"
            # Who waited for a dead connection begins anew when its own time is over.
            outage = CUT_FOR + (25.0 if what == "database" else 10.0)
            found[name] = Day(name, partial(behind, what=what, mode=mode), outage=outage)
    return found


_ENVELOPES: Mapping[str, Callable[[Faults, int], None]] = {
    "envelopes-twice": lambda faults, times: faults.double(times),
    "envelopes-reordered": lambda faults, times: faults.swap(times),
    "acks-unheard": lambda faults, times: faults.drop_acks(times),
}
_ANSWERS: Mapping[str, Callable[[Faults, str], None]] = {
    "slack-429": lambda faults, method: faults.limit(method, 2, 2),
    "slack-503": lambda faults, method: faults.break_down(method, 2),
    "slack-silent": lambda faults, method: faults.lose(method, 2),
}
DAYS: Mapping[str, Day] = {
    one.name: one
    for one in (
        Day("killed", killed, outage=LEASE),
        Day("standing-still", standing_still, outage=STILL_FOR),
        Day("database-restarts", server_restarts, outage=15.0, own=True),
        Day("database-crashes", server_crashes, outage=15.0, own=True),
        Day("full-disk", full_disk, outage=CUT_FOR + 10.0, file=True),
        Day("clocks-jump", clocks_jump),
        *(Day(name, partial(envelopes, arm=arm)) for name, arm in _ENVELOPES.items()),
        *(Day(name, partial(slack_answers, arm=arm), outage=5.0) for name, arm in _ANSWERS.items()),
        Day("api-server-500", partial(api_server, status=500)),
        Day("api-server-429", partial(api_server, status=429)),
        Day("api-server-hangs", partial(api_server, seconds=8.0)),
        Day("change-unanswered", change_unanswered),
        Day("http-balanced", passed_between, http=True),
        *_network().values(),
    )
}
