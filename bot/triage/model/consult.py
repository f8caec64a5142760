"""Consult: one run of a model about one incident, if one may be asked now; else the outcome that says why not.

Investigations and questions begin here alike: the release in use, the levers, the budgets, the snapshot and the
tools. What the answer is worth is for the caller to judge.
"""

from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any, NamedTuple

from bot.domain.diagnosis import Evidence
from bot.domain.incident import Incident
from bot.domain.ledger import LedgerEntry
from bot.domain.model import ModelOutcome, Purpose
from bot.domain.release import Release
from bot.domain.snapshot import Scope, Snapshot
from bot.domain.spending import DOLLAR
from bot.render.diagnosis import headline
from bot.reports.verdicts import verdicts_of
from bot.triage import thread
from bot.triage.model import loop
from bot.triage.model.allowance import Allowance, allowance, month_of
from bot.triage.model.choice import in_use
from bot.triage.model.guarded import Guarded
from bot.triage.model.levers import forbidden, scopes_of
from bot.triage.model.minutes import Minutes, cut_off, record
from bot.triage.model.opening import Told, exhibits, first_free, opening
from bot.triage.model.sources import Sources
from bot.triage.model.terms import Ask, Run, Toolbox, outcome_of
from bot.triage.model.toolbox import Tools
from bot.triage.ports.signals import NO_SIGNALS
from bot.triage.ports.store import PastDiagnosis, Task, Transaction
from bot.triage.world import World

TAKEN_UP = 3
"""How often a run that was cut off is begun anew."""
LOOK_BACK, MOST_READ, PAST = timedelta(days=365), 60, 6


class Consulted(NamedTuple):
    """How it went and what the thread is told of it.

    `evidence` is all that the model was shown with an id, the rules' first; `minutes` has pieces that are still to be
    written (`rest`), in the caller's last step; `name` is the run's in the record.
    """

    run: Run
    outcome: ModelOutcome
    release: Release | None
    minutes: Minutes
    name: str
    evidence: tuple[Evidence, ...] = ()


class _Ready(NamedTuple):
    release: Release | None
    why: str
    allowed: Allowance
    snapshot: Snapshot | None
    rows: Sequence[LedgerEntry]


async def consult(
    world: World,
    task: Task,
    incident: Incident,
    past: PastDiagnosis,
    *,
    purpose: Purpose,
    answer: dict[str, Any],
    question: str = "",
    minutes: Minutes | None = None,
) -> Consulted:
    """Ask about an incident; `past` is the rules' diagnosis, `answer` the JSON Schema of the answer.

    `minutes` are the caller's, who writes what is left of them also where a fault of ours ends this.

    A run that was cut off is begun anew under a name of its own; what it cost counts. Raises nothing but
    `LostLeaseError`: whatever goes wrong on the other side is an outcome.
    """
    minutes = minutes or Minutes(world, incident.id, task)
    name = run_name(task)
    ready = await _prepared(world, task, incident, past)
    if ready.release is None or ready.why:
        run = Run(ended=None, why=ready.why, back_at=ready.allowed.back_at)
        return Consulted(run, outcome_of(run, ready.release), ready.release, minutes, name)
    signals = world.signals.get(past.incident.target.cluster if past.incident.target else "", NO_SIGNALS)
    told = Told(
        incident=incident,
        alert=thread.first_alert(ready.rows),
        diagnosis=past.diagnosis,
        snapshot=ready.snapshot,
        metrics=tuple(signals.metrics.names) if signals.metrics else (),
        question=question,
    )
    ask = Ask(
        release=ready.release,
        purpose=purpose,
        run=name,
        diagnosis=past.id,
        opening=opening(told, world.key),
        answer=answer,
        first=first_free(past.diagnosis),
    )
    bounds = world.policy.model.bounds
    run = await loop.run(
        Guarded(world, scopes_of(incident, ready.release.name), minutes, incident),
        ask,
        toolbox_for(world, incident, ready.snapshot),
        bounds=bounds.model_copy(update={"dollars": min(bounds.dollars, ready.allowed.micro / DOLLAR)}),
        price=ready.release.price,
        clock=world.clock,
        note=minutes.note,
        keep=minutes.keep,
    )
    evidence = (*exhibits(past.diagnosis, world.key), *run.evidence)
    return Consulted(run, outcome_of(run, ready.release), ready.release, minutes, name, evidence)


