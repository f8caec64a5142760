"""Levers: the kill switch by slash command. Either group may stop; only commanders resume.

The switch is rows that every side effect reads just before it happens, so a lever needs no restart and no model.
"""

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.people import Person, Role
from bot.domain.stop import EVERYTHING, MITIGATION, MODEL, POSTING, Stop
from bot.render import whispers
from bot.render.levers import lever_lifted, lever_pulled, unknown_scope
from bot.render.rendered import Rendered
from bot.triage.ports.store import Transaction
from bot.triage.world import World

SCOPES = (EVERYTHING, MODEL, MITIGATION, POSTING)
NAMED = ("service:", "incident:")


def scope_of(word: str) -> str | None:
    """The scope that a person means; "" means everything. None: there is no such scope."""
    word = word.strip().lower() or EVERYTHING
    named = any(word.startswith(prefix) and len(word) > len(prefix) for prefix in NAMED)
    return word if word in SCOPES or named else None


async def stop(world: World, user_id: str, words: str) -> Rendered:
    """Pull a lever: `[scope] [reason]`."""
    first, _, reason = words.strip().partition(" ")
    scope = scope_of(first)
    if scope is None:
        return unknown_scope(SCOPES)
    person = await world.directory.person(user_id)
    if not _may_stop(person):
        return whispers.not_entitled(Role.RESPONDER, f"stop {scope}")
    async with world.step() as tx:
        wanted = Stop(scope=scope, by=user_id, at=tx.now, why=reason.strip()[:300])
        pulled = await tx.stops.pull(wanted)
        if pulled:
            await _record(tx, Act.STOPPED, user_id, scope=scope, why=wanted.why)
        standing = next((one for one in (await tx.stops.read()).stops if one.scope == scope), wanted)
    return lever_pulled(wanted) if pulled else whispers.stopped(standing)


async def resume(world: World, user_id: str, words: str) -> Rendered:
    """Lift a lever: `[scope]`."""
    scope = scope_of(words)
    if scope is None:
        return unknown_scope(SCOPES)
    person = await world.directory.person(user_id)
    if not person.holds(Role.COMMANDER):
        return whispers.not_entitled(Role.COMMANDER, f"resume {scope}")
    async with world.step() as tx:
        lifted = await tx.stops.lift(scope)
        if lifted:
            await _record(tx, Act.RESUMED, user_id, scope=scope)
    return lever_lifted(scope, changed=lifted)


async def _record(tx: Transaction, act: Act, user_id: str, **detail: str) -> None:
    row = LedgerEntry(
        incident_id="", at=tx.now, act=act, actor=user_id, source="command", detail=dict(detail)
    )
    await tx.ledger.append(row)


def _may_stop(person: Person) -> bool:
    return person.holds(Role.RESPONDER) or person.holds(Role.COMMANDER)
