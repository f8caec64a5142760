"""Freeze: by `/lookout freeze`, changes of a scope are refused for a while. Either group may; only commanders lift one.

A freeze fails closed and a misspelt one would hold nothing, so a cluster or service that is not known is refused with
the near names. What the threads say of it (`watch`) comes after, as with a stop.
"""

import re
from contextlib import suppress
from datetime import datetime

from bot.domain.errors import OutsideError
from bot.domain.freeze import COMMAND, LONGEST, Freeze, Freezes, scope_of
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.people import Role
from bot.render.frozen import (
    freeze_lifted,
    freeze_recorded,
    freeze_usage,
    freezes_in_force,
    unnamed_scope,
)
from bot.render.rendered import Rendered
from bot.render.whispers import error_whisper, not_entitled
from bot.triage.freezes import SOON
from bot.triage.names import near
from bot.triage.ports.store import ConflictError, Transaction
from bot.triage.until import read_until, zone_of
from bot.triage.watch import tell
from bot.triage.world import World

UNTIL = re.compile(r"(?:^|\s)(?:--until|--for|for|until)(?:[=\s]+(\S+))?", re.IGNORECASE)
WHY = 300


async def freeze(world: World, user_id: str, words: str, _channel: str = "") -> Rendered:
    """`<scope> --until <time> | for 2h [why]`; `list` or nothing says what stands."""
    if words.strip().lower() in {"", "list"}:
        return await _listed(world, user_id)
    until = UNTIL.search(words)
    first, why, *_ = [*UNTIL.sub(" ", words, count=1).split(maxsplit=1), "", ""]
    scope = scope_of(first)
    if until is None or scope is None:
        return freeze_usage()
    person = await world.directory.person(user_id)
    if not person.holds_any:
        return not_entitled(Role.RESPONDER, f"freeze {scope}")
    zone = zone_of(person.tz)
    async with world.step() as tx:
        at = read_until(until[1] or "", tx.now, zone, longest=LONGEST)
        if isinstance(at, str):
            return freeze_usage(at)
        if unknown := await _unknown(world, tx, scope):
            return unknown
        said = why.strip()[:WHY]
        replaced = await tx.freezes.put(scope, at, by=user_id, why=said)
        made = Freeze(scope=scope, starts_at=tx.now, ends_at=at, why=said, source=COMMAND, by=user_id)
        await _record(tx, Act.FROZEN, user_id, scope=scope, until=at.isoformat(), why=said)
    await _tell(world)
    return freeze_recorded(made, at.astimezone(zone), person.tz, replaced=replaced)


async def unfreeze(world: World, user_id: str, words: str, _channel: str = "") -> Rendered:
    """`<scope>`: what a command froze. What stands elsewhere ends there."""
    scope = scope_of(words)
    if scope is None:
        return freeze_usage()
    if not (await world.directory.person(user_id)).holds(Role.COMMANDER):
        return not_entitled(Role.COMMANDER, f"unfreeze {scope}")
    async with world.step() as tx:
        lifted, now = await tx.freezes.lift(scope), tx.now
        if lifted:
            await _record(tx, Act.UNFROZEN, user_id, scope=scope)
    elsewhere = (*world.policy.freezes, *world.board.shown().windows)
    left = [one for one in elsewhere if one.scope.casefold() == scope.casefold() and one.stands(now)]
    if lifted:
        await _tell(world)
    return freeze_lifted(scope, changed=lifted, left=left, now=now)


async def _listed(world: World, user_id: str) -> Rendered:
    if not (await world.directory.person(user_id)).is_insider:
        return error_whisper("Freezes are shown to full members of this workspace only.")
    async with world.store.read() as tx:
        known, now = await everywhere(world, tx), tx.now
    return freezes_in_force(known, now)


async def everywhere(world: World, tx: Transaction) -> Freezes:
    """All that stand or come within a day, of whichever target; from outside what was said last."""
    shown = world.board.shown()
    windows = (*world.policy.freezes, *await tx.freezes.standing(), *shown.windows)
    return Freezes(windows=tuple(one for one in windows if _soon(one, tx.now)), unread=shown.unread)


def _soon(one: Freeze, now: datetime) -> bool:
    return one.starts_at <= now + SOON and (one.ends_at is None or one.ends_at > now)


async def _unknown(world: World, tx: Transaction, scope: str) -> Rendered | None:
    kind, _, named = scope.partition(":")
    services = {*world.policy.services, *(one.service for one in world.policy.services.values())}
    services |= {one.target.service for one in await tx.incidents.open() if one.target}
    known = {"cluster": set(world.clusters), "service": {one for one in services if one}}.get(kind)
    if known is None or named.casefold() in {one.casefold() for one in known}:
        return None
    return unnamed_scope(scope, near(named, known))


async def _tell(world: World) -> None:
    """The freeze stands already, so trouble here must not sound as if it did not: the watch tells again."""
    with suppress(OutsideError, ConflictError):
        await tell(world)


async def _record(tx: Transaction, act: Act, actor: str, **detail: str) -> None:
    row = LedgerEntry(incident_id="", at=tx.now, act=act, actor=actor, source="command", detail=dict(detail))
    await tx.ledger.append(row)
