"""The environment: secrets and switches, and nothing else. Read here and nowhere else.

Each setting may also stand in a file: `<NAME>_FILE` names it, which suits mounted secrets. `.env.example` lists all of
them with the descriptions below. No value is ever part of a problem's sentence.
"""

import os
import re
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from bot.settings.error import SettingsError

_SHORTEST_KEY = 16


class Environment(BaseSettings):
    """Every setting of the environment; an empty secret is one that was not given (see `require`)."""

    model_config = SettingsConfigDict(
        frozen=True,
        case_sensitive=True,
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
        validate_default=False,
    )

    slack_bot_token: SecretStr = Field(
        default=SecretStr(""),
        validation_alias="LOOKOUT_SLACK_BOT_TOKEN",
        description="The Slack app's bot token (xoxb-...), from OAuth & Permissions.",
    )
    slack_app_token: SecretStr = Field(
        default=SecretStr(""),
        validation_alias="LOOKOUT_SLACK_APP_TOKEN",
        description="The Slack app's app-level token (xapp-...) with connections:write, for Socket Mode.",
    )
    slack_signing_secret: SecretStr = Field(
        default=SecretStr(""),
        validation_alias="LOOKOUT_SLACK_SIGNING_SECRET",
        description="The Slack app's signing secret, if Slack calls Lookout over HTTP; instead of the app-level token.",
    )
    redaction_key: SecretStr = Field(
        default=SecretStr(""),
        validation_alias="LOOKOUT_REDACTION_KEY",
        description="Any long random text: equal secrets get equal marks under it. Keep it the same over restarts.",
    )
    config: Path = Field(
        default=Path("lookout.yaml"),
        validation_alias="LOOKOUT_CONFIG",
        description="The configuration file; deploy/lookout.example.yaml shows one.",
    )
    database_url: str = Field(
        default="sqlite:///var/lookout.sqlite3",
        validation_alias="LOOKOUT_DATABASE_URL",
        description="Where the record is kept: a SQLite file, made if missing, or postgresql://user:password@host/lookout.",
        repr=False,  # it may hold a password
        exclude=True,
    )
    slack_api_url: str = Field(
        default="https://slack.com/api/",
        validation_alias="SLACK_API_URL",
        description="The base of Slack's Web API; the sandbox sets its own.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info",
        validation_alias="LOOKOUT_LOG_LEVEL",
        description="debug, info, warning or error.",
    )
    log_format: Literal["json", "console"] = Field(
        default="json",
        validation_alias="LOOKOUT_LOG_FORMAT",
        description="json, or console for people.",
    )
    stop_file: Path | None = Field(
        default=None,
        validation_alias="LOOKOUT_STOP_FILE",
        description="A file whose existence stops every side effect, without Slack or the database.",
    )
    stop_token: SecretStr = Field(
        default=SecretStr(""),
        validation_alias="LOOKOUT_STOP_TOKEN",
        description="A long random token with which POST /stop pulls the kill switch; without it the path is off.",
    )
    pagerduty_token: SecretStr = Field(
        default=SecretStr(""),
        validation_alias="LOOKOUT_PAGERDUTY_TOKEN",
        description="A PagerDuty REST API key, read-only, if a rota of the configuration is a PagerDuty schedule.",
    )
    pagerduty_routing_key: SecretStr = Field(
        default=SecretStr(""),
        validation_alias="LOOKOUT_PAGERDUTY_ROUTING_KEY",
        description="The integration key of PagerDuty's Events API v2, for each way of `paging` without a key_file.",
    )
    page_secret: SecretStr = Field(
        default=SecretStr(""),
        validation_alias="LOOKOUT_PAGE_SECRET",
        description="A long random text that signs pages to webhooks, for each way of `paging` without a secret_file.",
    )
    heartbeat_url: SecretStr = Field(
        default=SecretStr(""),
        validation_alias="LOOKOUT_HEARTBEAT_URL",
        description="An address that is called while Lookout is well; whatever is there pages when the calls stop.",
    )
    anthropic_api_key: SecretStr = Field(
        default=SecretStr(""),
        validation_alias="LOOKOUT_ANTHROPIC_API_KEY",
        description="An API key of Anthropic, for the model that refines the rules' diagnosis; none: no model.",
    )

    kubeconfig: str = Field(
        default="~/.kube/config",
        validation_alias="KUBECONFIG",
        description="For `lookout diagnose` on a live cluster: the file (or files) that kubectl reads too.",
    )

    @field_validator("slack_bot_token")
    @classmethod
    def _bot_token(cls, token: SecretStr) -> SecretStr:
        return _beginning_with("xoxb-", token)

    @field_validator("slack_app_token")
    @classmethod
    def _app_token(cls, token: SecretStr) -> SecretStr:
        return _beginning_with("xapp-", token)

    @field_validator("heartbeat_url")
    @classmethod
    def _an_address(cls, url: SecretStr) -> SecretStr:
        if not re.fullmatch(r"https?://[^\s/]+\S*", url.get_secret_value()):
            raise ValueError("is no address that begins with https:// or http://")
        return url

    @field_validator("redaction_key", "stop_token", "page_secret")
    @classmethod
    def _long_enough(cls, key: SecretStr) -> SecretStr:
        if len(key.get_secret_value()) < _SHORTEST_KEY:
            raise ValueError(f"is shorter than {_SHORTEST_KEY} characters")
        return key

    @field_validator("log_level", "log_format", mode="before")
    @classmethod
    def _lower(cls, word: Any) -> Any:
        return word.lower() if isinstance(word, str) else word

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 # the library's signature
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 # the library's signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment, then the files that it names."""
        return init_settings, env_settings, _NamedFiles(settings_cls)

    def given(self) -> tuple[str, ...]:
        """Every secret text that was given: none of them may stand in what is printed or logged."""
        values = (getattr(self, name) for name in type(self).model_fields)
        secrets = [one.get_secret_value() for one in values if isinstance(one, SecretStr)]
        password = _password(self.database_url)
        return tuple(one for one in (*secrets, password, unquote(password)) if one)

    def require(self, *fields: str) -> None:
        """Raise `SettingsError` if one of these secrets was not given, naming all that are missing."""
        missing = [name for name in fields if not getattr(self, name).get_secret_value()]
        if missing:
            raise SettingsError(
                f"{variable(name)}: is not set. {type(self).model_fields[name].description}"
                for name in missing
            )


