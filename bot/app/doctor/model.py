"""The doctor's question to the model's provider, if there is a key; without one the rules answer alone."""

from contextlib import AsyncExitStack

from bot.adapters.prompts import FILES
from bot.app.doctor.questions import Questions
from bot.app.model import KEY, model_of
from bot.app.releases import shelf_of
from bot.domain.check import Check, fail, ok
from bot.settings.config import Config
from bot.settings.environment import Environment
from bot.settings.error import SettingsError
from bot.triage.ports.clock import Clock


async def model(questions: Questions, config: Config, told: Environment, clock: Clock) -> tuple[Check, ...]:
    """The line about the model."""
    async with AsyncExitStack() as opened:
        found = model_of(config, told, clock, opened)
        if found is None:
            return (ok("model", f"off: {_why(config)}, so the rules answer alone"),)
        from bot.adapters.anthropic.checks import served  # noqa: PLC0415 - as in app.model

        try:
            release = shelf_of(config.model.prompts or FILES, config).releases.newest
        except SettingsError as problem:
            return (fail("model", problem.problems[0], "deploy/lookout.example.yaml shows every field"),)
        return await questions.ask(
            "model", served(found, release, clock.now()), release.name if release else ""
        )


def _why(config: Config) -> str:
    return f"{KEY} is not set" if config.model.enabled else "model.enabled is off"
