"""Refine: the model looks at what the rules found, and says something of its own or nothing.

The rules' message gets one line about how it went. Only if the model adds something there is a reply of its own,
whole, with what it cites and where it disagrees. Whatever goes wrong ends in that line: nothing here is tried again,
for the thread has its diagnosis.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

import structlog

from bot.diagnosis.calibration import PRIOR, Table, fitted
from bot.diagnosis.claims import CLAIMS_SCHEMA
from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import ModelOutcome, Purpose
from bot.domain.snapshot import Scope, Snapshot
from bot.render.model import model_line
from bot.reports.judged import judged
from bot.triage import mute, thread
from bot.triage.letter import keep_said, said_of, write_diagnosis
from bot.triage.model.conclude import BesideModel, Conclusion, conclude, written
from bot.triage.model.consult import Consulted, consult, run_name
from bot.triage.model.minutes import Minutes
from bot.triage.model.terms import Run
from bot.triage.ports.store import PastDiagnosis, Task, Transaction
from bot.triage.world import LostLeaseError, World

log = structlog.get_logger()

FAULT = "no answer: a fault within Lookout"
OVERTAKEN = "not asked: a newer diagnosis stands"
CLOSED = "not asked: the incident was closed"
JUDGED_FOR, JUDGED_AT_MOST = timedelta(days=180), 5_000
"""How far back verdicts count for the model's confidence, and how many rows of them at most."""


class _Ended(NamedTuple):
    """A run that is over, with what it came to, if it came to anything."""

    consulted: Consulted
    conclusion: Conclusion | None = None
    muted: tuple[str, ...] = ()
    table: Table = PRIOR


async def refine(world: World, task: Task) -> None:
    """One run of the model about one diagnosis, from the question to what the thread is told."""
    async with world.store.read() as tx:
        past = await tx.diagnoses.get(int(task.payload["diagnosis"]))
        newest = await tx.diagnoses.of(str(task.payload["incident_id"]))
        muted = await _muted(tx, past.incident) if past is not None else ()
    if past is None:
        async with world.last_step(task):
            return
    if not past.incident.is_open:
        ended = _without(world, task, past, CLOSED)
    elif newest[0].id != past.id:
        ended = _without(world, task, past, OVERTAKEN)
    else:
        ended = await _asked(world, task, past, muted)
    async with world.last_step(task) as tx:
        await _record(world, tx, past, ended)


async def _muted(tx: Transaction, incident: Incident) -> tuple[str, ...]:
    """The causes that are told last in this incident."""
    return tuple(one.cause for one in await mute.standing(tx, incident)) if mute.applies(incident) else ()


async def _asked(world: World, task: Task, past: PastDiagnosis, muted: Sequence[str]) -> _Ended:
    """The run; a fault of ours ends it like any other, and is seen in the log."""
    minutes = Minutes(world, past.incident.id, task)
    try:
        consulted = await consult(
            world,
            task,
            past.incident,
            past,
            purpose=Purpose.INVESTIGATE,
            answer=CLAIMS_SCHEMA,
            minutes=minutes,
        )
        if consulted.run.answer is None:
            return _Ended(consulted)
        answer, evidence = consulted.run.answer, consulted.evidence
        table = await _table(world)
        found = conclude(answer, evidence, past.diagnosis, consulted.outcome, muted, table)
        return _Ended(consulted, found, tuple(muted), table)
    except LostLeaseError:
        raise
    except Exception:
        log.exception("a run of the model failed", key=task.key)
        return _without(world, task, past, FAULT, minutes)


async def _table(world: World) -> Table:
    """What the model's numbers are worth by what people said of the last months' runs."""
    async with world.store.read() as tx:
        since = tx.now - JUDGED_FOR
        return fitted(judged(await tx.ledger.since((Act.REFINED, Act.RATED), since, limit=JUDGED_AT_MOST)))


