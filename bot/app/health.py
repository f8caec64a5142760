"""What the probes ask: whether this process is alive, and whether it can do its work."""

import asyncio
from collections.abc import Mapping

import structlog

from bot.adapters.http.health import UNTOLD, Aside, Probe, untold
from bot.adapters.slack.egress import Egress
from bot.adapters.slack.socket import SocketMode
from bot.adapters.store.migrate import revisions
from bot.adapters.store.postgres.errors import sentence_of
from bot.domain.errors import OutsideError, RefusedError, TransientError
from bot.triage.circuit import Circuit
from bot.triage.ports.clock import Clock
from bot.triage.ports.cluster import Cluster
from bot.triage.ports.store import Store
from bot.triage.world import World

log = structlog.get_logger()

ASK_SLACK_EVERY = 30.0
SET_BACK = "the record's schema is older than this version: start it again, which brings it up to date"
LEVER_SILENT = (
    "a lever of the kill switch cannot be read, so nothing is changed and no model is asked until it can; "
    "the log has which"
)
RECORD_WITHIN = CLUSTER_WITHIN = 1.5
"""Seconds: sooner than the probe itself gives up, since a server that is slow is no reason to restart."""


def store_answers(store: Store) -> Probe:
    """Whether the record can be read; its schema is brought up to date before anything starts."""

    async def check() -> str:
        problem = await _trouble(store)
        return _said(problem) if problem else ""

    return check


def record_sound(store: Store) -> Probe:
    """Whether the record can be read, or may be again by itself: a restart brings no server back."""

    async def check() -> str:
        try:
            async with asyncio.timeout(RECORD_WITHIN):
                problem = await _trouble(store)
        except TimeoutError:
            return ""
        return "" if problem is None or isinstance(problem, TransientError) else _said(problem)

    return check


def schema_current(store: Store) -> Probe:
    """Whether the record's schema is at least the one of this version: it is, after a start, until one sets it back.

    A newer one is none of this version's business: during an upgrade it works beside the one that brought it.
    """
    newest, *older = revisions()

    async def check() -> str:
        async with store.read() as tx:
            found = await tx.measures.revision()
        return "" if found == newest or found not in older else SET_BACK

    return check


def switch_readable(world: World) -> Probe:
    """Whether every lever of the kill switch can be read. Triages and words go on without, so it is only told."""

    async def check() -> str:
        async with world.store.read() as tx:
            switch = await world.switch(tx)
        for why in switch.unread:
            log.warning("a check of health failed", check="kill switch", why=why)
        return "" if switch.readable else LEVER_SILENT

    return check


async def _trouble(store: Store) -> OutsideError | None:
    try:
        async with store.read() as tx:
            await tx.stops.read()
    except OutsideError as problem:
        return problem
    return None


def _said(problem: OutsideError) -> str:
    untold("store", problem)
    return sentence_of(str(problem)) or UNTOLD


def socket_open(socket: SocketMode) -> Probe:
    """Whether at least one connection to Slack is open."""

    async def check() -> str:
        return "" if await socket.connected() else "no connection to Slack is open; new ones are tried"

    return check


class SlackHeard:
    """Whether Slack answers, for the way in that holds no connection; asked now and then."""

    def __init__(self, egress: Egress, clock: Clock) -> None:
        self._egress = egress
        self._clock = clock
        self._heard_at = clock.now()

    async def __call__(self) -> str:
        """Slack's last answer is young, or it answers now. Raises `OutsideError` if it does not."""
        now = self._clock.now()
        if (now - self._heard_at).total_seconds() >= ASK_SLACK_EVERY:
            await self._egress.read("auth.test")
            self._heard_at = now
        return ""


class ClustersReached:
    """Which of the configured clusters are out. One that has answered since the start is enough to be ready.

    Those that never answered are asked, all at once; of the others their circuits know. What they said is in the log.
    """

    def __init__(self, clusters: Mapping[str, Cluster]) -> None:
        self._clusters = dict(clusters)
        self._reached: set[str] = set()

    async def __call__(self) -> str:
        """The clusters that do not answer, by name."""
        reasons = await asyncio.gather(*(self._out(name) for name in sorted(self._clusters)))
        said = "; ".join(reason for reason in reasons if reason)
        return Aside(said) if self._reached else said

    async def _out(self, name: str) -> str:
        cluster = self._clusters[name]
        if name in self._reached:
            silent = isinstance(cluster, Circuit) and cluster.is_open
            return f"{name}: gives no answer now; its incidents are told so" if silent else ""
        try:
            async with asyncio.timeout(CLUSTER_WITHIN):
                await cluster.list("namespaces", "")
        except RefusedError:
            pass  # It answered: what it lets be read is said in each diagnosis.
        except TimeoutError:
            return f"{name}: gave no answer within {CLUSTER_WITHIN:g} s"
        except OutsideError as problem:
            untold(f"cluster {name}", problem)
            return f"{name}: {UNTOLD}"
        self._reached.add(name)
        return ""
