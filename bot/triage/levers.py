"""Levers: the kill switch by slash command. Either group may stop; only commanders resume.

The switch is rows that every side effect reads just before it happens, so a lever needs no restart and no model. A
lever is pulled in a transaction of its own; what the threads say of it (`watch`) comes after.
"""

from contextlib import suppress

from bot.domain.errors import OutsideError
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.people import Role
from bot.domain.stop import SCOPES, Stop, scope_of
from bot.render import whispers
from bot.render.levers import (
    UNKNOWN_INCIDENT,
    UNKNOWN_RELEASE,
    UNKNOWN_SERVICE,
    lever_lifted,
    lever_pulled,
    unknown_scope,
)
from bot.render.rendered import Rendered
from bot.triage.ports.store import ConflictError, Transaction
from bot.triage.watch import tell
from bot.triage.world import World


async def stop(world: World, user_id: str, words: str, _channel: str = "") -> Rendered:
    """Pull a lever: `[scope] [reason]`."""
    first, _, reason = words.strip().partition(" ")
    scope = scope_of(first)
    if scope is None:
        return unknown_scope(SCOPES)
    person = await world.directory.person(user_id)
    if not person.holds_any:
        return whispers.not_entitled(Role.RESPONDER, f"stop {scope}")
    async with world.step() as tx:
        scope = await meant(tx, scope)
        wanted = Stop(scope=scope, by=user_id, at=tx.now, why=reason.strip()[:300])
        pulled = await pull(tx, wanted, actor=user_id, source="command")
        standing = (await tx.stops.read()).standing(scope) or wanted
        warning = await _warning(world, tx, scope)
    if not pulled:
        return whispers.stopped(standing)
    await _tell(world)
    return lever_pulled(wanted, warning=warning)


async def resume(world: World, user_id: str, words: str, _channel: str = "") -> Rendered:
    """Lift a lever: `[scope]`."""
    scope = scope_of(words)
    if scope is None:
        return unknown_scope(SCOPES)
    person = await world.directory.person(user_id)
    if not person.holds(Role.COMMANDER):
        return whispers.not_entitled(Role.COMMANDER, f"resume {scope}")
    async with world.step() as tx:
        scope = await meant(tx, scope)
        lifted = await lift(tx, scope, actor=user_id, source="command")
        other = (await world.switch(tx)).standing(scope)
    if lifted:
        await _tell(world)
    # The stop file may still say the same, and no command lifts it.
    return whispers.stopped(other) if other is not None else lever_lifted(scope, changed=lifted)


async def pull_over_http(world: World, scope: str, why: str, by: str) -> tuple[Stop, bool]:
    """Pull a lever for a caller who showed the token; the lever that stands, and whether it is new.

    The watch tells the threads, so that the answer waits for nothing but the record.
    """
    async with world.step(urgent=True) as tx:
        scope = await meant(tx, scope)
        wanted = Stop(scope=scope, by=by, at=tx.now, why=why)
        pulled = await pull(tx, wanted, actor="", source="http")
        standing = (await tx.stops.read()).standing(scope) or wanted
    return standing, pulled


async def pull(tx: Transaction, wanted: Stop, *, actor: str, source: str) -> bool:
    """Pull a lever and record it; False (and no row) if that scope was stopped already."""
    if (await tx.stops.read()).standing(wanted.scope) is not None or not await tx.stops.pull(wanted):
        return False
    await _record(tx, Act.STOPPED, actor, source, scope=wanted.scope, why=wanted.why)
    return True


async def lift(tx: Transaction, scope: str, *, actor: str, source: str) -> bool:
    """Lift a lever, in whichever case of letters it was pulled, and record it; False if it was not pulled."""
    standing = (await tx.stops.read()).standing(scope)
    if standing is None or not await tx.stops.lift(standing.scope):
        return False
    await _record(tx, Act.RESUMED, actor, source, scope=standing.scope)
    return True


async def meant(tx: Transaction, scope: str) -> str:
    """The scope by an incident's id, if a person gave the number of an open one: `incident:I-12`, `incident:12`."""
    kind, _, named = scope.partition(":")
    if kind != "incident":
        return scope
    number = named.upper().removeprefix("I-")
    found = (one.id for one in await tx.incidents.open() if number == str(one.number) or named == one.id)
    return f"incident:{next(found, named)}"


async def _tell(world: World) -> None:
    """The lever is moved already, so trouble here must not sound as if it were not: the watch tells again."""
    with suppress(OutsideError, ConflictError):
        await tell(world)


async def _warning(world: World, tx: Transaction, scope: str) -> str:
    """What to check when a scope names nothing that is known here; it is stopped all the same."""
    kind, _, named = scope.partition(":")
    targets = world.policy.services.values()
    services = {*world.policy.services, *(one.service for one in targets)}
    if kind == "service" and named.casefold() not in {one.casefold() for one in services}:
        return UNKNOWN_SERVICE
    if kind == "incident" and named not in {one.id for one in await tx.incidents.open()}:
        return UNKNOWN_INCIDENT
    if kind == "release" and named.casefold() not in {one.name.casefold() for one in world.releases.known}:
        return UNKNOWN_RELEASE
    return ""


async def _record(tx: Transaction, act: Act, actor: str, source: str, **detail: str) -> None:
    row = LedgerEntry(incident_id="", at=tx.now, act=act, actor=actor, source=source, detail=dict(detail))
    await tx.ledger.append(row)
