"""The doctor's question to each rota: can it be read, and are those whom it names known."""

import asyncio
from contextlib import AsyncExitStack

from bot.app.doctor.questions import Questions
from bot.app.preflight import rotas_of
from bot.domain.check import Check, ok, warn
from bot.settings.config import Config
from bot.settings.environment import Environment
from bot.triage.ports.clock import Clock
from bot.triage.ports.preflight import Rota
from bot.triage.preflight.rotas import read_shifts


async def rotas(questions: Questions, config: Config, told: Environment, clock: Clock) -> list[Check]:
    """A line for each rota of the configuration."""
    async with AsyncExitStack() as opened:
        found = rotas_of(config, told.pagerduty_token, opened)
        lines = await asyncio.gather(
            *(questions.ask("rota", _rota(one, config, clock), one.name) for one in found)
        )
    return [line for each in lines for line in each]


async def _rota(rota: Rota, config: Config, clock: Clock) -> Check:
    duty = await read_shifts(rota, clock.now())
    strangers = sorted({shift.name for shift in duty.shifts if not shift.user_id})
    if strangers:
        said = (
            f"it names {', '.join(strangers[:5])}, whose account is not known, so nothing is asked about them"
        )
        return warn("rota", said, "add the name or the e-mail address to people in lookout.yaml", rota.name)
    unmapped = [one for one in duty.people if one not in config.identities]
    if unmapped:
        said = f"no cluster user is configured for {', '.join(unmapped[:5])}, so their access stays unknown"
        return warn("rota", said, "add them to identities in lookout.yaml", rota.name)
    now = ", ".join(dict.fromkeys(one.name or one.user_id for one in duty.on_call(clock.now())))
    if not now:
        return warn("rota", "nobody is on call by it now", "see whoever keeps the rota", rota.name)
    return ok("rota", f"on call: {now}", rota.name)