def read_environment() -> Environment:
    """The settings of this process.

    Raises:
        SettingsError: one line for each variable that cannot be used.
    """
    try:
        return Environment()
    except ValidationError as error:
        raise SettingsError(_problem(one["loc"], one["msg"]) for one in error.errors()) from None


def secret_files() -> dict[str, Path]:
    """The files that hold secrets of the environment, by the variable that names each."""
    names = [
        f"{variable(name)}_FILE"
        for name, field in Environment.model_fields.items()
        if field.annotation is SecretStr or name == "database_url"
    ]
    return {name: Path(path) for name in names if (path := os.environ.get(name))}  # noqa: TID251 # settings read it


def variable(field: str) -> str:
    """The environment variable of a field."""
    return str(Environment.model_fields[field].validation_alias)


class _NamedFiles(EnvSettingsSource):
    """Values from the files that `<NAME>_FILE` names, without the white space around them."""

    def __call__(self) -> dict[str, Any]:
        values: dict[str, Any] = {}
        problems: list[str] = []
        for name in map(variable, self.settings_cls.model_fields):
            path = self.env_vars.get(f"{name}_FILE")
            if path and self.env_vars.get(name):
                problems.append(f"{name}: is set, and {name}_FILE as well; one of them must go")
            elif path:
                try:
                    values[name] = Path(path).read_text(encoding="utf-8").strip()
                except (OSError, UnicodeDecodeError) as error:
                    problems.append(f"{name}_FILE: {path} cannot be read ({_why(error)})")
        if problems:
            raise SettingsError(problems)
        return values


def _password(url: str) -> str:
    """The password in a database's URL, as it is written there; "" if there is none or this is no URL."""
    try:
        return urlsplit(url).password or ""
    except ValueError:
        return ""


def _beginning_with(prefix: str, token: SecretStr) -> SecretStr:
    if not token.get_secret_value().startswith(prefix):
        raise ValueError(f"does not begin with {prefix}, so it is not the token that belongs here")
    return token


def _why(error: OSError | UnicodeDecodeError) -> str:
    return error.strerror or "no reason given" if isinstance(error, OSError) else "it is not UTF-8 text"


def _problem(where: tuple[int | str, ...], said: str) -> str:
    words = said.removeprefix("Value error, ")
    return f"{where[0]}: {words[0].lower()}{words[1:]}"