def _without(
    world: World, task: Task, past: PastDiagnosis, why: str, minutes: Minutes | None = None
) -> _Ended:
    minutes = minutes or Minutes(world, past.incident.id, task)
    run, outcome = minutes.until_now(why)
    return _Ended(Consulted(run, outcome, None, minutes, run_name(task)))


async def _record(world: World, tx: Transaction, past: PastDiagnosis, ended: _Ended) -> None:
    """The run's row, the model's diagnosis, and what the thread is told, in one transaction."""
    incident, consulted, conclusion = (
        await tx.incidents.get(past.incident.id),
        ended.consulted,
        ended.conclusion,
    )
    outcome = conclusion.outcome if conclusion is not None else consulted.outcome
    found = 0
    if conclusion is not None:
        place = Snapshot(scope=Scope.of(incident.target), taken_at=past.diagnosis.taken_at)
        found = await tx.diagnoses.add(incident.id, conclusion.diagnosis, place, refines=past.id)
    await consulted.minutes.rest(tx)
    detail = _detail(past, ended, outcome, found)
    await tx.ledger.append(LedgerEntry(incident_id=incident.id, at=tx.now, act=Act.REFINED, detail=detail))
    if not incident.is_open:
        return
    await write_diagnosis(world, tx, incident, past.id, past.diagnosis, model_line(outcome))
    if conclusion is not None and conclusion.agreement.adds:
        beside = BesideModel(
            incident=incident,
            now=tx.now,
            deployment=world.policy.deployment,
            diagnosis=found,
            outcome=outcome,
        )
        content = written(past.diagnosis, conclusion.diagnosis, beside)
        await thread.say(tx, incident, model_key(incident, found), content)
        await keep_said(tx, incident.id, said_of(found), beside.model_dump(mode="json"))


def model_key(incident: Incident, diagnosis_id: int) -> str:
    """The key of the letter of a model's diagnosis."""
    return f"model:{incident.id}:{diagnosis_id}"


def _detail(past: PastDiagnosis, ended: _Ended, outcome: ModelOutcome, found: int) -> dict[str, Any]:
    """The row of the run. `ended` is "" where no attempt ended it, `agreement` same, other or none."""
    run, conclusion = ended.consulted.run, ended.conclusion
    best = conclusion.diagnosis.hypotheses[:1] if conclusion is not None else ()
    return {
        "run": ended.consulted.name,
        "diagnosis": past.id,
        "refinement": found,
        "release": outcome.release,
        "digest": outcome.digest,
        "model": outcome.model,
        "ended": run.ended.value if run.ended is not None else "",
        "why": outcome.why,
        "turns": run.turns,
        "attempts": run.attempts,
        "calls": run.calls,
        "failed_calls": len(run.gaps),
        "cost": run.cost,
        "tokens": run.usage.total,
        "seconds": run.seconds,
        "kept": len(conclusion.diagnosis.hypotheses) if conclusion is not None else 0,
        "unbacked": outcome.unbacked,
        "withheld": outcome.withheld,
        "dropped": list(conclusion.dropped) if conclusion is not None else [],
        "agreement": conclusion.agreement.word if conclusion is not None else "none",
        "accord": conclusion.agreement.accord.value if conclusion is not None else "",
        "muted": list(ended.muted),
        "stated": _stated(run, conclusion),
        "table": {accord.value: list(shares) for accord, shares in ended.table.items()},
        "verdict": conclusion.diagnosis.verdict.value if conclusion is not None else "",
        "cause": best[0].cause if best else "",
        "subject": str(best[0].subject) if best else "",
        "confidence": best[0].confidence if best else 0.0,
        "back_at": outcome.back_at.isoformat() if outcome.back_at is not None else "",
    }


def _stated(run: Run, conclusion: Conclusion | None) -> float | None:
    """How sure the model itself was of what stands first; None if it named nothing, or not all of it stands."""
    first = (run.answer or {}).get("hypotheses") or ()
    return (
        float(first[0]["confidence"]) if first and conclusion is not None and not conclusion.dropped else None
    )
