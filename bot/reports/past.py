"""PastLine: a past diagnosis in one line, for history, search and similar incidents."""

from datetime import datetime

from bot.domain.noun import Noun


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
