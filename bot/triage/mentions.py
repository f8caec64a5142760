"""Mentions: what people ask for by naming Lookout or by the shortcut, in an incident's thread and elsewhere.

Everything that is asked is answered, at least to the asker. A new incident for a name that only the cluster knows
comes from `locate`; what is asked in a thread beside a triage, from `catch_up`, `similar` and `question`.
"""

import hashlib
import re
from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.domain.alert import Alert, AlertState, Severity
from bot.domain.answer import Topic
from bot.domain.errors import OutsideError, PermanentError, RefusedError
from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import ModelOutcome
from bot.domain.people import HumanAct
from bot.domain.target import Target
from bot.facts.question import Question, question_in
from bot.render.admission import no_insider
from bot.render.answer import Told
from bot.render.asked import about_another, closed_thread, hidden_incident, unknown_name, unknown_place
from bot.render.model import answer_line
from bot.render.rendered import Rendered
from bot.render.request import not_in_thread
from bot.render.whispers import error_whisper, no_target, question_queued, triage_queued, unknown_incident
from bot.triage.catch_up import catch_up
from bot.triage.inbox import AlertPost, Mention, Search
from bot.triage.intake import open_incident, set_target, triage_again
from bot.triage.model.answer import hand_question
from bot.triage.names import Named, clusters_in, named, near
from bot.triage.point import sees_incident
from bot.triage.ports.store import Task, Transaction
from bot.triage.question import OF_THE_RECORD, Reply, answer_in_thread, by_rules, record_question
from bot.triage.request import answer_request, step_in
from bot.triage.similar import similar_to
from bot.triage.targets import target_of
from bot.triage.world import World

Said = tuple[Rendered, tuple[HumanAct, ...]]
CATCH_UP = re.compile(
    r"\b(?:catch(?:ing)?[ -]?(?:me |us )?up|(?:bring|get) (?:me|us) up to (?:speed|date)|fill (?:me|us) in"
    r"|what did (?:i|we) miss|where (?:are we|do we stand)|what(?:'|\u2019)?s (?:the status|new|going on|happening)"
    r"|summar(?:y|i[sz]e)|recap|tl;?dr)\b",
    re.IGNORECASE,
)
NEEDS_NO_TARGET = OF_THE_RECORD | {Topic.SUSPECT}
"""What may be asked of an incident whatever service the question names: "is it payments?"."""
SIMILAR = re.compile(r"\b(?:similar|(?:seen|had|happened) (?:this |it )?before)\b", re.IGNORECASE)


async def receive_mention(world: World, task: Task) -> None:
    """A mention or the shortcut: answered in an incident's thread, else a new incident for what was named."""
    mention = Mention.model_validate(task.payload)
    async with world.store.read() as tx:
        incident = await tx.incidents.at_message(mention.channel, mention.thread_ts or mention.ts)
    if incident is not None and not incident.is_open and mention.shortcut:
        incident = None  # the shortcut asks for a look now, whatever was closed
    refused = await _refusal(world, mention)
    if refused is not None:
        await tell(world, task, mention, (refused, ()))
    elif incident is not None and not await sees_incident(world, incident, mention.user_id, mention.channel):
        await tell(world, task, mention, (hidden_incident(incident), ()))
    elif incident is not None:
        await _in_thread(world, task, mention, incident)
    else:
        await _elsewhere(world, task, mention)


async def tell(world: World, task: Task, mention: Mention, reply: Said) -> None:
    """Answer the asker alone, then end the task: an answer that Slack did not take is tried again."""
    content, acts = reply
    await world.messenger.whisper(
        mention.channel, mention.user_id, content, thread_ts=mention.thread_ts, acts=acts
    )
    async with world.last_step(task):
        pass


async def open_asked(
    world: World, tx: Transaction, mention: Mention, target: Target | None, *, asked_at: datetime
) -> Incident:
    """The incident of a question, under the message that asked."""
    alert = mention.alert or _question(mention, target.service if target else "")
    post = AlertPost(channel=mention.channel, ts=mention.thread_ts or mention.ts, alert=alert)
    return await open_incident(world, tx, post, target, heard_at=asked_at)


async def _refusal(world: World, mention: Mention) -> Rendered | None:
    """Why this account may not have a service's logs posted, or None if it may."""
    try:
        person = await world.directory.person(mention.user_id, team_id=mention.team_id)
    except (PermanentError, RefusedError) as problem:
        return error_whisper(f"This account could not be looked up; no triage was started. ({problem})")
    return None if person.is_insider else no_insider()


async def _in_thread(world: World, task: Task, mention: Mention, incident: Incident) -> None:
    step = None if mention.shortcut else step_in(mention.text)
    if step is not None:
        await answer_request(world, task, incident, mention, step)
        return
    answer = next((reply for asks, reply in ASIDE if asks.search(mention.text)), None)
    if answer is not None and not mention.shortcut:
        await tell(world, task, mention, await answer(world, incident, mention.user_id))
        return
    found = Named() if mention.shortcut else _named_in_thread(world, mention)
    asked = None if mention.shortcut else question_in(mention.text)
    about_it = incident.target is not None and not _is_about_another(found, incident.target)
    if asked is not None and (about_it or asked.topic in NEEDS_NO_TARGET):
        told = await by_rules(world, incident, asked)
        if told is not None:
            await _answer(world, task, mention, incident, asked, told)
            return
    async with world.last_step(task) as tx:
        incident = await tx.incidents.get(incident.id)
        said = await _triage_in_thread(world, tx, incident, mention, found, key=task.key)
        acts = await tx.ledger.acts(incident.id)
    await _tell_after(world, mention, said, acts)


