"""What a postmortem is made of; every word in it is of the record, or of a person who is named."""

from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.incident import Incident
from bot.domain.inference import Inference
from bot.domain.noun import Noun
from bot.domain.proposal import Execution, Finding, Proposal, Verification
from bot.domain.snapshot import Gap, Read
from bot.reports.postmortem.inference import Ending
from bot.reports.verdicts import Verdicts


class Lane(StrEnum):
    """What kind of thing a moment is: the lanes of the picture, from top to bottom."""

    ALERTS = "Alerts"
    RESTARTS = "Restarts"
    ROLLOUTS = "Rollouts"
    LOOKOUT = "Lookout"
    DECISIONS = "Decisions"
    CHANGES = "Changes"


class Moment(Noun):
    """One thing at one time. `who` is the human who did it, "" if nobody did, `to` the human whom it concerns.

    `what` is a phrase of ours; `about` and `why` are the record's or a person's own words, untrusted. `until` is when
    the last of `times` happened.
    """

    at: datetime
    lane: Lane
    what: str
    who: str = ""
    to: str = ""
    about: str = ""
    why: str = ""
    until: datetime | None = None
    times: int = 1


class Term(Noun):
    """Who held an office ("": nobody) from when to when; `ends` is None if it was still so."""

    who: str = ""
    begins: datetime
    ends: datetime | None = None

    def lasted(self, now: datetime) -> timedelta:
        """How long it lasted, as of `now` if it goes on."""
        return (self.ends or now) - self.begins


class Signal(Noun):
    """One alert from its first post to its source's report of recovery; `until` is None where none came.

    `name` and `said` are the alert's own words, `source` the system that sent it.
    """

    name: str
    source: str
    begins: datetime
    until: datetime | None = None
    said: str = ""


class Conclusion(Noun):
    """One diagnosis, by the rules or by the model: what it saw, concluded, and how sure it was.

    `made_by` names the rules' version, or the release with its digest. `saw` are evidence ids with where each is from.
    `concluded` is "" where there was no answer; then `why` says so. `unbacked` counts statements that were dropped,
    since they cite nothing that was read.
    """

    diagnosis: int
    at: datetime
    made_by: str
    by_model: bool = False
    verdict: str = ""
    cause: str = ""
    subject: str = ""
    concluded: str = ""
    why: str = ""
    confidence: float = 0.0
    saw: tuple[str, ...] = ()
    unbacked: int = 0
    agreement: str = ""
    verdicts: Verdicts = Verdicts()


class Course(Noun):
    """One proposal with everything that came of it."""

    proposal: Proposal
    attempt: Execution | None = None
    check: Verification | None = None
    findings: tuple[Finding, ...] = ()


class OpenEnd(Noun):
    """What the record leaves open: a phrase of ours, and the untrusted name of what it is about."""

    what: str
    about: str = ""


class Postmortem(Noun):
    """Everything that the record has on one incident, as of `now`.

    `kept` of `taken` snapshots could still be read: restarts and rollouts are known from those alone.
    """

    incident: Incident
    now: datetime
    signals: tuple[Signal, ...] = ()
    moments: tuple[Moment, ...] = ()
    owners: tuple[Term, ...] = ()
    commanders: tuple[Term, ...] = ()
    conclusions: tuple[Conclusion, ...] = ()
    courses: tuple[Course, ...] = ()
    reads: tuple[Read, ...] = ()
    gaps: tuple[Gap, ...] = ()
    inference: Inference = Inference()
    ending: Ending | None = None
    open_ends: tuple[OpenEnd, ...] = ()
    taken: int = 0
    kept: int = 0

    @property
    def begins(self) -> datetime:
        """The first thing that the record knows of this incident."""
        return min([self.incident.opened_at, *(one.begins for one in self.signals)])

    @property
    def ends(self) -> datetime:
        """When the incident was closed; `now` while it is open."""
        return self.incident.closed_at or self.now

    @property
    def unowned(self) -> tuple[Term, ...]:
        """The times in which nobody owned it."""
        return tuple(one for one in self.owners if not one.who)

    @property
    def missing(self) -> tuple[str, ...]:
        """What keeps it from being complete, as phrases; none if nothing does."""
        first = ("the incident's close, with its cause",)
        return (*(first if self.incident.is_open else ()), *self.inference.missing)
