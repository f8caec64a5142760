"""What the configuration says of freezes: windows of its own, calendars, and the status pages of vendors."""

from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, AwareDatetime, Field, model_validator

from bot.domain.freeze import Freeze
from bot.domain.noun import Noun
from bot.settings.paths import FilePath

Scope = Annotated[str, Field(pattern=r"^(all|(cluster|namespace|service):\S+)$")]


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(f"{name} is no time zone that this machine knows (write Europe/Berlin)") from error
    return name


class FreezeWindow(Noun):
    """A window without changes. `scope`: "all", "cluster:x", "namespace:x" or "service:x"."""

    scope: Scope
    starts_at: AwareDatetime
    ends_at: AwareDatetime
    why: str = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_at <= self.starts_at:
            raise ValueError('"ends_at" must be after "starts_at"')
        return self

    @property
    def freeze(self) -> Freeze:
        """As the gate takes it."""
        return Freeze(scope=self.scope, starts_at=self.starts_at, ends_at=self.ends_at, why=self.why)


class Feed(Noun):
    """A URL, with a file with a bearer token, and of its CA if that is no public one."""

    url: str = Field(default="", pattern=r"^(https?://[^\s/]+\S*)?$")
    token_file: FilePath | None = None
    ca_file: FilePath | None = None


class FreezeCalendar(Feed):
    """An iCalendar by URL or file, whose events are freezes.

    `scope` is that of events that name none themselves, `timezone` that of days and times without one (the calendar's
    own, else UTC, if it is not given).
    """

    file: FilePath | None = None
    scope: Scope = "all"
    timezone: Annotated[str, AfterValidator(_known_zone)] | None = None

    @model_validator(mode="after")
    def _one_place(self) -> Self:
        if bool(self.url) == (self.file is not None):
            raise ValueError('a calendar has either a "url" or a "file"')
        return self


class Vendor(Feed):
    """A vendor's status page in Statuspage's JSON; it freezes the services that list the vendor.

    `components` are those that matter, by name (none: the whole page), `level` the least trouble that counts.
    """

    url: str = Field(pattern=r"^https?://[^\s/]+\S*$")
    components: tuple[str, ...] = ()
    level: Literal["minor", "major", "critical"] = "major"
