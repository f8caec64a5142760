"""Silence: an owner of whom the record has no word for too long is asked, and without an answer the ownership lapses.

All waiting is rows with a due time; each decision is one transaction over the incident's own rows, so whoever speaks,
hands over or closes in the same moment comes before it or after it. A question that could not be put (Slack away,
posting stopped) waits once more before the ownership lapses, and the thread says that it did not arrive.
"""

from datetime import datetime, timedelta

from bot.domain.incident import Incident, IncidentStatus
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.people import Holder, Person, Role
from bot.domain.proposal import DecisionRole
from bot.render import whispers
from bot.render.rendered import Rendered
from bot.render.silence import earlier_question, kept, lapsed_message, overtaken_message, question_message
from bot.triage import ownership, thread
from bot.triage.inbox import Click, Word
from bot.triage.intake import schedule_reminder
from bot.triage.ports.store import Task, Transaction
from bot.triage.word import (
    Asking,
    fired_again_at,
    heard_at,
    schedule_question,
    settle,
    standing_question,
)
from bot.triage.world import LostLeaseError, World

LOOK = timedelta(minutes=1)
"""How often a wait looks whether it is over: for an alert that is quiet, and for a question that is not posted."""
PATIENCE = 2
"""How many times the time for an answer a question that never arrived holds the ownership."""
ONCE_IN = timedelta(minutes=1)
"""Of several messages within this one row is enough."""


async def hear_word(world: World, task: Task) -> None:
    """A message of the owner in the thread is a row: it says nothing but that they wrote."""
    word = Word.model_validate(task.payload)
    async with world.last_step(task) as tx:
        incident = await tx.incidents.get(word.incident_id)
        if incident.owner is not None and incident.owner.user_id == word.user_id:
            await note_spoken(tx, incident, incident.owner)


async def note_spoken(tx: Transaction, incident: Incident, owner: Holder) -> None:
    """Record that the owner wrote in the thread, which answers a question that stands."""
    rows = await tx.ledger.of(incident.id)
    asked = standing_question(owner, rows) is not None
    if not asked and tx.now - heard_at(owner, rows) < ONCE_IN:
        return
    row = LedgerEntry(incident_id=incident.id, at=tx.now, act=Act.SPOKE, actor=owner.user_id, source="thread")
    await tx.ledger.append(row)
    if asked:
        await settle(tx, incident, owner)


async def keep(_world: World, tx: Transaction, incident: Incident, person: Person, click: Click) -> Rendered:
    """The owner says, by the question's button, that they still are."""
    if not person.holds(Role.RESPONDER):
        return whispers.not_entitled(Role.RESPONDER, "keep ownership")
    owner = incident.owner
    if owner is None or owner.user_id != person.user_id:
        return whispers.not_owner(incident)
    if click.digest != str(owner.term):
        return earlier_question()
    row = LedgerEntry(incident_id=incident.id, at=tx.now, act=Act.KEPT, actor=person.user_id, source="button")
    await tx.ledger.append(row)
    await settle(tx, incident, owner)
    return kept(incident, tx.now)


async def ask_owner(world: World, task: Task) -> None:
    """The time for a word is over: if there was one, wait from then on; else put the question."""
    asking = Asking.model_validate(task.payload)
    async with world.step() as tx:
        incident = await tx.incidents.get(asking.incident_id)
        rows = await tx.ledger.of(incident.id)
        owner = _owner(incident, asking)
        wait = world.policy.silence.waits.get(incident.severity)
        stands = owner is not None and incident.severity.value == asking.severity
        if owner is None or wait is None or not stands or standing_question(owner, rows) is not None:
            await _finish(world, tx, task)
            return
        if incident.status is IncidentStatus.QUIET:
            await _later(world, tx, task, tx.now + LOOK, "quiet")
            return
        heard = heard_at(owner, rows)
        since = max(heard, fired_again_at(rows) or heard)
        if since + wait > tx.now:
            await _later(world, tx, task, since + wait, "the owner was heard of")
            return
        await _ask(world, tx, incident, asking, heard)
        await _finish(world, tx, task)


