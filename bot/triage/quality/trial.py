"""Trial: a release asked about a labelled case exactly as about an incident, and what it concludes held to the label.

It is shown what the rules say, may read what the snapshot holds, and its claims are judged as ever. It is asked
through the one guarded home of the model call, so every lever holds, and each attempt is a row of the ledger: also one
that was cut off, which whoever takes the task up next writes down; at a shell the row is there before it is asked.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from bot.diagnosis import diagnose
from bot.diagnosis.claims import CLAIMS_SCHEMA
from bot.domain.alert import Severity
from bot.domain.diagnosis import Diagnosis
from bot.domain.incident import Incident, IncidentStatus
from bot.domain.label import LabelledCase
from bot.domain.ledger import Act
from bot.domain.model import Ended, Purpose
from bot.domain.release import Release
from bot.domain.spending import DOLLAR
from bot.domain.stop import MODEL
from bot.domain.target import Target
from bot.reports.score import Scored, not_scored, scored
from bot.triage.model import loop
from bot.triage.model.allowance import Allowance
from bot.triage.model.conclude import conclude
from bot.triage.model.guarded import Guarded
from bot.triage.model.minutes import Minutes, cut_off, record
from bot.triage.model.opening import Told, exhibits, first_free, opening
from bot.triage.model.sources import Sources
from bot.triage.model.terms import Ask, Run, outcome_of
from bot.triage.model.toolbox import Tools
from bot.triage.ports.store import Task
from bot.triage.quality.kept import KeptCluster
from bot.triage.world import World

LONGEST = timedelta(days=31)
"""How long ago a run may have been cut off."""


class Trial(NamedTuple):
    """How a case went. `why` is "" where the model answered, else why not: then the case says nothing of the model."""

    scored: Scored
    served: str = ""
    why: str = ""


async def tried(
    world: World,
    case: LabelledCase,
    release: Release,
    name: str,
    allowed: Allowance,
    task: Task | None = None,
) -> Trial:
    """Ask about one case; `name` is the run's in the record, `allowed` what it may cost.

    Raises:
        LostLeaseError: another worker has the task.
    """
    rules = diagnose(case.snapshot, version=world.policy.version)
    run = await _run(world, case, release, name, allowed, rules, task)
    if run.ended is not Ended.ANSWER or run.answer is None:
        why = run.why or "no usable answer"
        return Trial(
            not_scored(case.name, case.label, why, seconds=run.seconds, cost=run.cost), run.served, why
        )
    evidence = (*exhibits(rules, world.key), *run.evidence)
    found = conclude(run.answer, evidence, rules, outcome_of(run, release)).diagnosis
    return Trial(scored(case.name, case.label, found, seconds=run.seconds, cost=run.cost), run.served)


async def close_cut(world: World, names: Sequence[str]) -> None:
    """Write down the attempts of runs of these names whose answer nobody was there to take."""
    async with world.store.begin() as tx:
        rows = await tx.ledger.since((Act.ATTEMPTED,), tx.now - LONGEST)
        for name in names:
            left = cut_off(await tx.recordings.of(name), rows)
            if left is not None:
                await record(tx, "", left)


def stand_in(case: LabelledCase) -> Incident:
    """The incident that a case is shown as: of no severity for which a reserve is kept."""
    scope = case.snapshot.scope
    return Incident(
        id="",
        number=0,
        channel="",
        thread_ts="",
        title=case.name,
        severity=Severity.WARNING,
        status=IncidentStatus.FIRING,
        target=Target(cluster=scope.cluster, namespace=scope.namespace, service=scope.service),
        fingerprint="",
        opened_at=case.snapshot.taken_at,
    )


async def _run(
    world: World,
    case: LabelledCase,
    release: Release,
    name: str,
    allowed: Allowance,
    rules: Diagnosis,
    task: Task | None,
) -> Run:
    told = Told(incident=stand_in(case), alert=None, diagnosis=rules, snapshot=case.snapshot)
    ask = Ask(
        release=release,
        purpose=Purpose.EVAL,
        run=name,
        opening=opening(told, world.key),
        answer=CLAIMS_SCHEMA,
        first=first_free(rules),
    )
    minutes = Minutes(world, "", task)
    bounds = world.policy.model.bounds
    run = await loop.run(
        Guarded(world, (MODEL, f"release:{release.name}"), minutes, stand_in(case)),
        ask,
        Tools(
            Sources(
                scope=case.snapshot.scope,
                clock=world.clock,
                key=world.key,
                cluster=KeptCluster(case.snapshot),
                snapshot=case.snapshot,
                runbooks=world.runbooks,
            )
        ),
        bounds=bounds.model_copy(update={"dollars": min(bounds.dollars, allowed.micro / DOLLAR)}),
        price=release.price,
        clock=world.clock,
        note=minutes.note,
        keep=minutes.keep,
    )
    await minutes.settle()
    return run
