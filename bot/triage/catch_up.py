"""Catch up: what an incident came to so far, read from the record for whoever joins late; closed ones too."""

from bot.domain.incident import Incident, IncidentStatus
from bot.domain.people import HumanAct
from bot.render.catch_up import catch_up_message
from bot.render.rendered import Rendered
from bot.triage.world import World


async def catch_up(world: World, incident: Incident, _asker: str) -> tuple[Rendered, tuple[HumanAct, ...]]:
    """The answer, and the deeds that it may name."""
    async with world.store.read() as tx:
        incident = await tx.incidents.get(incident.id)
        past = await tx.diagnoses.of(incident.id)
        chain = f"remind:{incident.id}:{incident.owner_term}:{incident.severity.value}:"
        waits = incident.owner is None and incident.status is IncidentStatus.FIRING
        due = await tx.tasks.next_due("remind", chain) if waits else None
        content = catch_up_message(
            incident,
            await tx.ledger.of(incident.id),
            diagnosis=past[0].diagnosis if past else None,
            diagnosis_id=past[0].id if past else 0,
            proposals=await tx.proposals.of(incident.id),
            switch=await world.switch(tx),
            reminder_at=due,
            now=tx.now,
        )
        return content, await tx.ledger.acts(incident.id)
