"""Watch: brings every open incident's thread to what the kill switch and the freezes say, whichever lever was moved.

Both are read before every side effect, so nothing waits for this. It is for the people in the threads: the status
messages say what is in force, and a proposal that a stop or a new freeze halts is withdrawn rather than left with live
buttons.
"""

from collections.abc import Sequence
from typing import Any

from bot.domain.freeze import Freeze
from bot.domain.incident import Incident
from bot.domain.proposal import Proposal
from bot.domain.stop import EVERYTHING, MITIGATION, Stop, Switch
from bot.triage import freezes, ownership
from bot.triage.ports.store import Transaction
from bot.triage.world import World


class SwitchWatch:
    """A round: tells of the switch and the freezes if they are not as they were last told; True if there was something.

    What was told is kept by this process only, so a start tells once: a lever may have moved while nothing ran.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._told: Any = None

    async def __call__(self) -> bool:
        """Compare and tell. What was told is noted last: an error on the way tells again."""
        async with self._world.store.read() as tx:
            now = (_shown(await self._world.switch(tx)), await self._standing(tx))
        if now == self._told:
            return False
        await tell(self._world)
        self._told = now
        return True

    async def _standing(self, tx: Transaction) -> Sequence[Any]:
        """Every freeze in force, of whichever target, and what cannot be read."""
        shown = self._world.board.shown()
        windows = (*self._world.policy.freezes, *await tx.freezes.standing(), *shown.windows)
        return (*(one.id for one in windows if one.stands(tx.now)), *shown.unread)


def _shown(switch: Switch) -> Any:
    """What people are shown of the switch; a drill's lever is none of theirs."""
    return switch.unread, [one for one in switch.stops if not one.is_drill]


async def tell(world: World) -> None:
    """Say on every open incident what is in force, and withdraw what it halts; one transaction for each.

    The incidents that freeze others are read once, before: each of these transactions keeps everybody from writing.
    """
    async with world.store.read() as tx:
        known = [incident.id for incident in await tx.incidents.open()]
        sev1s = await tx.incidents.critical()
    for incident_id in known:
        async with world.step() as tx:
            incident = await tx.incidents.get(incident_id)
            if not incident.is_open:
                continue
            proposals = await tx.proposals.of(incident.id)
            halted = (await world.switch(tx)).halts(*_scopes(incident, proposals))
            if halted is not None:
                await ownership.withdraw_open(world, tx, incident, f"a stop of {_kind(halted)} is in force")
            elif new := await _begun(world, tx, proposals, sev1s):
                why = f"a freeze by {new[0].source} came into force"
                await ownership.withdraw_open(world, tx, incident, why)
            await ownership.show_offices(world, tx, incident, sev1s)


async def _begun(
    world: World, tx: Transaction, proposals: Sequence[Proposal], sev1s: Sequence[Incident]
) -> Sequence[Freeze]:
    """Freezes that began after an open proposal was put forward, so that nobody saw them on its card."""
    found: list[Freeze] = []
    for one in proposals:
        if one.state.is_open:
            known = await freezes.known(world, tx, one.incident_id, one.place, sev1s)
            found += freezes.begun_since(known.windows, one)
    return found


def _scopes(incident: Incident, proposals: Sequence[Proposal]) -> set[str]:
    """Every scope that halts a change for this incident."""
    services = {f"service:{one.service}" for one in proposals if one.state.is_open}
    if incident.target is not None and incident.target.service:
        services.add(f"service:{incident.target.service}")
    return {MITIGATION, f"incident:{incident.id}", *services}


def _kind(stop: Stop) -> str:
    """What is stopped, in words of ours: a scope's own text names services of the outside world."""
    kind, _, named = stop.scope.partition(":")
    if named:
        return f"this {kind}"
    return EVERYTHING if kind == EVERYTHING else MITIGATION
