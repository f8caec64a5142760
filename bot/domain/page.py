"""Page: what wakes a person by a way that is not Slack, and what the way answered."""

from datetime import datetime

from pydantic import Field

from bot.domain.alert import Link, Severity
from bot.domain.noun import Noun


class Page(Noun):
    """One page.

    `key` is equal for every attempt and every repetition about the same thing, so the system that takes it sees one.
    `headline` is what a phone shows. `source` names the Lookout that pages, `component` the service ("": not known),
    `at` is when what it is about began. `facts` are short, by name. `repetition` counts how often a person is to be
    woken by it: an attempt that is made again has the same number.
    """

    key: str = Field(min_length=1, max_length=255)
    headline: str = Field(min_length=1, max_length=1024)
    severity: Severity
    source: str
    component: str = ""
    at: datetime | None = None
    facts: dict[str, str] = Field(default_factory=dict)
    links: tuple[Link, ...] = ()
    repetition: int = Field(default=1, ge=1)


class Receipt(Noun):
    """That a page was accepted: by which system (as people call it), and the status of its answer.

    It says nothing about a human: whether somebody saw the page, that system alone may know.
    """

    by: str
    status: int


class Fault(Noun):
    """A fault of Lookout's own, for whoever is on call for it.

    `name` is the same as long as it is the same fault ("model-down"); `headline` is one sentence of ours, `facts` are
    short, by name. `at` is when it began, None for now: what lasts is told again with the same time, so that a receiver
    can tell it from the same fault on another day.
    """

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9:.-]{0,79}$")
    headline: str = Field(min_length=1, max_length=500)
    severity: Severity = Severity.HIGH
    facts: dict[str, str] = Field(default_factory=dict)
    at: datetime | None = None