def run_name(task: Task, epoch: int | None = None) -> str:
    """The run's name in the record: the task's key, and from the second time on how often it was taken up."""
    epoch = task.epoch if epoch is None else epoch
    return task.key if epoch <= 1 else f"{task.key}:{epoch}"


def toolbox_for(world: World, incident: Incident, snapshot: Snapshot | None) -> Toolbox:
    """The tools over what this incident is about."""
    scope = Scope.of(incident.target)
    signals = world.signals.get(scope.cluster, NO_SIGNALS)
    return Tools(
        Sources(
            scope=scope,
            clock=world.clock,
            key=world.key,
            cluster=world.clusters.get(scope.cluster),
            metrics=signals.metrics,
            snapshot=snapshot,
            runbooks=world.runbooks,
            past=partial(past_lines, world, incident),
        )
    )


async def past_lines(world: World, incident: Incident) -> list[str]:
    """Earlier incidents of the service, as far as everybody in this channel could have seen them."""
    service = incident.target.service or incident.target.namespace if incident.target else ""
    async with world.store.read() as tx:
        found = await tx.diagnoses.history(service=service, since=tx.now - LOOK_BACK, limit=MOST_READ)
    newest: dict[str, PastDiagnosis] = {}
    for one in found:
        if service and one.incident.id != incident.id:
            newest.setdefault(one.incident.id, one)
    lines: list[str] = []
    for one in newest.values():
        channel = one.incident.channel
        if channel == incident.channel or await world.directory.is_public(channel):
            async with world.store.read() as tx:
                lines.append(_past_line(one, await tx.ledger.of(one.incident.id)))
        if len(lines) == PAST:
            break
    return lines


def _past_line(one: PastDiagnosis, rows: Sequence[LedgerEntry]) -> str:
    causes = ", ".join(f"{best.cause} ({best.confidence:.2f})" for best in one.diagnosis.hypotheses) or "none"
    said = verdicts_of(rows, one.id)
    ending = f"; closed as: {one.incident.cause}" if one.incident.cause else ""
    return (
        f"{one.at:%Y-%m-%d %H:%M} UTC, I-{one.incident.number}: {headline(one.diagnosis)} Causes: {causes}; "
        f"people said: right {said.right}, partly {said.partly}, wrong {said.wrong}{ending}"
    )


async def _prepared(world: World, task: Task, incident: Incident, past: PastDiagnosis) -> _Ready:
    """Everything that is read before a run; what an interrupted one left is written down first."""
    if task.epoch > 1:
        async with world.store.begin() as tx:
            await _close(tx, incident, task)
    spent = await world.paid.since(world.store, month_of(world.clock.now()))
    async with world.store.read() as tx:
        release, why = await in_use(tx, world.releases)
        now, rows = tx.now, await tx.ledger.of(incident.id)
        why = why or forbidden(await world.switch(tx), scopes_of(incident, release.name if release else ""))
    allowed = allowance(spent, incident, now, world.policy.model.budgets)
    if task.epoch > TAKEN_UP:
        why = why or f"cut off {TAKEN_UP} times"
    if world.model is None:
        why = "not asked: no model is configured"
    snapshot = None
    if not (why or allowed.why):
        async with world.store.read() as tx:
            snapshot = await tx.diagnoses.snapshot(past.id)
    return _Ready(release, why or allowed.why, allowed, snapshot, rows)


async def _close(tx: Transaction, incident: Incident, task: Task) -> None:
    """Write down the attempts of earlier runs of this task whose answer nobody was there to take."""
    rows = await tx.ledger.of(incident.id)
    for epoch in range(1, task.epoch):
        name = run_name(task, epoch)
        left = cut_off(await tx.recordings.of(name), rows)
        if left is not None:
            await record(tx, incident.id, left)
