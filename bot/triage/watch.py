"""Watch: brings every open incident's thread to what the kill switch says, whichever lever was moved.

The switch itself is read before every side effect, so nothing waits for this. It is for the people in the threads: the
status messages say what is in force, and a proposal that a stop halts is withdrawn rather than left with live buttons.
"""

from collections.abc import Sequence

from bot.domain.incident import Incident
from bot.domain.proposal import Proposal
from bot.domain.stop import EVERYTHING, MITIGATION, Stop
from bot.triage import ownership, thread
from bot.triage.world import World


class SwitchWatch:
    """A round: tells of the switch if it is not as it was last told; True if there was something to tell.

    What was told is kept by this process only, so a start tells once: a lever may have moved while nothing ran.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._told: tuple[Stop, ...] | None = None

    async def __call__(self) -> bool:
        """Compare and tell. What was told is noted last: an error on the way tells again."""
        async with self._world.store.read() as tx:
            stops = (await self._world.switch(tx)).stops
        if stops == self._told:
            return False
        await tell(self._world)
        self._told = stops
        return True


async def tell(world: World) -> None:
    """Say on every open incident what is in force, and withdraw what it halts; one transaction for each."""
    async with world.store.read() as tx:
        known = [incident.id for incident in await tx.incidents.open()]
    for incident_id in known:
        async with world.step() as tx:
            incident = await tx.incidents.get(incident_id)
            if not incident.is_open:
                continue
            halted = (await world.switch(tx)).halts(*_scopes(incident, await tx.proposals.of(incident.id)))
            if halted is not None:
                await ownership.withdraw_open(world, tx, incident, f"a stop of {_kind(halted)} is in force")
            await thread.show_status(world, tx, incident)


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
