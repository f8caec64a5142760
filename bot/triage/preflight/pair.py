"""Pair: whether two of those on call could turn the two keys: a commander, and another who may own an incident.

The gate asks the same of all members of the roles; this asks it of those who are there tonight.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from bot.domain.errors import OutsideError
from bot.domain.people import Role
from bot.domain.preflight import Can, Pair
from bot.domain.rota import Duty
from bot.triage.ports.slack import Directory


async def pair_on_call(directory: Directory, duties: Sequence[Duty], at: datetime) -> Pair | None:
    """What the rotas say of that moment; None if there are no rotas."""
    if not duties:
        return None
    on_call = [shift for duty in duties for shift in duty.on_call(at)]
    people = tuple(sorted({shift.user_id for shift in on_call if shift.user_id}))
    try:
        accounts = [await directory.person(one) for one in people]
    except OutsideError as problem:
        return Pair(can=Can.UNKNOWN, why=str(problem), people=people)
    commanders = {one.user_id for one in accounts if one.holds(Role.COMMANDER)}
    responders = {one.user_id for one in accounts if one.holds(Role.RESPONDER)}
    if any(responders - {one} for one in commanders):
        return Pair(can=Can.YES, people=people)
    unread = next((f"the rota {one.rota} cannot be read" for one in duties if not one.known(at)), "")
    unknown = next(
        (f"a rota names {one.name}, whose account is not known" for one in on_call if not one.user_id), ""
    )
    if unread or unknown:
        return Pair(can=Can.UNKNOWN, why=unread or unknown, people=people)
    return Pair(can=Can.NO, why=_why(people, commanders, responders), people=people)


def key_of(pair: Pair, at: datetime) -> str:
    """The same for the same people on the same day, so that they are told of once."""
    return f"{sha256(' '.join(pair.people).encode()).hexdigest()[:12]}:{at.date().isoformat()}"


def _why(people: Sequence[str], commanders: set[str], responders: set[str]) -> str:
    if not people:
        return "nobody is on call"
    if not commanders:
        return "nobody on call is in the commanders group"
    if not responders:
        return "nobody on call is in the responders group"
    return "the one commander on call is the one responder as well"
