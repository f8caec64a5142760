"""The settings as the start would read them: every refusal of it is a line."""

from pathlib import Path

from bot.domain.check import Check, fail, ok, warn
from bot.settings.config import Config
from bot.settings.environment import Environment, read_environment, secret_files
from bot.settings.error import SettingsError
from bot.settings.exposed import exposed
from bot.settings.production import must_be_answered_for
from bot.settings.read import read_config
from bot.settings.way import way_in

VARIABLES = ".env.example describes every variable"
FIELDS = "deploy/lookout.example.yaml shows every field"


def environment() -> tuple[Environment | None, list[Check]]:
    """The environment, None if a variable cannot be used; then its lines say which."""
    try:
        return read_environment(), []
    except SettingsError as problem:
        return None, _refusals("environment", problem, VARIABLES)


def secrets(config: Config | None, told: Environment) -> list[Check]:
    """Whether all secrets are there that the way in needs, socket or HTTP, and no two contradict each other."""
    try:
        if config is not None:
            way_in(config, told)
            must_be_answered_for(config, told)
        else:
            signed = bool(told.slack_signing_secret.get_secret_value())
            told.require("slack_bot_token", "redaction_key", *(() if signed else ("slack_app_token",)))
    except SettingsError as problem:
        return _refusals("environment", problem, VARIABLES)
    return [ok("environment", "every variable that the start needs is set")]


def files(config: Config | None) -> list[Check]:
    """Whether the files with secrets are kept from the machine's other users."""
    mend = "chmod o-rwx FILE; of a mounted Secret, defaultMode: 0440"
    open_to_all = [warn("secret files", said, mend) for said in exposed(config, secret_files())]
    return open_to_all or [ok("secret files", "none that every user of this machine may read")]


def configuration(path: Path) -> tuple[Config | None, list[Check]]:
    """The configuration, None if it is refused, and its lines."""
    try:
        config = read_config(path)
    except SettingsError as problem:
        return None, _refusals("configuration", problem, FIELDS)
    said = f"{path}: {len(config.clusters)} clusters, {len(config.services)} services"
    return config, [ok("configuration", said)]


def _refusals(name: str, problem: SettingsError, mend: str) -> list[Check]:
    return [fail(name, line, mend) for line in problem.problems]
