"""Order: what a task of the page lane carries, and the row that an attempt leaves."""

from datetime import datetime
from typing import Any

from bot.domain.alert import Severity
from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.noun import Noun
from bot.triage.paging.call import Attempt, Came


class Order(Noun):
    """One page to send by one way: the `count`-th for an incident that is unowned `since` then, in that `term`.

    If it is `about` something it is sent whoever owns the incident, and `why` is the sentence that says what happened;
    a `patient` one only while somebody does and its source reports no recovery.
    """

    incident_id: str
    way: str
    since: datetime
    term: int
    severity: Severity
    count: int = 1
    about: str = ""
    why: str = ""
    patient: bool = False

    @property
    def task_key(self) -> str:
        """The task's key, under which it is added once."""
        stage = self.about or f"{self.term}:{self.severity.value}:{self.count}"
        return f"page:{self.incident_id}:{stage}:{self.way}"

    @property
    def page_key(self) -> str:
        """What makes attempts and repetitions one page: the incident's id, in its first term without an owner.

        Whoever closed a page over there while somebody owned the incident must be woken by the next one.
        """
        if self.about:
            return f"{self.incident_id}:{self.about}"
        return f"{self.incident_id}:{self.term}" if self.term else self.incident_id

    @property
    def payload(self) -> dict[str, Any]:
        """As the task carries it."""
        return self.model_dump(mode="json")

    def stands(self, incident: Incident) -> bool:
        """Whether it is still to be sent."""
        if self.about:
            return incident.is_open and (incident.owner is not None or not self.patient)
        unowned = incident.is_open and incident.owner is None
        return unowned and (incident.owner_term, incident.severity) == (self.term, self.severity)


def entry(
    attempt: Attempt,
    key: str,
    now: datetime,
    *,
    incident_id: str = "",
    over: bool = False,
    again_at: datetime | None = None,
    began: datetime | None = None,
) -> LedgerEntry:
    """The row of one attempt; `over`: it said that what was paged for, which `began` then, is over."""
    act = Act.PAGED if attempt.came is Came.ACCEPTED else Act.NOT_PAGED
    detail = {"key": key, "over": over, "why": attempt.said, **attempt.model_dump(mode="json")}
    if again_at is not None:
        detail["again_at"] = again_at.isoformat()
    if began is not None:
        detail["began"] = began.isoformat()
    return LedgerEntry(incident_id=incident_id, at=now, act=act, source=attempt.way, detail=detail)
