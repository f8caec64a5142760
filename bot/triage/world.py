"""World: the ports and the policy in one value, handed to every chapter; and the two ways a chapter ends."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date

from bot.domain.backup import KeptBackup, RestoreDrill
from bot.domain.drill import Drilled, DrillName
from bot.domain.label import LabelledCase
from bot.domain.release import Releases
from bot.domain.runbook import Runbook
from bot.domain.stop import Stop, Switch
from bot.triage.freezes import Board
from bot.triage.glance import Glance
from bot.triage.line import Line
from bot.triage.oncall.pulse import Beats
from bot.triage.oncall.vitals import Vitals
from bot.triage.pace import Pace
from bot.triage.paid import Paid
from bot.triage.policy import Policy
from bot.triage.ports.clock import Clock
from bot.triage.ports.cluster import Cluster, Remediator
from bot.triage.ports.model import Model
from bot.triage.ports.pager import Pager
from bot.triage.ports.preflight import Instruments
from bot.triage.ports.signals import Signals
from bot.triage.ports.slack import Directory, Messenger
from bot.triage.ports.store import Store, Task, Transaction
from bot.triage.remote import Remote
from bot.triage.tally import Tally


class LostLeaseError(Exception):
    """Somebody else works on this task now; whatever this chapter did in its last transaction is rolled back."""


KeepHeads = Callable[[date, Sequence[str]], Awaitable[bool]]
"""Keeps the lines of a day's ledger heads outside the database; whether there is a place for them."""


MakeDrill = Callable[["World"], Awaitable[Drilled]]
"""Makes one drill; a `DrillError` says that it failed."""
Scratch = Callable[[Clock], AbstractAsyncContextManager[Store]]
"""A record of its own, by that clock, which is gone at the end of the block."""
Restore = Callable[[], Awaitable[RestoreDrill]]
"""Backs the record up, restores it into a place of its own, and compares. It may raise an `OutsideError`."""
KeepBackup = Callable[[], Awaitable[KeptBackup | None]]
"""Writes a backup of the record; None if there is no place for one."""


async def _no_backup() -> None:
    return None


async def _keep_none(_day: date, _lines: Sequence[str]) -> bool:
    return False


def _no_golden() -> Sequence[LabelledCase]:
    return ()


@dataclass(frozen=True, slots=True)
class World:
    """What the story awaits and what it was told.

    `runbooks` are those that loaded, `key` is the redaction key, `worker` names this process in leases, `wake` tells
    the loops that there is something new to do, `lever` reads the stop that works without the store, `pace` counts what
    left for Slack, in `line` stands what came in until it is kept, `signals` are the alerts and measurements of those
    clusters that have them, `keep_heads` keeps the day's ledger heads, `keep_backup` a backup, on `board` stand the
    sources of freezes outside, `remote` are the levers outside, by `instruments` a preflight asks. `model` is None
    where none is configured, `releases` are those it may be asked under, `golden` reads the golden incidents, `tally`
    counts the record, `paid` what the month's attempts cost, `pagers` are the ways to page outside Slack, `vitals` are
    asked whether this process does its work, and `beats` tells what became of its heartbeats. `drills` are those that
    it can make, for which `scratch` opens a record to throw away and `restore` tries a backup.
    `glance` tells what was seen of the kill switch.
    """

    store: Store
    clusters: Mapping[str, Cluster]
    remediators: Mapping[str, Remediator]
    messenger: Messenger
    directory: Directory
    clock: Clock
    policy: Policy
    runbooks: Sequence[Runbook]
    key: bytes
    worker: str
    wake: Callable[[], None]
    lever: Callable[[], Stop | None] = lambda: None
    pace: Pace = field(default_factory=Pace)
    line: Line = field(default_factory=Line)
    signals: Mapping[str, Signals] = field(default_factory=dict)
    keep_heads: KeepHeads = _keep_none
    keep_backup: KeepBackup = _no_backup
    board: Board = field(default_factory=Board)
    remote: Remote = field(default_factory=Remote)
    instruments: Instruments = field(default_factory=Instruments)
    model: Model | None = None
    releases: Releases = field(default_factory=Releases)
    golden: Callable[[], Sequence[LabelledCase]] = _no_golden
    tally: Tally = field(default_factory=Tally)
    paid: Paid = field(default_factory=Paid)
    pagers: Mapping[str, Pager] = field(default_factory=dict)
    vitals: Vitals = field(default_factory=Vitals)
    beats: Beats = field(default_factory=Beats)
    drills: Mapping[DrillName, MakeDrill] = field(default_factory=dict)
    scratch: Scratch | None = None
    restore: Restore | None = None
    glance: Glance = field(default_factory=Glance)

    def runbook_for(self, cause: str) -> Runbook | None:
        """The runbook that serves a cause."""
        return next((book for book in self.runbooks if cause in book.causes), None)

    async def switch(self, tx: Transaction) -> Switch:
        """The kill switch as it is now: the rows, the levers outside, and the one that needs nothing but a file."""
        switch, pulled = self.remote.over(await tx.stops.read()), self.lever()
        self.glance.beat(self.clock)
        return switch if pulled is None else switch.model_copy(update={"stops": (pulled, *switch.stops)})

    @asynccontextmanager
    async def step(self, *, urgent: bool = False) -> AsyncIterator[Transaction]:
        """A writing transaction; the loops are woken after it committed."""
        async with self.store.begin(urgent=urgent) as tx:
            yield tx
        self.wake()

    @asynccontextmanager
    async def last_step(self, task: Task) -> AsyncIterator[Transaction]:
        """The transaction that ends a task: its effects and the task's end commit together or not at all.

        Raises:
            LostLeaseError: another worker has the task; nothing was changed.
        """
        async with self.step() as tx:
            yield tx
            if not await tx.tasks.finish(task, self.worker):
                raise LostLeaseError(task.key)
