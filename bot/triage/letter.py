"""The letter of a diagnosis: written when the rules have judged, and once more when the model's run is over.

What it was rendered from is kept beside it, so that the very same message can be made again from the record.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.domain.diagnosis import Diagnosis
from bot.domain.incident import Incident
from bot.domain.noun import Noun
from bot.domain.runbook import Runbook
from bot.render.access import Access
from bot.render.diagnosis import diagnosis_message
from bot.render.mute import diagnosis_line
from bot.render.rendered import Rendered
from bot.triage import mute, thread
from bot.triage.ports.recordings import Part, Piece
from bot.triage.ports.store import Transaction
from bot.triage.preflight.seen import access_to
from bot.triage.world import World


class Beside(Noun):
    """All that a diagnosis is told with, beside itself: the state of things when it was written.

    `muted` are the causes that were told last.
    """

    incident: Incident
    now: datetime
    deployment: str
    diagnosis: int
    runbook: Runbook | None = None
    access: Access | None = None
    mutes: tuple[str, ...] = ()
    muted: tuple[str, ...] = ()
    model: str = ""


async def write_diagnosis(
    world: World,
    tx: Transaction,
    incident: Incident,
    diagnosis_id: int,
    diagnosis: Diagnosis,
    model: str = "",
) -> None:
    """Put the rules' diagnosis into its thread, or a new version of it with the line about the model."""
    best = diagnosis.hypotheses[0] if diagnosis.hypotheses else None
    applies = mute.applies(incident)
    mutes = await mute.standing(tx, incident)
    causes = {one.cause for one in diagnosis.hypotheses}
    beside = Beside(
        incident=incident,
        now=tx.now,
        deployment=world.policy.deployment,
        diagnosis=diagnosis_id,
        runbook=world.runbook_for(best.cause) if best else None,
        access=await access_to(world, tx, incident.target),
        mutes=tuple(diagnosis_line(one, tx.now, applies=applies) for one in mutes if one.cause in causes),
        muted=tuple(one.cause for one in mutes) if applies else (),
        model=model,
    )
    await thread.say(tx, incident, letter_key(incident, diagnosis_id), written(diagnosis, beside))
    await keep_said(tx, incident.id, said_of(diagnosis_id), beside.model_dump(mode="json"))


def written(diagnosis: Diagnosis, beside: Beside) -> Rendered:
    """The message: the same for the same diagnosis beside the same things."""
    return diagnosis_message(
        beside.incident,
        diagnosis,
        diagnosis_id=beside.diagnosis,
        now=beside.now,
        deployment=beside.deployment,
        runbook=beside.runbook,
        mutes=beside.mutes,
        access=beside.access,
        model=beside.model,
    )


def letter_key(incident: Incident, diagnosis_id: int) -> str:
    """The key of a diagnosis' letter."""
    return f"diagnosis:{incident.id}:{diagnosis_id}"


def said_of(diagnosis_id: int) -> str:
    """The run under which the record keeps what a diagnosis' letter was rendered from."""
    return f"said:{diagnosis_id}"


async def keep_said(tx: Transaction, incident_id: str, run: str, body: dict[str, Any]) -> None:
    """Keep what a letter was rendered from; the last one kept is that of the letter as it stands."""
    pieces: Sequence[Piece] = [Piece(run=run, step=0, part=Part.SAID, body=body)]
    await tx.recordings.add(incident_id, pieces)
