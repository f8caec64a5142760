"""The store: one transaction at a time over a few tables, each with the verbs that the story needs.

All waiting is rows with a due time, claimed by one conditional UPDATE. The clock of decisions is the transaction's
`now`. `begin()` opens a writing transaction that commits at the end of the block and rolls back on an error; `read()`
one that only reads.
"""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.domain.ledger import Act, ChainFault, LedgerEntry, LedgerHead
from bot.domain.noun import Noun
from bot.domain.people import HumanAct
from bot.render.rendered import Rendered
from bot.triage.ports.diagnoses import Diagnoses
from bot.triage.ports.diagnoses import PastDiagnosis as PastDiagnosis  # noqa: PLC0414 # named by this port, too
from bot.triage.ports.doubts import Doubts
from bot.triage.ports.expired import Expired
from bot.triage.ports.freezes import FreezeRows
from bot.triage.ports.incidents import Incidents
from bot.triage.ports.measures import Measures
from bot.triage.ports.preflight import Preflights
from bot.triage.ports.proposals import Proposals
from bot.triage.ports.recordings import Recordings
from bot.triage.ports.slack import Letter, Terms
from bot.triage.ports.stops import Mutes, Stops


class ConflictError(Exception):
    """A row changed since it was read (optimistic lock): read again and decide again."""


class Task(Noun):
    """A unit of waiting work. `epoch` rises with every claim and fences whoever lost the lease.

    `added_at` is when it came to be, which a wait does not change as it changes `due_at`.
    """

    id: int
    kind: str
    key: str
    incident_id: str
    payload: dict[str, Any]
    due_at: datetime
    added_at: datetime
    attempts: int
    epoch: int


class Tasks(Protocol):
    """Work to do. At most one task of an incident runs at a time; tasks without an incident run freely."""

    async def add(
        self,
        kind: str,
        key: str,
        payload: dict[str, Any] | None = None,
        *,
        incident_id: str = "",
        due_at: datetime | None = None,
    ) -> bool:
        """Add a task; False if the key is known already (a redelivery). Keys are kept after the task is done."""
        ...

    async def claim(
        self, worker: str, lease: timedelta, *, kinds: Collection[str] = (), but: Collection[str] = ()
    ) -> Task | None:
        """Take the most overdue task of these kinds, of any if none is named (ready, or its lease lapsed), or None.

        Tasks whose incident is about one of the clusters `but` are left for later; "" stands for those about none.
        """
        ...

    async def is_due(self, kinds: Collection[str] = (), *, but: Collection[str] = ()) -> bool:
        """Whether `claim` would take a task now: a look that keeps nobody from writing."""
        ...

    async def renew(self, task: Task, worker: str, lease: timedelta) -> bool:
        """Extend the lease; False if it was lost."""
        ...

    async def finish(self, task: Task, worker: str) -> bool:
        """Mark done; False (and nothing changed) if the lease was lost."""
        ...

    async def postpone(
        self, task: Task, worker: str, due_at: datetime, why: str, *, failed: bool = True
    ) -> bool:
        """Put back for later, with the reason; False if the lease was lost. Not `failed`: attempts count anew."""
        ...

    async def bury(self, task: Task, worker: str, why: str) -> bool:
        """Give up on it, kept with the reason; False if the lease was lost."""
        ...

    async def cancel(self, kind: str, incident_id: str) -> int:
        """Drop the waiting tasks of a kind of an incident; how many."""
        ...

    async def next_due(self, kind: str, prefix: str) -> datetime | None:
        """When the first waiting task of a kind whose key begins so is due, None if none waits."""
        ...

    async def oldest_due(self, kinds: Collection[str]) -> datetime | None:
        """The earliest due time of the tasks of these kinds that wait or run, None if there is none."""
        ...

    async def pending(self) -> int:
        """How many are ready or running."""
        ...

    async def first_at(self) -> datetime | None:
        """When the first task of all was added: since when there is a record. None if there is none."""
        ...


