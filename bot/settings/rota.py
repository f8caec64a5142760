"""Rotas as the configuration may say them: a list, weekly shifts, turns, a PagerDuty schedule or an iCalendar."""

from typing import Annotated, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, model_validator

from bot.adapters.rota.configured import Moment
from bot.adapters.rota.configured import Turns as ConfiguredTurns
from bot.adapters.rota.configured import Weekly as ConfiguredWeekly
from bot.domain.noun import Noun
from bot.settings.paths import FilePath

SOURCES = ("users", "weekly", "turns", "pagerduty", "calendar")


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f'there is no time zone "{name}"; write it as Europe/Stockholm or UTC') from error
    return name


UserId = Annotated[str, Field(pattern=r"^[UW][A-Z0-9]+$")]
RotaName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Zone = Annotated[str, AfterValidator(_zone)]


class Weekly(ConfiguredWeekly):
    """A shift of each week."""

    user: UserId


class Turns(ConfiguredTurns):
    """People who take turns by the week."""

    users: tuple[UserId, ...] = Field(min_length=1)
    starts: Moment


class PagerDutySchedule(Noun):
    """A schedule by its id; `url` is the API's base, another one for accounts in the EU."""

    schedule: str = Field(pattern=r"^[A-Z0-9]+$")
    url: str = Field(default="https://api.pagerduty.com", pattern=r"^https?://[^\s/]+\S*$")


class RotaCalendar(Noun):
    """A calendar by its address, or by a file that holds the address, since that of a private one is a secret."""

    url: str = Field(default="", pattern=r"^(https?://[^\s/]+\S*)?$")
    url_file: FilePath | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if bool(self.url) == (self.url_file is not None):
            raise ValueError('a calendar has either "url" or "url_file"')
        return self


class Rota(Noun):
    """Who is on call for `services` (none: for all); times without a zone are of `zone`."""

    services: tuple[str, ...] = ()
    zone: Zone = "UTC"
    users: tuple[UserId, ...] = ()
    weekly: tuple[Weekly, ...] = ()
    turns: Turns | None = None
    pagerduty: PagerDutySchedule | None = None
    calendar: RotaCalendar | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if [bool(getattr(self, one)) for one in SOURCES].count(True) != 1:
            raise ValueError(f"a rota has exactly one of {', '.join(SOURCES)}")
        return self
