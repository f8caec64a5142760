"""The doctor's question to the model's provider, if there is a key; without one the rules answer alone.

It is asked about the release in use: the one that a person chose last, by the record, else the newest.
"""

import asyncio
from contextlib import AsyncExitStack

from bot.adapters.prompts import FILES
from bot.adapters.store.chosen import chosen
from bot.app.doctor.questions import Questions
from bot.app.model import KEY, model_of
from bot.app.releases import shelf_of
from bot.domain.check import Check, fail, ok
from bot.domain.errors import OutsideError
from bot.settings.config import Config
from bot.settings.environment import Environment
from bot.settings.error import SettingsError
from bot.triage.ports.clock import Clock

OTHER = "choose one of this version: lookout release list, lookout release use NAME"


async def model(questions: Questions, config: Config, told: Environment, clock: Clock) -> tuple[Check, ...]:
    """The line about the model."""
    async with AsyncExitStack() as opened:
        found = model_of(config, told, clock, opened)
        if found is None:
            return (ok("model", f"off: {_why(config)}, so the rules answer alone"),)
        from bot.adapters.anthropic.checks import served  # noqa: PLC0415 - as in app.model

        try:
            known = shelf_of(config.model.prompts or FILES, config).releases
        except SettingsError as problem:
            return (fail("model", problem.problems[0], "deploy/lookout.example.yaml shows every field"),)
        name = await _chosen(told)
        release = known.named(name) if name else known.newest
        if name and release is None:
            said = "the release that was chosen is not one of this version, so the rules answer alone"
            return (fail("model", said, OTHER, name),)
        return await questions.ask(
            "model", served(found, release, clock.now()), release.name if release else ""
        )


async def _chosen(told: Environment) -> str:
    try:
        return await asyncio.to_thread(chosen, told.database_url)
    except OutsideError:
        return ""  # the line on the database says what is wrong with it


def _why(config: Config) -> str:
    return f"{KEY} is not set" if config.model.enabled else "model.enabled is off"
