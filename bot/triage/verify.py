"""Verify: after a change, look until the symptom is gone or the time for it is over, and say which."""

from bot.diagnosis import diagnose
from bot.domain.diagnosis import Diagnosis, VerdictKind
from bot.domain.errors import OutsideError, PermanentError
from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.proposal import Proposal, Verification
from bot.domain.target import Target
from bot.render.escalation import UNVERIFIED
from bot.render.verification import verification_message
from bot.triage import thread
from bot.triage.escalate import escalate_attempt
from bot.triage.investigate import read_scope
from bot.triage.ports.cluster import Cluster
from bot.triage.ports.store import Task, Transaction
from bot.triage.sight import Sighting, sight
from bot.triage.world import World


async def verify(world: World, task: Task) -> None:
    """One look at the target; the task comes back until it is well or the deadline has passed."""
    async with world.store.read() as tx:
        proposal = await tx.proposals.get(task.payload["proposal"])
        incident = await tx.incidents.get(proposal.incident_id)
    sighting = await _look(world, incident, proposal)
    now, ok, seen = world.clock.now(), sighting.ok, sighting.seen
    if not ok and not sighting.over and now.timestamp() < float(task.payload["until"]):
        async with world.step() as tx:
            await tx.tasks.postpone(task, world.worker, now + world.policy.verify_every, seen, failed=False)
        return
    async with world.last_step(task) as tx:
        await _say(
            world, tx, incident, proposal, Verification(proposal_id=proposal.id, ok=ok, seen=seen, at=tx.now)
        )


async def _look(world: World, incident: Incident, proposal: Proposal) -> Sighting:
    try:
        sighting = await sight(_cluster(world, proposal.cluster), proposal)
    except OutsideError as problem:
        return Sighting(ok=False, seen=f"the target could not be read: {problem}")
    if not sighting.ok or sighting.well is None:
        return sighting
    return await _symptom(world, incident, proposal, sighting)


async def _symptom(world: World, incident: Incident, proposal: Proposal, sighting: Sighting) -> Sighting:
    """What the rules find of the cured subject: a workload that is well may still bear the symptom.

    A node bears none itself: what its cordon kept waiting does, and the runbook's causes tell what that is.
    """
    seen, subject = sighting.seen, proposal.mitigation.subject
    diagnosis = diagnose(await read_scope(world, _where(incident, proposal)), version=world.policy.version)
    if diagnosis.verdict is VerdictKind.UNSURE:
        return Sighting(ok=False, seen=f"{seen}; the symptom could not be checked: {_gaps(diagnosis)}")
    causes = _causes(world, proposal) if subject.kind == "Node" else ()
    of_it = (h for h in diagnosis.hypotheses if h.subject == sighting.well or h.cause in causes)
    symptom = next(of_it, None)
    if symptom is not None:
        return Sighting(ok=False, seen=f"{seen}; still seen: {symptom.statement}")
    return Sighting(ok=True, seen=f"{seen}; the rules find nothing wrong with it any more")


def _where(incident: Incident, proposal: Proposal) -> Target:
    """Where the symptom would be: the incident's target, unless a person gave it another one since the change."""
    target, subject = incident.target, proposal.mitigation.subject
    namespace = subject.namespace or (target.namespace if target else "")
    there = Target(cluster=proposal.cluster, namespace=namespace, service=proposal.service)
    if target is None or target.model_copy(update={"service": there.service, "workload": None}) != there:
        return there
    return target if target.service in ("", there.service) else there


def _cluster(world: World, name: str) -> Cluster:
    """The cluster of that name. Raises `PermanentError`: it was taken out of the configuration meanwhile."""
    if name not in world.clusters:
        raise PermanentError(f"cluster {name} is not configured any more")
    return world.clusters[name]


def _causes(world: World, proposal: Proposal) -> tuple[str, ...]:
    """The causes that the proposal's runbook serves; none if it is not loaded any more."""
    return next((book.causes for book in world.runbooks if book.id == proposal.runbook), ())


def _gaps(diagnosis: Diagnosis) -> str:
    return "; ".join(f"{gap.what}: {gap.why}" for gap in diagnosis.gaps) or "too little was read"


async def _say(
    world: World, tx: Transaction, incident: Incident, proposal: Proposal, verification: Verification
) -> None:
    detail = {**verification.model_dump(mode="json"), "number": proposal.number}
    await tx.ledger.append(LedgerEntry(incident_id=incident.id, at=tx.now, act=Act.VERIFIED, detail=detail))
    fresh = await tx.incidents.get(incident.id)
    content = verification_message(proposal, verification, fresh, now=tx.now)
    await thread.say(tx, fresh, f"verification:{proposal.id}", content)
    await thread.show_status(world, tx, fresh)
    if not verification.ok:
        await escalate_attempt(world, tx, fresh, proposal, why=UNVERIFIED)
        await tx.tasks.add(
            "take back", f"take back:{proposal.id}", {"proposal": proposal.id}, incident_id=fresh.id
        )
