"""Answer: a person's question put to the model; whatever goes wrong, the rules' nearest answer stands in its place.

There is one reply, whole, when the run is over: of the model's sentences those that cite what was read, or, with one
line that says why, what the rules can answer. What the record answers is never asked of a model.
"""

from typing import Any, NamedTuple

import structlog

from bot.diagnosis.answers import ANSWER_SCHEMA, CheckedAnswer, check_answer
from bot.domain.answer import Topic
from bot.domain.errors import OutsideError
from bot.domain.incident import Incident
from bot.domain.model import ModelOutcome, Purpose
from bot.domain.noun import Noun
from bot.facts.question import Question, question_in
from bot.render.answer import answer_told
from bot.render.model import answer_line
from bot.render.nearest import NO_ANSWER
from bot.triage.inbox import Mention
from bot.triage.model.choice import in_use
from bot.triage.model.consult import Consulted, consult, run_name
from bot.triage.model.levers import forbidden, scopes_of
from bot.triage.model.minutes import Minutes
from bot.triage.model.missing import tell_missing
from bot.triage.ports.store import PastDiagnosis, Task, Transaction
from bot.triage.question import OF_THE_RECORD, Reply, answer_in_thread, by_rules
from bot.triage.world import LostLeaseError, World

log = structlog.get_logger()

FOR_THE_RULES = OF_THE_RECORD | {Topic.READ}
FAULT = "no answer: a fault within Lookout"
GONE = "not asked: no diagnosis is on the record"


class HandedOn(NamedTuple):
    """Whether a question was put to the model; if not, why, "" where it is none for a model."""

    queued: bool
    why: str = ""


class Asked(Noun):
    """A question that waits: in which incident, who asked what and where, and the key of its answer."""

    incident_id: str
    mention: Mention
    key: str


async def hand_question(
    world: World, tx: Transaction, incident: Incident, mention: Mention, asked: Question, *, key: str
) -> HandedOn:
    """Queue a question for the model, if it may be asked now. Nothing of the incident waits for it."""
    if world.model is None or asked.topic in FOR_THE_RULES:
        return HandedOn(queued=False)
    release, why = await in_use(tx, world.releases)
    if release is None:
        await tell_missing(world, tx)
    name = release.name if release is not None else ""
    why = why or forbidden(await world.switch(tx), scopes_of(incident, name))
    if why:
        return HandedOn(queued=False, why=why)
    payload = Asked(incident_id=incident.id, mention=mention, key=key)
    await tx.tasks.add("question", f"question:{key}", payload.model_dump(mode="json"))
    return HandedOn(queued=True)


async def answer_question(world: World, task: Task) -> None:
    """One run of the model about one question, and the one reply that it ends in."""
    waiting = Asked.model_validate(task.payload)
    async with world.store.read() as tx:
        incident = await tx.incidents.get(waiting.incident_id)
        past = await tx.diagnoses.of(incident.id)
    asked = question_in(waiting.mention.text) or Question(Topic.WHY, exact=False)
    consulted = await _consulted(world, task, incident, past[0], waiting.mention.text) if past else None
    outcome = consulted.outcome if consulted is not None else ModelOutcome(why=GONE)
    checked = _checked(consulted, past[0]) if consulted is not None else CheckedAnswer()
    outcome = outcome.model_copy(update={"unbacked": checked.unbacked, "withheld": checked.withheld})
    reply = await _reply(world, incident, asked, checked, outcome)
    async with world.last_step(task) as tx:
        if consulted is not None:
            await consulted.minutes.rest(tx)
        incident = await tx.incidents.get(incident.id)
        detail = _detail(consulted, checked, outcome)
        said = await answer_in_thread(
            tx, incident, waiting.mention, reply, asked=asked, key=waiting.key, detail=detail
        )
        acts = await tx.ledger.acts(incident.id)
    if said is not None:
        place, user = waiting.mention, waiting.mention.user_id
        try:
            await world.messenger.whisper(
                place.channel, user, said, thread_ts=place.thread_ts or place.ts, acts=acts
            )
        except OutsideError as problem:
            log.warning("an answer to one person was not taken", why=str(problem))


async def _consulted(
    world: World, task: Task, incident: Incident, past: PastDiagnosis, question: str
) -> Consulted:
    """The run; a fault of ours ends it like any other, and is seen in the log."""
    minutes = Minutes(world, incident.id, task)
    try:
        return await consult(
            world,
            task,
            incident,
            past,
            purpose=Purpose.ANSWER,
            answer=ANSWER_SCHEMA,
            question=question,
            minutes=minutes,
        )
    except LostLeaseError:
        raise
    except Exception:
        log.exception("a question to the model failed", key=task.key)
        run, outcome = minutes.until_now(FAULT)
        return Consulted(run, outcome, None, minutes, run_name(task))


def _checked(consulted: Consulted, past: PastDiagnosis) -> CheckedAnswer:
    """What stands of the run's answer; nothing where there was none."""
    if consulted.run.answer is None:
        return CheckedAnswer()
    reads = (*past.diagnosis.reads, *consulted.run.reads)
    return check_answer(consulted.run.answer, consulted.evidence, reads)


async def _reply(
    world: World, incident: Incident, asked: Question, checked: CheckedAnswer, outcome: ModelOutcome
) -> Reply:
    """The model's sentences that stand, else the nearest that the rules can answer with a line on the model."""
    line = answer_line(outcome)
    if checked.answer.sentences:
        made_by = f"model, release {outcome.release} ({outcome.model}, {outcome.digest})"
        return Reply(answer_told(checked.answer), made_by, (line,))
    told = await by_rules(world, incident, asked) or NO_ANSWER
    return Reply.of_rules(world, told, line)


def _detail(consulted: Consulted | None, checked: CheckedAnswer, outcome: ModelOutcome) -> dict[str, Any]:
    """What the answer's row says of the run."""
    return {
        "run": consulted.name if consulted is not None else "",
        "release": outcome.release,
        "digest": outcome.digest,
        "ended": outcome.ended.value if outcome.ended is not None else "",
        "why": outcome.why,
        "cost": outcome.cost,
        "calls": outcome.calls,
        "seconds": outcome.seconds,
        "kept": len(checked.answer.sentences),
        "unbacked": checked.unbacked,
        "withheld": checked.withheld,
        "dropped": list(checked.dropped),
    }