def _named_in_thread(world: World, mention: Mention) -> Named:
    """As `named`; a path with its cluster means that place, though the service map does not have it.

    Anything else with a stroke in it (`and/or`) is no other place than the incident's own.
    """
    found = named(world.policy, mention.text, mention.channel)
    there = found.wanted is not None and found.wanted.cluster in clusters_in(world.policy, mention.text)
    return Named(target=found.wanted) if there else found


async def _answer(
    world: World, task: Task, mention: Mention, incident: Incident, asked: Question, told: Told
) -> None:
    """The answer to a question, or its place in the queue for the model; in the incident's own thread it is a reply."""
    async with world.last_step(task) as tx:
        incident = await tx.incidents.get(incident.id)
        await record_question(tx, incident, mention)
        handed = await hand_question(world, tx, incident, mention, asked, key=task.key)
        said: Rendered | None = question_queued(incident)
        if not handed.queued:
            line = answer_line(ModelOutcome(why=handed.why)) if handed.why else ""
            reply = Reply.of_rules(world, told, line)
            said = await answer_in_thread(tx, incident, mention, reply, asked=asked, key=task.key)
        acts = await tx.ledger.acts(incident.id)
    if said is not None:
        await _tell_after(world, mention, said, acts)


async def _triage_in_thread(
    world: World, tx: Transaction, incident: Incident, mention: Mention, found: Named, *, key: str
) -> Rendered:
    if not incident.is_open:
        return closed_thread(incident)
    wanted = found.target or found.wanted
    if incident.target is None:
        if wanted is None or wanted.cluster not in world.clusters:
            return no_target(sorted(world.policy.services))
        await set_target(world, tx, incident, wanted, by=mention.user_id, source="mention")
        return triage_queued(incident)
    if found.target is not None and _is_about_another(found, incident.target):
        return about_another(incident, found.target)
    row = LedgerEntry(
        incident_id=incident.id, at=tx.now, act=Act.ASKED, actor=mention.user_id, source="mention"
    )
    await tx.ledger.append(row)
    await triage_again(world, tx, incident, key=key)
    return triage_queued(incident)


async def _tell_after(world: World, mention: Mention, said: Rendered, acts: tuple[HumanAct, ...]) -> None:
    """Best effort: what was asked for is queued and shows in the thread, whether or not this answer arrives."""
    try:
        await world.messenger.whisper(
            mention.channel, mention.user_id, said, thread_ts=mention.thread_ts or mention.ts, acts=acts
        )
    except OutsideError:
        return


async def _elsewhere(world: World, task: Task, mention: Mention) -> None:
    if not mention.shortcut and step_in(mention.text) is not None:
        await tell(world, task, mention, (not_in_thread(), ()))
        return
    found = _meant(world, mention)
    target = found.target or found.wanted
    if target is None and not mention.shortcut and any(asks.search(mention.text) for asks, _ in ASIDE):
        await tell(world, task, mention, (unknown_incident(), ()))
        return
    if target is not None and target.cluster not in world.clusters and found.wanted is not None:
        said = unknown_place("cluster", target.cluster, "", near(target.cluster, world.clusters))
        await tell(world, task, mention, (said, ()))
    elif found.wanted is not None:
        search = Search(**mention.model_dump(), wanted=found.wanted)
        async with world.last_step(task) as tx:
            await tx.tasks.add("locate", f"locate:{task.key}", search.model_dump(mode="json"))
    elif found.word:
        said = unknown_name(found.word, found.near, sorted(world.policy.services))
        await tell(world, task, mention, (said, ()))
    else:
        async with world.last_step(task) as tx:
            await open_asked(world, tx, mention, target, asked_at=task.added_at)


def _meant(world: World, mention: Mention) -> Named:
    """What a mention is about; words that a shortcut was used on were not said to Lookout, so they may name nothing."""
    if mention.alert is not None:
        return Named(target=target_of(world.policy, mention.alert.labels, mention.channel))
    found = named(world.policy, mention.text, mention.channel)
    if found.target is None and (mention.shortcut or not found.word):
        return Named(target=target_of(world.policy, {}, mention.channel))
    return found


def _question(mention: Mention, service: str) -> Alert:
    digest = hashlib.sha256(f"mention:{mention.channel}:{mention.ts}".encode()).hexdigest()
    return Alert(
        source="mention",
        name=f"Question about {service}" if service else "Question",
        state=AlertState.FIRING,
        severity=Severity.WARNING,
        labels={"service": service} if service else {},
        fingerprint=digest,
        quoted=mention.text,
    )


def _is_about_another(found: Named, target: Target) -> bool:
    return found.target is not None and _place(found.target) != _place(target)


def _place(target: Target) -> tuple[str, str, str]:
    return target.cluster, target.namespace, target.service


ASIDE: tuple[tuple[re.Pattern[str], Callable[[World, Incident, str], Awaitable[Said]]], ...] = (
    (CATCH_UP, catch_up),
    (SIMILAR, similar_to),
)
"""What may be asked in a thread beside a triage, also when its incident is closed."""
