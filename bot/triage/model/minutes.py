"""Minutes: the record of one run, written as it happens: each attempt a row of the ledger, each piece a recording.

A row that cannot be written is kept: no other attempt is made before it is written, so nothing is spent that is not
counted, and the run's last transaction writes it at the latest. Whoever lost the lease still writes
down what was spent, and then stops.
"""

from collections.abc import Sequence
from typing import Protocol

import structlog

from bot.domain.errors import OutsideError
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Attempt, Ended, Purpose
from bot.domain.release import Release
from bot.domain.stop import Switch
from bot.triage.paid import Paid
from bot.triage.policy import Policy
from bot.triage.ports.clock import Clock
from bot.triage.ports.model import Model
from bot.triage.ports.recordings import Part, Piece
from bot.triage.ports.store import Store, Task, Transaction
from bot.triage.remote import Remote
from bot.triage.world import LostLeaseError

log = structlog.get_logger()

CUT_OFF = "Lookout ended before the answer came, so what was billed for it is not known."


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

    def keep(self, piece: Piece) -> None:
        """Note a piece; it is written with the next row, at the latest before the next attempt."""
        self._pieces.append(piece)

    async def note(self, attempt: Attempt) -> None:
        """Write down an attempt and the pieces until now; what the record does not take now waits for the next chance.

        Raises:
            LostLeaseError: it is written, and somebody else has the task.
        """
        self._unwritten.append(attempt)
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


def cut_off(
    pieces: Sequence[Piece], rows: Sequence[LedgerEntry], run: str, release: Release, purpose: Purpose
) -> Attempt | None:
    """The attempt of an interrupted run that has no row: it was asked, and the process ended before the answer."""
    asked = [one for one in pieces if one.part is Part.REQUEST]
    noted = sum(row.act is Act.ATTEMPTED and row.detail.get("run") == run for row in rows)
    if len(asked) <= noted:
        return None
    last = asked[-1]
    told = next((dict(one.body["ask"]) for one in asked if "ask" in one.body), {})
    return Attempt(
        run=run,
        purpose=purpose,
        step=max(1, last.step),
        again=int(last.body.get("again", 0)),
        release=str(dict(told.get("release", {})).get("name", release.name)),
        release_digest=release.digest,
        model=str(dict(told.get("release", {})).get("model", release.model)),
        diagnosis=int(told.get("diagnosis", 0)),
        ended=Ended.BROKEN,
        why=CUT_OFF,
    )
