"""Hand on: after the rules' diagnosis stands in its thread, the model's run is queued, if there is to be one.

Nothing of the incident waits for it: its task has no incident of its own, and a lane of its own. A share of the
triages is kept for the rules alone, to compare; which ones follows from the diagnosis' number, so the same ones again
whoever counts.
"""

import hashlib

from bot.domain.incident import Incident
from bot.triage.model.choice import in_use
from bot.triage.model.levers import forbidden, scopes_of
from bot.triage.model.missing import tell_missing
from bot.triage.ports.store import Transaction
from bot.triage.world import World

KEPT_OUT = "not asked: this one is left to the rules, to compare"
_PARTS = 10_000


def is_kept_out(diagnosis_id: int, share: float) -> bool:
    """Whether a diagnosis belongs to the share that is left to the rules alone."""
    digest = hashlib.sha256(f"by rules {diagnosis_id}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % _PARTS < round(share * _PARTS)


async def hand_on(world: World, tx: Transaction, incident: Incident, diagnosis_id: int) -> str:
    """Queue the model's run; why there is to be none, as a phrase, "" if it is queued or no model is configured."""
    if world.model is None or not incident.is_open:
        return ""
    if is_kept_out(diagnosis_id, world.policy.model.by_rules):
        return KEPT_OUT
    release, why = await in_use(tx, world.releases)
    if release is None:
        await tell_missing(world, tx)
    name = release.name if release is not None else ""
    why = why or forbidden(await world.switch(tx), scopes_of(incident, name))
    if why:
        return why
    payload = {"incident_id": incident.id, "diagnosis": diagnosis_id}
    await tx.tasks.add("refine", f"refine:{diagnosis_id}", payload)
    return ""
