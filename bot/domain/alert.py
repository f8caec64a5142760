"""Alert: one firing signal, in Alertmanager's words."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from bot.domain.noun import Noun


class AlertState(StrEnum):
    """What the source says of its own signal. `NO_DATA` means that monitoring is blind, not that a service is ill."""

    FIRING = "firing"
    RESOLVED = "resolved"
    NO_DATA = "no_data"


class Severity(StrEnum):
    """How loudly to wake people; the order of the members is the order of urgency."""

    CRITICAL = "critical"
    HIGH = "high"
    WARNING = "warning"
    INFO = "info"

    @classmethod
    def read(cls, word: str | None) -> "Severity":
        """Any vendor's word as one of ours; an unknown or missing one counts as `HIGH`, so nothing is slept through."""
        known = {
            "critical": cls.CRITICAL,
            "page": cls.CRITICAL,
            "p1": cls.CRITICAL,
            "sev1": cls.CRITICAL,
            "emergency": cls.CRITICAL,
            "fatal": cls.CRITICAL,
            "high": cls.HIGH,
            "error": cls.HIGH,
            "major": cls.HIGH,
            "p2": cls.HIGH,
            "sev2": cls.HIGH,
            "warning": cls.WARNING,
            "warn": cls.WARNING,
            "medium": cls.WARNING,
            "minor": cls.WARNING,
            "p3": cls.WARNING,
            "low": cls.INFO,
            "info": cls.INFO,
            "none": cls.INFO,
            "p4": cls.INFO,
            "p5": cls.INFO,
        }
        return known.get((word or "").strip().lower(), cls.HIGH)


class Link(Noun):
    """A link of the alert, kept for people; Lookout never follows it."""

    label: str
    url: str


class Alert(Noun):
    """One alert post of one source.

    `name` is the alert rule's name, `labels` and `annotations` hold what the source said (never invented), `count` how
    many instances one post groups, `fingerprint` is equal for posts about the same group of the same rule, whatever
    their state, and `quoted` is the alert's own text, untrusted, to be shown as a quote only.
    """

    source: str
    name: str
    state: AlertState
    severity: Severity = Severity.HIGH
    labels: dict[str, str] = Field(default_factory=dict)
    annotations: dict[str, str] = Field(default_factory=dict)
    count: int = 1
    fingerprint: str
    starts_at: datetime | None = None
    links: tuple[Link, ...] = ()
    quoted: str = ""
