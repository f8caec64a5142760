"""Alarm: pages whoever is on call for Lookout when something is wrong with it, and says when that is over.

Each fault has one key, so telling it again is telling the same: once an hour while it lasts. It runs beside the pulse,
so a way that hangs delays no heartbeat; and it remembers by itself, so it works while the record does not. What a
process that is gone paged for is read back from the record, once, so that this one can say that it is over.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.domain.errors import OutsideError
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.page import Fault
from bot.domain.rota import Duty
from bot.triage.oncall.faults import KINDS, of_vitals, recorded
from bot.triage.oncall.shift import names
from bot.triage.paging.call import Came
from bot.triage.paging.own import clear_bot_oncall, key_of, page_bot_oncall
from bot.triage.world import World

log = structlog.get_logger()

LOOK = timedelta(seconds=15)
READ = timedelta(minutes=1)
"""How often the record is asked for faults."""
AGAIN, RETRY, GONE = timedelta(hours=1), timedelta(minutes=1), timedelta(minutes=1)
"""How soon a fault that lasts is told again, one that no way accepted is tried again, and one is over that is gone."""
READ_WITHIN = 30.0
"""Seconds for that; a server that stands still answers nothing, not even that it does."""
NEWS = 3 * READ
"""How far back it is looked for what another process said to be over."""
BACK = timedelta(days=7)
TEST = "test:"
"""How the name of what a drill sends begins: it was never a fault."""


@dataclass(slots=True)
class Standing:
    """A fault that was told, or tried to be: when next, and since when it is gone (None: it is there)."""

    fault: Fault
    next_at: float
    told: bool = False
    gone_at: float | None = None


class Alarm:
    """A round over one process' vitals and the record."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._standing: dict[str, Standing] = {}
        self._ill_since: dict[str, float] = {}
        self._before: dict[str, Standing] = {}
        self._over: set[str] = set()
        self._recorded: list[Fault] = []
        self._duty: Duty | None = None
        self._look_at = self._read_at = 0.0
        self._remembers = False

    async def __call__(self) -> bool:
        """Look, if it is time to."""
        now = self._world.clock.elapsed()
        if now < self._look_at:
            return False
        self._look_at = now + LOOK.total_seconds()
        await self._read(now)
        found = {one.name: one for one in (*self._of_vitals(now), *self._recorded)}
        self._world.beats.faults = found
        for fault in found.values():
            await self._tell(fault, now)
        # What has just come back is no fault yet, and is not over either.
        back = {KINDS[name].fault for name in self._world.vitals.ill if name in KINDS}
        for name in [one for one in self._standing if one not in found]:
            await self._clear(name, now, back=name in back)
        return False

    def _of_vitals(self, now: float) -> list[Fault]:
        ill = self._world.vitals.ill
        self._ill_since = {name: self._ill_since.get(name, now) for name in ill}
        since = {name: timedelta(seconds=now - at) for name, at in self._ill_since.items()}
        return list(of_vitals(ill, since, self._world.policy.slack_patience))

    async def _read(self, now: float) -> None:
        """What the record tells; while it cannot be read, that is a vital, and the rest stays as it was."""
        if now < self._read_at:
            return
        self._read_at = now + READ.total_seconds()
        try:
            async with asyncio.timeout(READ_WITHIN):
                self._recorded, self._duty = await recorded(self._world)
                before = await self._told_before(now)
                # Of what this process said to be over the row may be lacking.
                self._before = {name: one for name, one in before.items() if name not in self._over}
                if not self._remembers:
                    self._standing = before | self._standing
                    self._remembers = True
                await self._heed_others(now)
        except (OutsideError, TimeoutError) as problem:
            log.warning("the record could not be asked for faults", why=str(problem) or "no answer in time")

    async def _heed_others(self, now: float) -> None:
        """What stands here and another process said to be over, since it does not there, is told again at once."""
        start = key_of(self._world, "")
        async with self._world.store.read() as tx:
            rows = await tx.ledger.since((Act.PAGED,), tx.now - NEWS)
        last = {
            str(row.detail.get("key", "")).removeprefix(start): bool(row.detail.get("over")) for row in rows
        }
        for name, standing in self._standing.items():
            if last.get(name) and standing.told and standing.gone_at is None:
                standing.next_at = now

    async def _told_before(self, now: float) -> dict[str, Standing]:
        """What was paged for, by whichever process, and not said to be over."""
        start = key_of(self._world, "")
        async with self._world.store.read() as tx:
            rows = await tx.ledger.since((Act.PAGED,), tx.now - BACK)
        open_ones: dict[str, Standing] = {}
        for row in rows:
            key = str(row.detail.get("key", ""))
            name = key.removeprefix(start)
            if row.incident_id or not key.startswith(start) or name.startswith(TEST):
                continue
            if row.detail.get("over"):
                open_ones.pop(name, None)
            else:
                fault = Fault(name=name, headline="A fault of Lookout that was told before", at=_began(row))
                open_ones[name] = Standing(fault, now + AGAIN.total_seconds(), told=True)
        return open_ones

    async def _tell(self, fault: Fault, now: float) -> None:
        new = Standing(fault.model_copy(update={"at": self._world.clock.now()}), now)
        # What another process has told is the same fault, of the same time.
        standing = self._standing.setdefault(fault.name, self._before.get(fault.name, new))
        standing.fault, standing.gone_at = fault.model_copy(update={"at": standing.fault.at}), None
        if now < standing.next_at:
            return
        ill = {name: one.why for name, one in self._world.vitals.ill.items()}
        log.error(
            "a fault of Lookout itself", fault=fault.name, headline=fault.headline, facts=fault.facts, ill=ill
        )
        told = standing.fault.model_copy(update={"facts": self._facts(fault)})
        attempts = await page_bot_oncall(self._world, told)
        accepted = any(one.came is Came.ACCEPTED for one in attempts)
        standing.told = standing.told or accepted
        wait = AGAIN if accepted or not attempts else RETRY
        standing.next_at = now + wait.total_seconds()

    async def _clear(self, name: str, now: float, *, back: bool) -> None:
        standing = self._standing[name]
        standing.gone_at = now if standing.gone_at is None or back else standing.gone_at
        if now - standing.gone_at < GONE.total_seconds():
            return
        log.info("a fault of Lookout itself is gone", fault=name, key=key_of(self._world, name))
        if standing.told:
            attempts = await clear_bot_oncall(self._world, standing.fault)
            if any(one.came is Came.LATER for one in attempts):
                standing.gone_at = now  # said again after a while
                return
        del self._standing[name]
        self._before.pop(name, None)
        self._over.add(name)

    def _facts(self, fault: Fault) -> Mapping[str, str]:
        """Its own, and who is on call, as far as it is known."""
        if self._duty is None:
            return fault.facts
        on_call = names(self._duty.on_call(self._world.clock.now()))
        return {**fault.facts, "the rota names": on_call or "nobody now"}


def _began(row: LedgerEntry) -> datetime:
    """When the fault of a page began."""
    told = row.detail.get("began")
    return datetime.fromisoformat(told) if isinstance(told, str) else row.at
