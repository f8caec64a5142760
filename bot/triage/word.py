"""Word: when an owner was last heard of, by the record, and the question that is due after a silence.

Every row of theirs in the incident's chain counts, a message of theirs in its thread is one too. Which came first is
told by the order of rows, not by clocks. What comes next is `silence`.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.noun import Noun
from bot.domain.people import Holder
from bot.render.rendered import Rendered
from bot.render.silence import answered_message, overtaken_message
from bot.triage import thread
from bot.triage.ports.store import Transaction
from bot.triage.world import World


class Asking(Noun):
    """What a task about a silence carries. `asked` is the row of the question, 0 before there is one."""

    incident_id: str
    term: int
    severity: str
    count: int = 1
    asked: int = 0

    @property
    def letter(self) -> str:
        """The key of the question in the thread; it is posted ahead of prose, as whatever escalates."""
        return f"escalation:silence:{self.incident_id}:{self.term}:{self.severity}:{self.count}"


def heard_at(owner: Holder, rows: Sequence[LedgerEntry]) -> datetime:
    """The last word of the owner, at the earliest the beginning of the term."""
    words = (row.at for row in reversed(rows) if row.actor == owner.user_id)
    return max(next(words, owner.since), owner.since)


def fired_again_at(rows: Sequence[LedgerEntry]) -> datetime | None:
    """When an alert came in after its source had reported recovery, the last time; None if that never was.

    Also when the record was restored: an owner's word of the lost hours is not in it, so the wait begins anew.
    """
    again: datetime | None = None
    quiet = False
    for row in rows:
        if row.act is Act.RECOVERED:
            quiet = True
        elif row.act is Act.JOINED and quiet:
            quiet, again = False, row.at
        elif row.act is Act.RESTORED:
            again = row.at
    return again


def standing_question(owner: Holder, rows: Sequence[LedgerEntry]) -> LedgerEntry | None:
    """The question of this term that the owner has not answered, and that no recovery has overtaken."""
    for row in reversed(rows):
        if row.actor == owner.user_id:
            return None
        if row.act is Act.QUESTIONED:
            again = fired_again_at(rows)
            overtaken = again is not None and again > row.at
            return row if row.detail.get("term") == owner.term and not overtaken else None
    return None


async def schedule_question(
    world: World, tx: Transaction, incident: Incident, *, since: datetime, count: int = 1
) -> None:
    """Queue the look whether the owner is silent `since` then, if the severity asks for one."""
    wait = world.policy.silence.waits.get(incident.severity)
    if wait is None or incident.owner is None:
        return
    asking = Asking(
        incident_id=incident.id, term=incident.owner_term, severity=incident.severity.value, count=count
    )
    key = f"silence:{incident.id}:{asking.term}:{asking.severity}:{count}"
    await tx.tasks.add("silence", key, asking.model_dump(mode="json"), due_at=since + wait)


async def settle(tx: Transaction, incident: Incident, owner: Holder | None) -> None:
    """Take the buttons off a question that `owner` was asked, since it is answered or the ownership has ended."""
    rows = await tx.ledger.of(incident.id)
    asked = (row for row in reversed(rows) if row.act is Act.QUESTIONED)
    last = next((row for row in asked if owner and row.detail.get("term") == owner.term), None)
    if last is None or owner is None:
        return
    if incident.is_open and incident.owner == owner:
        await thread.say(tx, incident, last.detail["letter"], _answered(incident, owner, rows, tx.now))
    else:
        await thread.say(tx, incident, last.detail["letter"], overtaken_message(incident, now=tx.now))


def _answered(incident: Incident, owner: Holder, rows: Sequence[LedgerEntry], now: datetime) -> Rendered:
    return answered_message(incident, heard=heard_at(owner, rows), now=now)
