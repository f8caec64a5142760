"""Mute: by `/lookout mute`, a cause of a service is told last and not proposed for a while.

Information fails open: alerts still open a thread, the muted hypothesis stands in it, reminders of a missing owner are
what they were, and critical severity is never muted. What comes next is `investigate`, which asks what stands.
"""

import re
from collections.abc import Sequence
from datetime import timedelta

from bot.detectors.catalogue import CAUSES
from bot.domain.alert import Severity
from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.mute import LONGEST, Mute
from bot.domain.people import Role
from bot.render.mute import mute_lifted, mute_recorded, mute_usage, mutes_in_force, unknown_to_mute
from bot.render.rendered import Rendered
from bot.render.whispers import error_whisper, not_entitled
from bot.triage.names import near
from bot.triage.ports.store import Transaction
from bot.triage.until import read_until, zone_of
from bot.triage.world import World

UNTIL = re.compile(r"(?:^|\s)--until(?:[=\s]+(\S+))?", re.IGNORECASE)
EVER = timedelta(days=3650)
WHY = 300


async def mute(world: World, user_id: str, words: str, _channel: str) -> Rendered:
    """`<cause> <service> --until <time> [why]`; `list` or nothing says what stands."""
    if words.strip().lower() in {"", "list"}:
        if not (await world.directory.person(user_id)).is_insider:
            return error_whisper("Mutes are shown to full members of this workspace only.")
        async with world.store.read() as tx:
            return mutes_in_force(await tx.mutes.standing(), now=tx.now)
    until = UNTIL.search(words)
    cause, service, why, *_ = [*UNTIL.sub(" ", words, count=1).split(maxsplit=2), "", "", ""]
    if until is None or not service:
        return mute_usage()
    person = await world.directory.person(user_id)
    if not person.holds_any:
        return not_entitled(Role.RESPONDER, "mute a cause")
    zone = zone_of(person.tz)
    async with world.step() as tx:
        unknown = await _unknown(world, tx, cause, service)
        at = read_until(until[1] or "", tx.now, zone, longest=LONGEST)
        if unknown is not None or isinstance(at, str):
            return unknown or mute_usage(str(at))
        said = why.strip()[:WHY]
        wanted = Mute(cause=cause, service=service, by=user_id, at=tx.now, until=at, why=said)
        replaced = await tx.mutes.put(wanted)
        detail = {"cause": cause, "service": service, "until": at.isoformat(), "why": said}
        await _record(tx, Act.MUTED, user_id, detail)
        return mute_recorded(wanted, at.astimezone(zone), person.tz, replaced=replaced)


async def unmute(world: World, user_id: str, words: str, _channel: str) -> Rendered:
    """`<cause> <service>`."""
    cause, service, *_ = [*words.split(), "", ""]
    if not service:
        return mute_usage()
    if not (await world.directory.person(user_id)).holds_any:
        return not_entitled(Role.RESPONDER, "lift a mute")
    async with world.step() as tx:
        lifted = await tx.mutes.lift(cause, service)
        if lifted:
            await _record(tx, Act.UNMUTED, user_id, {"cause": cause, "service": service})
    return mute_lifted(cause, service, changed=lifted)


async def standing(tx: Transaction, incident: Incident) -> Sequence[Mute]:
    """The mutes of the incident's service that stand, whether or not its severity lets them apply."""
    service = incident.target.service if incident.target else ""
    return [one for one in await tx.mutes.standing() if one.service.casefold() == service.casefold()]


def applies(incident: Incident) -> bool:
    """Whether a mute may apply to this incident."""
    return incident.severity is not Severity.CRITICAL


async def _unknown(world: World, tx: Transaction, cause: str, service: str) -> Rendered | None:
    """A misspelt mute would mute nothing and say that it does: what names nothing is refused."""
    if cause not in CAUSES:
        return unknown_to_mute("cause", cause, near(cause, CAUSES))
    known = {*world.policy.services, *(one.target.service for one in await tx.incidents.open() if one.target)}
    if service.casefold() in {one.casefold() for one in known if one}:
        return None
    if await tx.diagnoses.history(service=service, since=tx.now - EVER, limit=1):
        return None
    return unknown_to_mute("service", service, near(service, {one for one in known if one}))


async def _record(tx: Transaction, act: Act, actor: str, detail: dict[str, str]) -> None:
    row = LedgerEntry(incident_id="", at=tx.now, act=act, actor=actor, source="command", detail=dict(detail))
    await tx.ledger.append(row)
