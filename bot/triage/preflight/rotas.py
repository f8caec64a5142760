"""Rotas: read again every hour and before each preflight, and kept; a preflight is due when a shift begins.

A rota that cannot be read keeps what it said, with the reason. Who is on call is then unknown, which is not nobody.
"""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from bot.domain.errors import OutsideError
from bot.domain.rota import Duty, Shift
from bot.triage.ports.preflight import Rota
from bot.triage.ports.store import Task, Transaction
from bot.triage.world import World

log = structlog.get_logger()

AHEAD = timedelta(days=8)
"""How far shifts are read: a week's turn, and who comes after it."""
BEHIND = timedelta(hours=1)
SOON = timedelta(hours=2)
"""Which shifts get a preflight of their own: rotas are read again before later ones begin."""


async def read_rotas(world: World, task: Task) -> None:
    """Read all rotas, keep them, and queue a preflight for each shift that begins soon."""
    async with world.store.read() as tx:
        earlier = await tx.preflights.duties()
    duties = await duties_now(world, earlier)
    async with world.last_step(task) as tx:
        await keep(tx, duties)


async def duties_now(world: World, earlier: Sequence[Duty]) -> tuple[Duty, ...]:
    """Every rota as it is now; one that cannot be read as it was earlier, with the reason."""
    duties = await read_duties(world.instruments.rotas, earlier, world.clock.now())
    names = await _names(world, duties)
    return tuple(
        duty.model_copy(update={"shifts": tuple(_named(one, names) for one in duty.shifts)})
        for duty in duties
    )


async def read_duties(rotas: Sequence[Rota], earlier: Sequence[Duty], now: datetime) -> tuple[Duty, ...]:
    """As `duties_now`, with the names that the rotas themselves give."""
    before = {duty.rota: duty for duty in earlier}
    return tuple(await asyncio.gather(*(_read(rota, before.get(rota.name), now) for rota in rotas)))


async def read_shifts(rota: Rota, now: datetime) -> Duty:
    """A rota as it is now. Raises `OutsideError` if it cannot be read."""
    shifts = await rota.shifts(now - BEHIND, now + AHEAD)
    return Duty(rota=rota.name, services=rota.services, shifts=tuple(shifts), read_at=now, until=now + AHEAD)


async def keep(tx: Transaction, duties: Sequence[Duty]) -> None:
    """Keep the rotas as they were read. A preflight's key is the moment, so reading a rota again adds none."""
    await tx.preflights.put_duties(duties)
    for at in sorted({shift.starts_at for duty in duties for shift in duty.shifts if shift.starts_at}):
        if tx.now < at <= tx.now + SOON:
            await tx.tasks.add("preflight", f"preflight:shift:{at.isoformat()}", due_at=at)


async def _read(rota: Rota, before: Duty | None, now: datetime) -> Duty:
    try:
        return await read_shifts(rota, now)
    except OutsideError as problem:
        why = str(problem)
    except Exception as problem:
        log.exception("a rota could not be read", rota=rota.name)
        why = f"reading it failed, which is a fault of Lookout ({type(problem).__name__})"
    log.warning("a rota cannot be read, so who is on call by it is unknown", rota=rota.name, why=why)
    old = before or Duty(rota=rota.name)
    return old.model_copy(update={"services": rota.services, "problem": why})


async def _names(world: World, duties: Sequence[Duty]) -> Mapping[str, str]:
    """What to call people to whom the rota gives no name: as the configuration does, else as Slack does."""
    nameless = {one.user_id for duty in duties for one in duty.shifts if one.user_id and not one.name}
    found: dict[str, str] = {}
    for user in sorted(nameless):
        known = world.policy.people.get(user)
        if known is not None and known.name:
            found[user] = known.name
            continue
        with suppress(OutsideError):
            found[user] = (await world.directory.person(user)).name
    return found


def _named(shift: Shift, names: Mapping[str, str]) -> Shift:
    if shift.name or not shift.user_id:
        return shift
    return shift.model_copy(update={"name": names.get(shift.user_id) or shift.user_id})
