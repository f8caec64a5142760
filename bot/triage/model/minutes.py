"""Minutes: the record of one run, written as it happens: each attempt a row of the ledger, each piece a recording.

A row that cannot be written is kept: no other attempt is made before it is written, so nothing is spent that is not
counted, and the run's last transaction writes it at the latest. Whoever lost the lease still writes
down what was spent, and then stops. At a shell nobody takes a run up again, so each attempt has a row before it.
"""

from collections.abc import Sequence
from typing import Protocol

import structlog

from bot.domain.errors import OutsideError
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Attempt, Ended, ModelOutcome, Purpose
from bot.domain.stop import Switch
from bot.reports.attempts import key_of
from bot.triage.model.terms import Run, outcome_of
from bot.triage.paid import Paid
from bot.triage.policy import Policy
from bot.triage.ports.clock import Clock
from bot.triage.ports.model import Model
from bot.triage.ports.recordings import Part, Piece
from bot.triage.ports.store import Store, Task, Transaction
from bot.triage.remote import Remote
from bot.triage.world import LostLeaseError

log = structlog.get_logger()

CUT_OFF = "No answer to it is on the record, so what was billed for it is not known."


class Office(Protocol):
    """What a run needs of the world: a running Lookout's has all of it, and so has a shell's."""

    @property
    def store(self) -> Store:
        """The record."""
        ...

    @property
    def clock(self) -> Clock:
        """The time."""
        ...

    @property
    def model(self) -> Model | None:
        """The model, None where none is configured."""
        ...

    @property
    def policy(self) -> Policy:
        """The bounds, the budgets and the lease."""
        ...

    @property
    def worker(self) -> str:
        """This process in leases."""
        ...

    @property
    def remote(self) -> Remote:
        """The levers outside."""
        ...

    @property
    def paid(self) -> Paid:
        """What the month's attempts cost."""
        ...

    async def switch(self, tx: Transaction) -> Switch:
        """The kill switch as it is now."""
        ...


class Minutes:
    """Keeps what happens; `task` is the one under whose lease it does, None where a person waits at a shell."""

    def __init__(self, world: Office, incident_id: str, task: Task | None) -> None:
        self._world = world
        self._incident_id = incident_id
        self._task = task
        self._pieces: list[Piece] = []
        self._unwritten: list[Attempt] = []
        self._asked: list[Piece] = []
        self._spent = Run(ended=None)
        self._last: Attempt | None = None

    def keep(self, piece: Piece) -> None:
        """Note a piece; it is written with the next row, at the latest before the next attempt."""
        self._pieces.append(piece)
        if piece.part is Part.REQUEST:
            self._asked = [*self._asked[:1], piece]

    def until_now(self, why: str) -> tuple[Run, ModelOutcome]:
        """The run as far as it is noted and what the thread is told of it, for whoever ends it there."""
        run, last = self._spent.model_copy(update={"why": why}), self._last
        told = {"release": last.release, "digest": last.release_digest, "model": last.model} if last else {}
        return run, outcome_of(run, None).model_copy(update=told)

    async def note(self, attempt: Attempt) -> None:
        """Write down an attempt and the pieces until now; what the record does not take now waits for the next chance.

        Raises:
            LostLeaseError: it is written, and somebody else has the task.
        """
        self._unwritten.append(attempt)
        self._spent, self._last = _after(self._spent, attempt), attempt
        try:
            async with self._world.store.begin() as tx:
                held = await self._written(tx)
        except OutsideError as problem:
            log.warning("an attempt could not be written down yet", run=attempt.run, why=str(problem))
            return
        self.written()
        if not held:
            raise LostLeaseError(attempt.run)

    async def before(self, tx: Transaction) -> None:
        """Write what waits in the transaction that comes just before an attempt.

        Raises:
            LostLeaseError: somebody else has the task; nothing is written.
        """
        if not await self._written(tx):
            raise LostLeaseError(self._incident_id)
        if self._task is None and self._asked:
            await record(tx, self._incident_id, unheard(self._asked[0], self._asked[-1]))

    async def owed(self) -> None:
        """Write the rows that wait, if any do: what an attempt may cost is counted without them.

        Raises:
            OutsideError: the record does not take them.
        """
        if self._unwritten:
            await self.settle()

    def written(self) -> None:
        """The transaction of `before` committed."""
        self._pieces.clear()
        self._unwritten.clear()

    async def rest(self, tx: Transaction) -> None:
        """Write what is left, in the run's last transaction."""
        for attempt in self._unwritten:
            await record(tx, self._incident_id, attempt)
        await tx.recordings.add(self._incident_id, self._pieces)

    async def settle(self) -> None:
        """Write what is left, where a run has no last transaction of its own.

        Raises:
            OutsideError: the record does not take it.
        """
        if self._unwritten or self._pieces:
            async with self._world.store.begin() as tx:
                await self.rest(tx)
            self.written()

    async def _written(self, tx: Transaction) -> bool:
        await self.rest(tx)
        if self._task is None:
            return True
        return await tx.tasks.renew(self._task, self._world.worker, self._world.policy.lease)


async def record(tx: Transaction, incident_id: str, attempt: Attempt) -> None:
    """Write an attempt's row."""
    detail = attempt.model_dump(mode="json")
    await tx.ledger.append(LedgerEntry(incident_id=incident_id, at=tx.now, act=Act.ATTEMPTED, detail=detail))


def cut_off(pieces: Sequence[Piece], rows: Sequence[LedgerEntry]) -> Attempt | None:
    """The attempt of an interrupted run that has no row: it was asked, and the process ended before the answer."""
    asked = [one for one in pieces if one.part is Part.REQUEST]
    noted = {key_of(row) for row in rows if row.act is Act.ATTEMPTED}
    left = [one for one in asked if (one.run, max(1, one.step), _again(one)) not in noted]
    return unheard(asked[0], left[-1]) if left else None


def unheard(first: Piece, asked: Piece) -> Attempt:
    """The row of an attempt that has no answer; `first` is the run's first request, which has what was asked."""
    told = dict(first.body.get("ask", {}))
    release = dict(told.get("release", {}))
    return Attempt(
        run=asked.run,
        purpose=Purpose(told.get("purpose", Purpose.INVESTIGATE)),
        step=max(1, asked.step),
        again=_again(asked),
        release=str(release.get("name", "")),
        release_digest=str(first.body.get("digest", "")),
        model=str(release.get("model", "")),
        diagnosis=int(told.get("diagnosis", 0)),
        ended=Ended.BROKEN,
        why=CUT_OFF,
        heard=False,
    )


def _again(asked: Piece) -> int:
    return int(asked.body.get("again", 0))


def _after(run: Run, attempt: Attempt) -> Run:
    """The run with one attempt more."""
    return run.model_copy(
        update={
            "attempts": run.attempts + 1,
            "turns": max(run.turns, attempt.step),
            "usage": run.usage + attempt.usage,
            "cost": run.cost + attempt.cost,
            "seconds": round(run.seconds + attempt.seconds, 3),
            "served": attempt.served or run.served,
        }
    )
