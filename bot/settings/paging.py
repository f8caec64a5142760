"""What the configuration says of pages outside Slack: the ways, and when an unowned incident takes them."""

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from bot.domain.alert import Severity
from bot.domain.noun import Noun
from bot.settings.paths import FilePath
from bot.settings.units import Minutes, none_is_null

WayName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
_ADDRESS = r"^https?://[^\s/]+\S*$"


class PagerDutyEvents(Noun):
    """An integration of PagerDuty's Events API v2; `url` is the API's base, another one for accounts in the EU.

    `key_file` holds its routing key; without it LOOKOUT_PAGERDUTY_ROUTING_KEY is meant.
    """

    url: str = Field(default="https://events.pagerduty.com", pattern=_ADDRESS)
    key_file: FilePath | None = None


class PageWebhook(Noun):
    """An address that takes a page as JSON, or a file with the address, where that is a secret.

    `secret_file` holds what signs the page (without it: LOOKOUT_PAGE_SECRET, or no signature), `token_file` a bearer
    token.
    """

    url: str = Field(default="", pattern=rf"^$|{_ADDRESS}")
    url_file: FilePath | None = None
    secret_file: FilePath | None = None
    token_file: FilePath | None = None

    @model_validator(mode="after")
    def _one_address(self) -> Self:
        if bool(self.url) == (self.url_file is not None):
            raise ValueError('a webhook has either "url" or "url_file"')
        return self


class PagingWay(Noun):
    """One way to page. `ca_file` is the authority of its certificate if that is no public one, `proxy` the way out."""

    pagerduty: PagerDutyEvents | None = None
    webhook: PageWebhook | None = None
    ca_file: FilePath | None = None
    proxy: str = Field(default="", pattern=rf"^$|{_ADDRESS}")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.pagerduty is None) == (self.webhook is None):
            raise ValueError('a way to page is either "pagerduty" or "webhook"')
        return self


class EscalationPage(Noun):
    """When an incident that nobody owns is paged for, and by which ways.

    Without a number in `minutes` that is when so many `reminders` would be due; none: never for that severity. Until
    somebody owns it, it is paged again each `again_minutes`, `at_most` so often.
    """

    ways: tuple[WayName, ...] = ()
    minutes: dict[Severity, Annotated[Minutes | None, BeforeValidator(none_is_null)]] = Field(
        default_factory=dict
    )
    reminders: int = Field(default=3, ge=1, le=100)
    again_minutes: Minutes = 30
    at_most: int = Field(default=3, ge=1, le=100)
