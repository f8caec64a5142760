"""Mute: one cause of one service that people do not want to be put first, for a while; alerts and reminders go on."""

from datetime import datetime, timedelta

from bot.domain.noun import Noun

LONGEST = timedelta(days=7)


class Mute(Noun):
    """Who muted which cause of which service, from when until when, and why. It ends by itself."""

    cause: str
    service: str
    by: str
    at: datetime
    until: datetime
    why: str = ""
