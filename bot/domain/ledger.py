"""Ledger: the append-only record from which every fact in a thread is rendered."""

from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from pydantic import Field

from bot.domain.noun import Noun


class Act(StrEnum):
    """What a row records. The words of humans' acts are also those the language guard matches attributions against."""

    ALERT = "alert received"
    OPENED = "incident opened"
    JOINED = "alert joined"
    RECOVERED = "source reported recovery"
    READ = "read"
    NOT_READ = "not read"
    DIAGNOSED = "diagnosed"
    POSTED = "posted"
    UNDELIVERED = "not delivered"
    WITHHELD = "withheld"
    REMINDED = "reminded"
    ESCALATED = "escalated"
    PAGED = "page accepted"
    NOT_PAGED = "page not accepted"
    SPOKE = "wrote in the thread"
    QUESTIONED = "owner asked"
    KEPT = "kept ownership"
    LAPSED = "ownership lapsed"
    ACKNOWLEDGED = "acknowledged"
    TOOK = "took ownership"
    HANDED_OVER = "handed over"
    RELEASED = "released"
    CLOSED = "closed"
    ROLE = "set role"
    PROPOSED = "proposed"
    APPROVED = "approved"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    CLAIMED = "claimed"
    INTENT = "intent"
    EXECUTED = "executed"
    VERIFIED = "verified"
    FOUND = "recorded a finding"
    PRESSED = "pressed without effect"
    STOPPED = "stopped"
    RESUMED = "resumed"
    ASKED = "asked"
    RATED = "rated"
    FROZEN = "froze changes"
    UNFROZEN = "lifted a freeze"
    DRILLED = "stop drill"
    MUTED = "silenced"
    UNMUTED = "lifted a mute"
    ATTEMPTED = "model attempt"
    REFINED = "model run"
    ANSWERED = "question answered"
    CHOSE = "chose a release"
    INFERENCE = "recorded the inference"
    POSTMORTEM = "recorded the postmortem as complete"
    LABELLED = "labelled"
    CHECKED = "quality check"
    HEADS = "heads exported"
    PREFLIGHT = "preflight made"
    BACKED_UP = "backup made"
    RESTORED = "record restored"
    LET_GO = "retention"


class LedgerEntry(Noun):
    """One row. `actor` is a Slack user id, or "" for Lookout itself. Rows of one incident form a hash chain."""

    seq: int = 0
    incident_id: str
    at: datetime
    act: Act
    actor: str = ""
    source: str = ""
    detail: dict[str, Any] = Field(default_factory=dict)
    previous: str = ""
    digest: str = ""


class LedgerHead(Noun):
    """How far an incident's chain goes: how many rows it has, and the last one's digest and time.

    `incident_id` is "" for the rows of no incident (levers, exports).
    """

    incident_id: str
    rows: int = Field(ge=1)
    digest: str
    at: datetime


class ChainFault(NamedTuple):
    """Where a chain is not what was written. `seq` is the row's number, 0 if it is about rows that are not there."""

    incident_id: str
    seq: int
    what: str
