"""The settings as the start would read them: every refusal of it is a line."""

from pathlib import Path

from bot.domain.check import Check, fail, ok
from bot.settings.config import Config
from bot.settings.environment import Environment, read_environment
from bot.settings.error import SettingsError
from bot.settings.read import read_config

NEEDED = ("slack_bot_token", "slack_app_token", "redaction_key")
VARIABLES = ".env.example describes every variable"
FIELDS = "deploy/lookout.example.yaml shows every field"


def environment() -> tuple[Environment | None, list[Check]]:
    """The environment, None if a variable cannot be used, and its lines."""
    try:
        told = read_environment()
    except SettingsError as problem:
        return None, _refusals("environment", problem, VARIABLES)
    try:
        told.require(*NEEDED)
    except SettingsError as problem:
        return told, _refusals("environment", problem, VARIABLES)
    return told, [ok("environment", "every variable that the start needs is set")]


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
