"""Incident: what people handle; one or more alerts of one target. No status says that somebody works on it."""

from datetime import datetime
from enum import StrEnum

from bot.domain.alert import Severity
from bot.domain.noun import Noun
from bot.domain.people import Holder
from bot.domain.target import Target


class IncidentStatus(StrEnum):
    """`QUIET` means that its source reports recovery; only a named human closes an incident."""

    FIRING = "firing"
    QUIET = "quiet"
    CLOSED = "closed"


class Incident(Noun):
    """An incident and where its thread lives.

    `channel` and `thread_ts` name the Slack message under which everything is said. `number` is for people ("I-12").
    `version` rises with every change, for optimistic locking. `owner_term` and `command_term` count the terms ever
    begun, so a decision of an earlier term can be told from one of now.
    """

    id: str
    number: int
    channel: str
    thread_ts: str
    title: str
    severity: Severity
    status: IncidentStatus
    target: Target | None
    fingerprint: str
    opened_at: datetime
    source: str = ""
    owner: Holder | None = None
    owner_term: int = 0
    commander: Holder | None = None
    command_term: int = 0
    alerts: int = 1
    quiet_since: datetime | None = None
    closed_at: datetime | None = None
    closed_by: str = ""
    cause: str = ""
    version: int = 0

    @property
    def is_open(self) -> bool:
        """Not closed by a named human."""
        return self.status is not IncidentStatus.CLOSED
