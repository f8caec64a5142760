"""Made: what came of drills, written down and read back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.domain.drill import Drilled, DrillName
from bot.domain.errors import OutsideError
from bot.domain.ledger import Act, LedgerEntry
from bot.reports.drills import DRILLED, last_drills
from bot.triage.ports.store import Transaction

NEWEST = 1_000
"""How many rows are looked through: a drill of the kill switch alone may leave some hundreds."""

LONGEST = 500
"""Characters of a sentence that a row keeps."""


class DrillError(OutsideError):
    """The drill failed; the sentence says how."""


class NotNowError(DrillError):
    """The drill could not be made, which says nothing of what it tries; the sentence says why."""


def failed(name: DrillName, at: datetime, problem: OutsideError) -> Drilled:
    """What came of one that ended so."""
    return Drilled(name=name, at=at, passed=False, said=str(problem)[:LONGEST])


async def note(tx: Transaction, **detail: Any) -> None:
    """A row of a drill."""
    row = LedgerEntry(incident_id="", at=tx.now, act=Act.DRILLED, source="drill", detail=detail)
    await tx.ledger.append(row)


async def note_drilled(tx: Transaction, one: Drilled, **detail: Any) -> None:
    """The row of one that came to its end."""
    await note(tx, **{DRILLED: one.model_dump(mode="json")}, **detail)


async def last_made(tx: Transaction) -> Mapping[DrillName, Drilled]:
    """The last drill of each name."""
    return last_drills(await tx.ledger.latest(Act.DRILLED, NEWEST))