async def _ask(world: World, tx: Transaction, incident: Incident, asking: Asking, heard: datetime) -> None:
    until = tx.now + world.policy.silence.answer
    detail = {"term": asking.term, "letter": asking.letter, "heard": heard.isoformat()}
    row = LedgerEntry(incident_id=incident.id, at=tx.now, act=Act.QUESTIONED, detail=detail)
    asked = await tx.ledger.append(row)
    content = question_message(
        incident, heard=heard, until=until, now=tx.now, deployment=world.policy.deployment
    )
    await thread.say(tx, incident, asking.letter, content)
    payload = asking.model_copy(update={"asked": asked.seq}).model_dump(mode="json")
    key = f"lapse:{incident.id}:{asking.term}:{asking.severity}:{asking.count}"
    await tx.tasks.add("lapse", key, payload, due_at=until)


async def lapse(world: World, task: Task) -> None:
    """The time for an answer is over: if there was a word, wait for the next silence; else nobody owns it."""
    asking = Asking.model_validate(task.payload)
    async with world.step() as tx:
        incident = await tx.incidents.get(asking.incident_id)
        owner = _owner(incident, asking)
        if owner is None:
            await _finish(world, tx, task)
            return
        rows = await tx.ledger.of(incident.id)
        asked = next(row for row in rows if row.seq == asking.asked)
        since = rows[rows.index(asked) + 1 :]
        spoken = any(row.actor == owner.user_id for row in since)
        if not spoken and incident.status is IncidentStatus.QUIET:
            await _later(world, tx, task, tx.now + LOOK, "quiet")
            return
        again = fired_again_at(rows)
        if spoken:
            await settle(tx, incident, owner)
            await schedule_question(world, tx, incident, since=heard_at(owner, rows), count=asking.count + 1)
        elif again is not None and again > asked.at:
            await thread.say(tx, incident, asking.letter, overtaken_message(incident, now=tx.now))
            await schedule_question(world, tx, incident, since=again, count=asking.count + 1)
        elif not await _had_time(world, tx, asking, asked):
            await _later(world, tx, task, tx.now + LOOK, "the question is not posted yet")
            return
        else:
            await _end(world, tx, incident, owner, asking, heard_at(owner, rows))
        await _finish(world, tx, task)


async def _had_time(world: World, tx: Transaction, asking: Asking, asked: LedgerEntry) -> bool:
    """Whether the question stood in the thread, or has been tried for long enough."""
    return await _reached(tx, asking) or tx.now >= asked.at + PATIENCE * world.policy.silence.answer


async def _reached(tx: Transaction, asking: Asking) -> bool:
    letter = await tx.outbox.posted(asking.letter)
    return letter is not None and letter.sent > 0


async def _end(
    world: World, tx: Transaction, incident: Incident, owner: Holder, asking: Asking, heard: datetime
) -> None:
    """As a release, but nobody's own act: the owner's keys go, and the reminders and the page begin anew."""
    reached = await _reached(tx, asking)
    await ownership.drop_keys(world, tx, incident, DecisionRole.OWNER)
    saved = await tx.incidents.save(incident.model_copy(update={"owner": None}))
    detail = {"owner": owner.user_id, "term": owner.term, "heard": heard.isoformat(), "reached": reached}
    row = LedgerEntry(incident_id=saved.id, at=tx.now, act=Act.LAPSED, detail=detail)
    await tx.ledger.append(row)
    await schedule_reminder(world, tx, saved, since=tx.now)
    await settle(tx, saved, owner)
    content = lapsed_message(
        saved, heard=heard, reached=reached, now=tx.now, deployment=world.policy.deployment
    )
    await thread.say(tx, saved, f"escalation:lapse:{saved.id}:{owner.term}", content)
    await ownership.show_offices(world, tx, saved)


def _owner(incident: Incident, asking: Asking) -> Holder | None:
    """The owner whom the task is about, None if that ownership has ended or the incident is closed."""
    owner = incident.owner
    return owner if incident.is_open and owner is not None and owner.term == asking.term else None


async def _finish(world: World, tx: Transaction, task: Task) -> None:
    if not await tx.tasks.finish(task, world.worker):
        raise LostLeaseError(task.key)


async def _later(world: World, tx: Transaction, task: Task, due: datetime, why: str) -> None:
    if not await tx.tasks.postpone(task, world.worker, due, why, failed=False):
        raise LostLeaseError(task.key)
