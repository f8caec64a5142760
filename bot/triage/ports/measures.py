"""What the store tells of the present in one look, for whoever watches Lookout from outside.

Each number is one bounded question of an indexed column. A row that cannot be understood is counted as that, and hides
none of the others.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Protocol

from pydantic import Field

from bot.domain.noun import Noun


class Overdue(NamedTuple):
    """Tasks of one kind that nobody works though they are due: how many, and since when the oldest is."""

    many: int
    since: datetime


class Standing(NamedTuple):
    """An open incident: its severity, whether it has an owner, and since when it is open."""

    id: str
    severity: str
    owned: bool
    opened_at: datetime


class Now(Noun):
    """The record at `at`.

    `pending` are tasks that wait or run, `overdue` those of each kind that are due and not worked, `given_up` how many
    of each kind were ever given up. `waiting` are letters that Slack does not show yet, `behind` since when the oldest
    of them. `undecided` are open proposals by the key that they lack. `unread` counts rows of open incidents that this
    version cannot read.
    """

    at: datetime
    incidents: tuple[Standing, ...] = ()
    unread: int = 0
    pending: int = 0
    overdue: Mapping[str, Overdue] = Field(default_factory=dict)
    given_up: Mapping[str, int] = Field(default_factory=dict)
    waiting: int = 0
    behind: datetime | None = None
    undecided: Mapping[str, int] = Field(default_factory=dict)


class Measures(Protocol):
    """The look, and what the record itself is like."""

    async def look(self) -> Now:
        """The record as it is now."""
        ...

    async def revision(self) -> str:
        """The revision of the record's schema, "" if it has none."""
        ...