class Ledger(Protocol):
    """The record; rows are only ever added, chained by digest per incident."""

    async def append(self, entry: LedgerEntry) -> LedgerEntry:
        """Add a row; returned with `seq`, `previous` and `digest`."""
        ...

    async def of(self, incident_id: str) -> Sequence[LedgerEntry]:
        """All rows of an incident, oldest first."""
        ...

    async def acts(self, incident_id: str) -> tuple[HumanAct, ...]:
        """What humans did in it (rows with an actor), with `at` as HH:MM UTC."""
        ...

    async def latest(self, act: Act, limit: int) -> Sequence[LedgerEntry]:
        """The newest rows of an act that belong to no incident, newest first."""
        ...

    async def count(self, act: Act, since: datetime) -> int:
        """How many rows of an act there are, over all incidents, since that time."""
        ...

    async def after(
        self, acts: Collection[Act], seq: int, *, limit: int | None = None, since: datetime | None = None
    ) -> Sequence[LedgerEntry]:
        """The rows of these acts behind that row of the record, over all incidents, oldest first; the first `limit`.

        Those before `since` are passed over. One whose detail cannot be read comes without it.
        """
        ...

    async def since(
        self, acts: Collection[Act], since: datetime, *, limit: int | None = None
    ) -> Sequence[LedgerEntry]:
        """The rows of those acts over all incidents since that time, oldest first; of too many, the newest."""
        ...

    async def of_many(self, incident_ids: Collection[str], act: Act) -> Sequence[LedgerEntry]:
        """The rows of one act of these incidents, oldest first."""
        ...

    async def heads(self) -> Sequence[LedgerHead]:
        """The head of every chain, by incident."""
        ...

    def faults(self, known: Sequence[LedgerHead] = ()) -> AsyncIterator[ChainFault]:
        """Every place where a chain is not what was written, or does not reach a head that was exported earlier."""
        ...


class Outbox(Protocol):
    """Letters: what Slack should show. The deliverer brings Slack to it."""

    async def put(
        self, key: str, content: Rendered, *, incident_id: str, channel: str, thread_ts: str = ""
    ) -> None:
        """Say how the message with this key should look: a new letter or version of it. Equal content: nothing."""
        ...

    async def claim(self, worker: str, lease: timedelta, terms: Terms) -> Letter | None:
        """Take a letter that Slack does not yet show, by these terms, oldest first; with `attempts` raised by one.

        Within one incident first posts keep their order.
        """
        ...

    async def is_due(self, terms: Terms) -> bool:
        """Whether `claim` would take a letter now: a look that keeps nobody from writing."""
        ...

    async def holds(self, letter: Letter, worker: str) -> bool:
        """Whether the claim is still this worker's, and has not lapsed."""
        ...

    async def delivered(self, letter: Letter, worker: str, ts: str) -> bool:
        """Slack shows `letter.version` at `ts`; False if the letter stands elsewhere, so that this is a copy."""
        ...

    async def defer(
        self, letter: Letter, worker: str, due_at: datetime, why: str, *, tried: bool = True
    ) -> bool:
        """Try again at that time; whether no letter that waits had this reason before.

        Not `tried`: Slack surely did nothing, so the attempt does not count as one that may have left a message.
        """
        ...

    async def fail(self, letter: Letter, worker: str, why: str) -> bool:
        """Give up on this version (channel archived...); kept with the reason, and blocks no other letter.

        Whether no letter to this channel was given up for this reason before.
        """
        ...

    async def repost(self, letter: Letter, worker: str, *, thread_ts: str | None = None) -> bool:
        """Post it anew, under a new id, since its message or thread cannot be reached; False if the lease was lost.

        `thread_ts` is the thread to post it in: "" the channel itself, None the one it had.
        """
        ...

    async def surface(self, key: str) -> bool:
        """Post the letter with this key anew, in the channel itself; False if there is none or that was given up."""
        ...

    async def retarget(self, incident_id: str, channel: str, thread_ts: str) -> None:
        """Let the letters of an incident to that channel that were never posted go into that thread."""
        ...

    async def waiting(self) -> int:
        """How many letters Slack does not yet show."""
        ...

    async def all_of(self, incident_id: str) -> Sequence[Letter]:
        """Every letter of an incident, the first one first; their `acts` are left out."""
        ...

    async def posted(self, key: str) -> Letter | None:
        """The letter with this key, if there is one."""
        ...


class Transaction(Protocol):
    """The tables, within one transaction. `now` is the store's clock at its beginning (UTC)."""

    now: datetime
    tasks: Tasks
    incidents: Incidents
    ledger: Ledger
    outbox: Outbox
    proposals: Proposals
    diagnoses: Diagnoses
    stops: Stops
    mutes: Mutes
    freezes: FreezeRows
    preflights: Preflights
    recordings: Recordings
    doubts: Doubts
    expired: Expired
    measures: Measures


class Store(Protocol):
    """Opens transactions."""

    def begin(self, *, urgent: bool = False) -> AbstractAsyncContextManager[Transaction]:
        """A writing transaction; an `urgent` one, for whose end Slack waits, goes before others."""
        ...

    def read(self) -> AbstractAsyncContextManager[Transaction]:
        """A reading transaction."""
        ...
