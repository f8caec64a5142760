"""Investigate: read the target's scope, let the rules judge, write down and say what they found.

Nothing here has a side effect before the last transaction, so a crash anywhere is a triage that runs once more.
What comes next is `propose`, and beside it, where a model is configured, `refine`.
"""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from bot.diagnosis import RULE_FAILED, diagnose
from bot.diagnosis.muted import told_last
from bot.domain.diagnosis import Diagnosis
from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import ModelOutcome
from bot.domain.snapshot import CUT, Gap, Scope, Snapshot
from bot.domain.stop import Stop
from bot.domain.target import Target
from bot.render.model import model_line
from bot.triage import mute, thread
from bot.triage.evidence import gather
from bot.triage.letter import write_diagnosis
from bot.triage.model.hand_on import hand_on
from bot.triage.ports.signals import NO_SIGNALS
from bot.triage.ports.store import Task, Transaction
from bot.triage.world import LostLeaseError, World

WHILE_STOPPED = timedelta(seconds=5)


async def investigate(world: World, task: Task) -> None:
    """One triage of one incident, from reading to the diagnosis in its thread."""
    async with world.store.read() as tx:
        incident = await tx.incidents.get(task.incident_id)
        entries = await tx.ledger.of(incident.id)
        stopped = (await world.switch(tx)).halts(f"incident:{incident.id}", _service(incident))
    if not incident.is_open or incident.target is None:
        async with world.last_step(task) as tx:
            await thread.show_status(world, tx, await tx.incidents.get(incident.id))
        return
    if stopped is not None:
        await _wait(world, task, stopped)
        return
    begun = world.clock.now()
    snapshot = await read_scope(world, incident.target)
    alert = thread.first_alert(entries)
    diagnosis = diagnose(snapshot, alert=alert, version=world.policy.version)
    spent = (world.clock.now() - begun).total_seconds()
    diagnosis = diagnosis.model_copy(update={"duration_ms": round(spent * 1000)})
    async with world.last_step(task) as tx:
        await _record(world, tx, task, snapshot, diagnosis)


async def _wait(world: World, task: Task, stop: Stop) -> None:
    """A stop holds a triage back and does not swallow it: it runs once the lever is lifted."""
    async with world.store.begin() as tx:
        due = tx.now + WHILE_STOPPED
        if not await tx.tasks.postpone(task, world.worker, due, f"{stop.scope} is stopped", failed=False):
            raise LostLeaseError(task.key)


async def read_scope(world: World, target: Target) -> Snapshot:
    """Everything that is read for one target. A cluster that is not configured is a gap, not an error."""
    scope = Scope(cluster=target.cluster, namespace=target.namespace, service=target.service)
    cluster = world.clusters.get(target.cluster)
    if cluster is None:
        known = ", ".join(sorted(world.clusters)) or "none"
        gap = Gap(what=f"cluster {target.cluster}", why=f"not configured (configured: {known})")
        return Snapshot(scope=scope, taken_at=world.clock.now(), gaps=(gap,))
    signals = world.signals.get(target.cluster, NO_SIGNALS)
    return await gather(
        cluster, scope, clock=world.clock, key=world.key, budget=world.policy.budget, signals=signals
    )


async def _record(
    world: World, tx: Transaction, task: Task, snapshot: Snapshot, diagnosis: Diagnosis
) -> None:
    incident = await tx.incidents.get(task.incident_id)
    if mute.applies(incident):
        muted = await mute.standing(tx, incident)
        diagnosis = told_last(diagnosis, {one.cause for one in muted})
    await _record_reads(tx, incident, task.key, snapshot)
    diagnosis_id = await tx.diagnoses.add(incident.id, diagnosis, snapshot)
    best = diagnosis.hypotheses[0] if diagnosis.hypotheses else None
    not_asked = await hand_on(world, tx, incident, diagnosis_id)
    detail = {
        "diagnosis": diagnosis_id,
        "verdict": diagnosis.verdict.value,
        "cause": best.cause if best else "",
        "subject": str(best.subject) if best else "",
        "confidence": best.confidence if best else 0.0,
        "made_by": diagnosis.made_by,
        "seconds": diagnosis.duration_ms / 1000,
        "since": _since(task).isoformat(),
        **_reads(snapshot),
        "model": "" if world.model is None else not_asked or "asked",
        "failed_rules": sum(gap.reason == RULE_FAILED for gap in diagnosis.gaps),
    }
    await tx.ledger.append(LedgerEntry(incident_id=incident.id, at=tx.now, act=Act.DIAGNOSED, detail=detail))
    await thread.show_status(world, tx, incident)
    line = model_line(ModelOutcome(why=not_asked)) if not_asked else ""
    await write_diagnosis(world, tx, incident, diagnosis_id, diagnosis, line)
    if best is not None and incident.is_open:
        payload = {"diagnosis": diagnosis_id}
        await tx.tasks.add("propose", f"propose:{diagnosis_id}", payload, incident_id=incident.id)


def _since(task: Task) -> datetime:
    """From when this diagnosis is waited for: what a stop held back counts from when it was let go."""
    held = task.attempts == 1 and task.due_at > task.added_at
    asked = task.payload.get("since")
    return task.due_at if held else datetime.fromisoformat(asked) if asked else task.added_at


def _reads(snapshot: Snapshot) -> dict[str, Any]:
    """What came of the reads, in numbers: how many were answered, and the others by reason."""
    failed = Counter(gap.reason or "other" for gap in snapshot.gaps if gap.reason != CUT)
    scope = snapshot.scope
    target = Target(cluster=scope.cluster, namespace=scope.namespace, service=scope.service)
    return {
        "cluster": scope.cluster,
        "target": str(target),
        "reads": len(snapshot.reads),
        "not_read": dict(failed),
    }


async def _record_reads(tx: Transaction, incident: Incident, run: str, snapshot: Snapshot) -> None:
    for read in snapshot.reads:
        detail = {"run": run, "read": read.model_dump(mode="json")}
        await tx.ledger.append(LedgerEntry(incident_id=incident.id, at=tx.now, act=Act.READ, detail=detail))
    for gap in snapshot.gaps:
        detail = {"run": run, "gap": gap.model_dump(mode="json")}
        await tx.ledger.append(
            LedgerEntry(incident_id=incident.id, at=tx.now, act=Act.NOT_READ, detail=detail)
        )


def _service(incident: Incident) -> str:
    return f"service:{incident.target.service}" if incident.target else "service:"
