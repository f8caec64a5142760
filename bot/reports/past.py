"""A past diagnosis in one line, for history and search; a past incident in a few, for what is similar."""

from datetime import datetime

from bot.domain.mitigation import Mitigation
from bot.domain.noun import Noun
from bot.reports.likeness import Likeness
from bot.reports.verdicts import Verdicts


class PastLine(Noun):
    """`id` is the diagnosis's, `number` the incident's; `permalink` is "" if the reader gets no link."""

    id: int
    number: int
    at: datetime
    service: str = ""
    namespace: str = ""
    verdict: str
    headline: str
    confidence: float = 0.0
    permalink: str = ""
    verdicts: Verdicts = Verdicts()


class Tried(Noun):
    """One attempt of a past incident: its proposal's number, how it ended, and what the check after it showed."""

    number: int
    mitigation: Mitigation
    outcome: str
    helped: bool | None = None


class PastIncident(Noun):
    """A past incident beside a present one: why it is alike, what it turned out to be, what was tried.

    `likeness` is None where words were searched for. `ending` is the cause that a human gave when closing it.
    """

    line: PastLine
    likeness: Likeness | None = None
    is_open: bool = False
    ending: str = ""
    tried: tuple[Tried, ...] = ()
