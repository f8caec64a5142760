"""Postmortem: an incident's whole record as one value, the row that people add to it, and its end.

It can be looked at at any time. It is complete only once a named human says so, and not while a part of the inference
row is empty or an action has no owner (P28). The document is made of it by `bot.render.postmortem`.
"""

import asyncio
import re
from collections.abc import Sequence

from bot.domain.errors import OutsideError
from bot.domain.incident import Incident
from bot.domain.inference import Inference, Layer
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.people import HumanAct, Person, Role
from bot.domain.snapshot import Snapshot
from bot.render import inference as told
from bot.render.postmortem import answers
from bot.render.postmortem.message import postmortem_message
from bot.render.rendered import Rendered
from bot.render.whispers import not_entitled
from bot.reports.postmortem import Postmortem, numbers_of, postmortem, snapshots_of
from bot.reports.postmortem.inference import inference_of
from bot.reports.timeline import timeline
from bot.triage.inbox import Click
from bot.triage.ports.store import Transaction
from bot.triage.world import World

NUMBER = re.compile(r"^(?:I-)?([0-9]{1,9})$", re.IGNORECASE)
CLOSE = "close"
SNAPSHOTS = 5
"""How many of an incident's snapshots are looked at for restarts and rollouts: the first, and the newest others."""
Answered = tuple[Rendered, tuple[HumanAct, ...]]


async def postmortem_by(world: World, user_id: str, words: str) -> Answered:
    """`I-12`: the postmortem as it is now, to a reader of its channel; `close I-12` records it as complete."""
    *before, last = words.split() or [""]
    number = number_of(last)
    verb = before[0].lower() if before else ""
    if number is None or len(before) > 1 or verb not in {"", CLOSE}:
        return answers.postmortem_usage(words), ()
    async with world.store.read() as tx:
        incident = await tx.incidents.numbered(number)
    if incident is None or not await world.directory.can_see(user_id, incident.channel):
        return answers.no_postmortem(number), ()
    if verb == CLOSE:
        return await _close_by(world, user_id, incident)
    async with world.store.read() as tx:
        return await _shown(world, tx, await tx.incidents.get(incident.id))


async def infer(_world: World, tx: Transaction, incident: Incident, person: Person, click: Click) -> Rendered:
    """What a person filled in of the inference row: a row of the ledger by their name."""
    if not person.holds_any:
        return not_entitled(Role.RESPONDER, "fill in the inference row")
    said = {field: click.fields.get(field, "").strip() for field in ("truth", "told", "action")}
    layer = Layer.__members__.get(click.fields.get("layer", ""))
    owner = click.chosen
    standing = inference_of(await tx.ledger.of(incident.id))
    if not any(said.values()) and layer in {None, standing.layer}:
        return told.owner_without_action() if owner else told.nothing_said()
    if owner is not None and not said["action"]:
        return told.owner_without_action()
    if owner is not None and not owner.is_insider:
        return told.no_owner_of_actions(owner.user_id)
    detail = {**said, "layer": layer.value if layer else "", "owner": owner.user_id if owner else ""}
    kept = {field: value for field, value in detail.items() if value}
    row = LedgerEntry(
        incident_id=incident.id,
        at=tx.now,
        act=Act.INFERENCE,
        actor=person.user_id,
        source="button",
        detail=kept,
    )
    await tx.ledger.append(row)
    return told.inference_recorded(incident, inference_of(await tx.ledger.of(incident.id)))


async def standing_row(world: World, user_id: str, incident_id: str) -> Inference | None:
    """The inference row of an incident so far; None if there is no such incident in a channel of this reader."""
    try:
        async with world.store.read() as tx:
            incident = await tx.incidents.get(incident_id)
            rows = await tx.ledger.of(incident.id)
        seen = await world.directory.can_see(user_id, incident.channel)
    except OutsideError:
        return None
    return inference_of(rows) if seen else None


async def read_postmortem(tx: Transaction, incident: Incident) -> Postmortem:
    """Everything that the record has on one incident."""
    rows = await tx.ledger.of(incident.id)
    past = {number: await tx.diagnoses.get(number) for number in numbers_of(rows)}
    diagnoses = {number: one.diagnosis for number, one in past.items() if one is not None}
    taken = snapshots_of(rows)
    numbers = _looked_at(taken)
    found = [await tx.diagnoses.snapshot(number) for number in numbers]
    snapshots: list[Snapshot] = [one for one in found if one is not None]
    # Thousands of pods may stand in each snapshot: they are gone through beside the event loop.
    return await asyncio.to_thread(
        postmortem,
        incident,
        rows,
        diagnoses,
        await tx.proposals.of(incident.id),
        snapshots=snapshots,
        taken=len(taken),
        now=tx.now,
    )


async def complete(tx: Transaction, incident: Incident, *, actor: str, source: str) -> Postmortem:
    """Record the postmortem as complete, if nothing is missing and it is not so already; as it was before that.

    What decides is in the incident and its rows alone, so nothing else is read while others wait to write.
    """
    found = postmortem(incident, await tx.ledger.of(incident.id), {}, (), now=tx.now)
    if not found.missing and found.ending is None:
        row = LedgerEntry(incident_id=incident.id, at=tx.now, act=Act.POSTMORTEM, actor=actor, source=source)
        await tx.ledger.append(row)
    return found


def number_of(word: str) -> int | None:
    """The number in `I-12` or `12`, None in anything else."""
    found = NUMBER.match(word.strip())
    return int(found[1]) if found else None


async def _close_by(world: World, user_id: str, incident: Incident) -> Answered:
    person = await world.directory.person(user_id)
    if not person.holds_any:
        return not_entitled(Role.RESPONDER, "record a postmortem as complete"), ()
    async with world.step() as tx:
        fresh = await tx.incidents.get(incident.id)
        found = await complete(tx, fresh, actor=user_id, source="command")
        acts = await tx.ledger.acts(incident.id)
    if found.missing:
        return answers.close_refused(found), acts
    if found.ending is not None:
        return answers.close_stands(found), acts
    return answers.close_recorded(incident.number), acts


async def _shown(world: World, tx: Transaction, incident: Incident) -> Answered:
    found = await read_postmortem(tx, incident)
    lines = timeline(await tx.ledger.of(incident.id))
    content = postmortem_message(found, lines, names_in(world), deployment=world.policy.deployment)
    return content, await tx.ledger.acts(incident.id)


def names_in(world: World) -> dict[str, str]:
    """How the configuration calls people; who is not in it goes by the account's id."""
    return {user: known.name for user, known in world.policy.people.items() if known.name}


def _looked_at(numbers: Sequence[int]) -> list[int]:
    if len(numbers) <= SNAPSHOTS:
        return list(numbers)
    return [numbers[0], *numbers[len(numbers) - SNAPSHOTS + 1 :]]
