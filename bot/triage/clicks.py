"""Clicks: what each button and modal does, and an answer to every one of them.

A click is a task like any other, so it survives a crash and a second delivery of it does nothing. The person is looked
up now, before the transaction; the answer goes to that person alone, after it.
"""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress

from bot.domain.errors import OutsideError, PermanentError, RefusedError
from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.people import Person, Role
from bot.domain.stop import Stop
from bot.render import whispers
from bot.render.actions import ActionId
from bot.render.admission import no_insider, no_insider_rates
from bot.render.asked import hidden_incident
from bot.render.rendered import NoEffect, Rendered
from bot.render.withheld import raw_message
from bot.reports.verdicts import verdicts_of
from bot.triage import decide, finding, ownership, postmortem, silence, thread
from bot.triage.inbox import Click, Remark
from bot.triage.intake import set_target, triage_again
from bot.triage.point import sees_incident
from bot.triage.ports.store import Task, Transaction
from bot.triage.world import World

KEPT = 300
"""Characters of each thing that a click in vain said of itself."""

Reply = Callable[[World, Transaction, Incident, Person, Click], Awaitable[Rendered]]


async def answer_click(world: World, task: Task) -> None:
    """Do what the button says, if this person may, and tell them what is true now."""
    click = Click.model_validate(task.payload)
    if click.deployment != world.policy.deployment:
        async with world.last_step(task):
            pass
        await _whisper(world, click, whispers.foreign_button())
        return
    try:
        person, click = await _people(world, click.model_copy(update={"kept_at": task.added_at}))
    except (PermanentError, RefusedError) as problem:
        await _leave(
            world, task, click, f"The roles could not be looked up; the click changed nothing. ({problem})"
        )
        return
    async with world.last_step(task) as tx:
        incident = await _incident(tx, click)
        said = await _reply(world, tx, incident, person, click)
        if isinstance(said, NoEffect):
            await _note_vain(tx, click, said)
    await _whisper(world, click, said)


async def _people(world: World, click: Click) -> tuple[Person, Click]:
    """Who clicked and whom they chose, as they are now; asked before the transaction, which holds up every other."""
    person = await world.directory.person(click.user_id, team_id=click.team_id)
    chosen = click.fields.get("user", "")
    if chosen:
        click = click.model_copy(update={"chosen": await world.directory.person(chosen)})
    return person, click


async def _leave(world: World, task: Task, click: Click, why: str) -> None:
    """The click cannot be judged: it ends here, and the person is told."""
    said = whispers.without_effect(whispers.error_whisper(why))
    async with world.last_step(task) as tx:
        await _note_vain(tx, click, said)
    await _whisper(world, click, said)


async def _note_vain(tx: Transaction, click: Click, said: NoEffect) -> None:
    """A click that changed nothing is on the record too, with the reason that its person was given.

    What a forged one names is kept as it came; an incident that is not known has no chain of its own.
    """
    incident = await _incident(tx, click)
    detail = {"action": click.action, "proposal": click.proposal_id, "digest": click.digest, "why": said.text}
    row = LedgerEntry(
        incident_id=incident.id if incident is not None else "",
        at=tx.now,
        act=Act.PRESSED,
        actor=click.user_id,
        source="button",
        detail={key: value[:KEPT] for key, value in detail.items()},
    )
    await tx.ledger.append(row)


async def _reply(
    world: World, tx: Transaction, incident: Incident | None, person: Person, click: Click
) -> Rendered:
    if incident is None:
        return whispers.without_effect(whispers.unknown_incident())
    reply = REPLIES.get(click.action)
    if reply is None:
        return _vain("This button is of another version of Lookout; the click changed nothing.")
    if not incident.is_open and click.action not in STILL_OPEN:
        return whispers.incident_closed(incident)
    if click.action in ON_PROPOSALS and not await _known_proposal(tx, click):
        return _vain("This proposal is not known here; the click changed nothing.")
    return await reply(world, tx, incident, person, click)


def _vain(sentence: str) -> NoEffect:
    return whispers.without_effect(whispers.error_whisper(sentence))


async def _known_proposal(tx: Transaction, click: Click) -> bool:
    return any(one.id == click.proposal_id for one in await tx.proposals.of(click.incident_id))


async def _incident(tx: Transaction, click: Click) -> Incident | None:
    try:
        return await tx.incidents.get(click.incident_id)
    except PermanentError:
        return None


async def hint(world: World, task: Task) -> None:
    """Somebody wrote that they have it: words change nothing, so they are shown the button that does."""
    remark = Remark.model_validate(task.payload)
    async with world.last_step(task) as tx:
        incident = await tx.incidents.at_message(remark.channel, remark.thread_ts)
        mine = (
            incident is not None and incident.owner is not None and incident.owner.user_id == remark.user_id
        )
        if incident is not None and incident.is_open and incident.owner is not None and mine:
            await silence.note_spoken(tx, incident, incident.owner)
    if incident is None or not incident.is_open or mine:
        return
    said = whispers.hint_on_it(incident, world.policy.deployment)
    with suppress(OutsideError):
        if not await sees_incident(world, incident, remark.user_id, remark.channel):
            said = hidden_incident(incident)
        await world.messenger.whisper(remark.channel, remark.user_id, said, thread_ts=remark.thread_ts)


async def _retriage(
    world: World, tx: Transaction, incident: Incident, person: Person, _click: Click
) -> Rendered:
    if not person.is_insider:
        return no_insider()
    if incident.target is None:
        return whispers.no_target(sorted(world.policy.services))
    await _record(tx, incident, Act.ASKED, person, what="triage again")
    await triage_again(world, tx, incident, key=f"click:{tx.now.isoformat()}")
    return whispers.triage_queued(incident)


async def _stop(world: World, tx: Transaction, incident: Incident, person: Person, click: Click) -> Rendered:
    if not person.holds_any:
        return whispers.not_entitled(Role.RESPONDER, "stop Lookout for this incident")
    stop = Stop(
        scope=f"incident:{incident.id}", by=person.user_id, at=tx.now, why=click.fields.get("reason", "")
    )
    if await tx.stops.pull(stop):
        await _record(tx, incident, Act.STOPPED, person, scope=stop.scope)
        await ownership.withdraw_open(world, tx, incident, "a stop of this incident is in force")
        await thread.show_status(world, tx, incident)
    pulled = (one for one in (await tx.stops.read()).stops if one.scope == stop.scope)
    return whispers.stopped(next(pulled, stop))


async def _target(
    world: World, tx: Transaction, incident: Incident, person: Person, click: Click
) -> Rendered:
    if not person.is_insider:
        return no_insider()
    target = world.policy.services.get(click.fields.get("service", ""))
    if target is None:
        return whispers.no_target(sorted(world.policy.services))
    if incident.target == target:
        return whispers.target_stands(incident)
    await ownership.withdraw_open(world, tx, incident, "the target of the incident was changed")
    await set_target(world, tx, incident, target, by=person.user_id)
    return whispers.triage_queued(incident)


async def _rate(_world: World, tx: Transaction, incident: Incident, person: Person, click: Click) -> Rendered:
    """A person's verdict on a diagnosis, in place of an earlier one of theirs; the modal adds what it was."""
    if not person.is_insider:
        return no_insider_rates()
    number = int(click.proposal_id) if click.proposal_id.isdecimal() else 0
    said = {"cause": click.fields.get("code", ""), "note": click.fields.get("cause", "")}
    verdict = click.action.rsplit(".", 1)[-1]
    await _record(tx, incident, Act.RATED, person, verdict=verdict, diagnosis=number, **said)
    return whispers.rated(verdicts_of(await tx.ledger.of(incident.id), number))


async def _raw(_world: World, tx: Transaction, incident: Incident, person: Person, click: Click) -> Rendered:
    """The lines of a diagnosis that were withheld, to this person alone."""
    if not person.is_insider:
        return no_insider()
    number = int(click.proposal_id) if click.proposal_id.isdecimal() else 0
    past = await tx.diagnoses.get(number)
    if past is None or past.incident.id != incident.id:
        return whispers.error_whisper("This diagnosis is not known here; nothing can be shown of it.")
    await _record(tx, incident, Act.ASKED, person, what="withheld lines", diagnosis=number)
    return raw_message(past.diagnosis, diagnosis_id=number)


async def _record(tx: Transaction, incident: Incident, act: Act, person: Person, **detail: object) -> None:
    await tx.ledger.append(
        LedgerEntry(
            incident_id=incident.id,
            at=tx.now,
            act=act,
            actor=person.user_id,
            source="button",
            detail=dict(detail),
        )
    )


async def _whisper(world: World, click: Click, said: Rendered) -> None:
    """Best effort: the decision stands in the ledger and on the card, whether or not this answer arrives."""
    async with world.store.read() as tx:
        incident = await _incident(tx, click)
        acts = await tx.ledger.acts(click.incident_id)
    thread_ts = incident.thread_ts if incident and incident.channel == click.channel else ""
    with suppress(OutsideError):
        await world.messenger.whisper(click.channel, click.user_id, said, thread_ts=thread_ts, acts=acts)


REPLIES: Mapping[str, Reply] = {
    ActionId.TAKE: ownership.take,
    ActionId.HANDOVER: ownership.hand_over,
    ActionId.RELEASE: ownership.release,
    ActionId.KEEP: silence.keep,
    ActionId.CLOSE: ownership.close,
    ActionId.RETRIAGE: _retriage,
    ActionId.STOP: _stop,
    ActionId.TARGET: _target,
    ActionId.APPROVE: decide.approve,
    ActionId.CONFIRM: decide.confirm,
    ActionId.DENY: decide.refuse,
    ActionId.REFUSE: decide.refuse,
    ActionId.RIGHT: _rate,
    ActionId.PARTLY: _rate,
    ActionId.WRONG: _rate,
    ActionId.RAW: _raw,
    ActionId.IS_IN: finding.find,
    ActionId.IS_NOT_IN: finding.find,
    ActionId.INFER: postmortem.infer,
}

FINDINGS = frozenset({ActionId.IS_IN, ActionId.IS_NOT_IN})
ON_PROPOSALS = frozenset({ActionId.APPROVE, ActionId.CONFIRM, ActionId.DENY, ActionId.REFUSE}) | FINDINGS
STILL_OPEN = (
    frozenset({ActionId.RIGHT, ActionId.PARTLY, ActionId.WRONG, ActionId.RAW, ActionId.INFER}) | FINDINGS
)
