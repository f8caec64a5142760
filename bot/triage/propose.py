"""Propose: what a runbook allows for the first hypothesis, rehearsed on the server and put before two humans.

A diagnosis opens one by itself, or a responder asks for a step (`request`) and is its requester. Opening a proposal
asks every gate. What none of them can allow is shown all the same, as withdrawn, with every reason: a person with the
rights may run the same kubectl command. What comes next is `decide`.
"""

import hashlib
from collections.abc import Sequence

import structlog

from bot.domain.diagnosis import Hypothesis
from bot.domain.errors import OutsideError
from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.mitigation import Mitigation
from bot.domain.mute import Mute
from bot.domain.noun import Noun
from bot.domain.proposal import LiveTarget, Proposal, ProposalState, Rehearsal
from bot.domain.runbook import Runbook, Step
from bot.domain.target import Target
from bot.facts.by_hand import inverse_of, kubectl_for, undo_of
from bot.gates.case import Verdict
from bot.gates.clearance import ask
from bot.gates.tiers import tier_of
from bot.render.rendered import Rendered
from bot.render.request import step_not_proposed
from bot.triage import mute, thread
from bot.triage.court import gather_case
from bot.triage.held import stopped
from bot.triage.mitigate import first_mitigation, plan
from bot.triage.paging.chain import page_for_refusal
from bot.triage.ports.store import Task, Transaction
from bot.triage.target_now import look
from bot.triage.world import World

log = structlog.get_logger()

TWIN = "An open proposal does the same to the same object."
CLOSED = "The incident was closed."
MOVED = "The diagnosis is of another target than the incident has now; triage again first."
FORCING = frozenset({"tier", "blast radius", "satisfiable"})
"""Gates that no waiting gets past: what the runbook advises must come from humans with more rights."""
NO_REHEARSAL = Rehearsal(ok=False, diff="", reason="no dry run was made")


class Remedy(Noun):
    """A runbook's step, made concrete on the live target."""

    runbook: Runbook
    step: Step
    mitigation: Mitigation
    live: LiveTarget


async def propose(world: World, task: Task) -> None:
    """Open a proposal for the first hypothesis of a diagnosis, if a runbook has a step for it."""
    async with world.store.read() as tx:
        incident = await tx.incidents.get(task.incident_id)
        past = await tx.diagnoses.get(int(task.payload["diagnosis"]))
        rows = await tx.ledger.of(incident.id)
        muted = await mute.standing(tx, incident) if mute.applies(incident) else ()
    best = past.diagnosis.hypotheses[0] if past and past.diagnosis.hypotheses else None
    requester = str(task.payload.get("requester", ""))
    draft: Proposal | str = CLOSED
    if best is not None and incident.is_open and _is_elsewhere(rows, task, incident):
        draft = MOVED
    elif best is not None and incident.is_open and (requester or _is_due(world, best, muted)):
        draft = await _draft(world, incident, best, task)
    why = await _put_forward(world, incident, draft, task)
    if requester and why:
        await _tell_requester(world, incident, requester, step_not_proposed(str(task.payload["step"]), why))


def _is_due(world: World, best: Hypothesis, muted: Sequence[Mute]) -> bool:
    """Whether a diagnosis opens a proposal by itself."""
    return best.cause not in {one.cause for one in muted} and best.confidence >= world.policy.propose_from


def _is_elsewhere(rows: Sequence[LedgerEntry], task: Task, incident: Incident) -> bool:
    """Whether the diagnosis was made of another target than the incident has now: its subject is none of that one's."""
    made = (row for row in rows if row.act is Act.DIAGNOSED)
    of_it = next((row for row in made if row.detail["diagnosis"] == int(task.payload["diagnosis"])), None)
    target = str(incident.target or "")
    return of_it is not None and of_it.detail.get("target", target) != target


async def take_back(world: World, task: Task) -> None:
    """Propose the way back of a change that did not bring what was expected, if it has one."""
    async with world.store.read() as tx:
        tried = await tx.proposals.get(task.payload["proposal"])
        incident = await tx.incidents.get(tried.incident_id)
    back = inverse_of(tried.mitigation, tried.live)
    cluster = world.clusters.get(tried.cluster)
    live = await look(cluster, back) if back and cluster and incident.is_open else None
    draft = _backward(world, tried, back, live, task) if back and live else "There is no way back."
    await _put_forward(world, incident, draft, task)


async def _tell_requester(world: World, incident: Incident, user_id: str, said: Rendered) -> None:
    """Best effort: that nothing was proposed changes nothing."""
    try:
        await world.messenger.whisper(incident.channel, user_id, said, thread_ts=incident.thread_ts)
    except OutsideError as problem:
        log.warning("an answer to one person was not taken", why=str(problem))


async def _put_forward(world: World, incident: Incident, draft: Proposal | str, task: Task) -> str:
    """Rehearse a draft, ask the gates and open it; without one only the task ends. Why there is no new one, or ""."""
    if isinstance(draft, str):
        async with world.last_step(task):
            return draft
    case = await gather_case(world, draft, at_send=False)
    draft = draft.model_copy(update={"rehearsal": case.rehearsal or draft.rehearsal})
    verdicts = ask(case.model_copy(update={"proposal": draft}))
    async with world.last_step(task) as tx:
        # Seconds have gone by outside: who owns it, whether it is still open and what it is about are read again.
        fresh = await tx.incidents.get(task.incident_id)
        if not fresh.is_open:
            return CLOSED
        if task.kind == "propose" and fresh.target != incident.target:
            return MOVED
        return "" if await _open(world, tx, fresh, draft, verdicts) else TWIN


async def _draft(world: World, incident: Incident, best: Hypothesis, task: Task) -> Proposal | str:
    """What the step means now, or why there is nothing to propose, as a sentence."""
    runbook = world.runbook_for(best.cause)
    named = task.payload.get("step")
    step = None
    if runbook is not None:
        step = (
            next((one for one in runbook.steps if one.id == named), None)
            if named
            else first_mitigation(runbook, best.subject)
        )
    cluster = world.clusters.get(incident.target.cluster) if incident.target else None
    if runbook is None or step is None or cluster is None or incident.target is None:
        return "No runbook has such a step for it."
    mitigation = await plan(cluster, step, best.subject)
    if isinstance(mitigation, str):
        return mitigation
    live = await look(cluster, mitigation)
    if live is None:
        return f"{mitigation.subject} could not be read as it is now."
    found = Remedy(runbook=runbook, step=step, mitigation=mitigation, live=live)
    return _fill(world, incident, incident.target, best, found, task)


def _fill(
    world: World,
    incident: Incident,
    target: Target,
    best: Hypothesis,
    found: Remedy,
    task: Task,
) -> Proposal:
    now, step = world.clock.now(), found.step
    return Proposal(
        id=_id_of(incident.id, task),
        number=0,
        incident_id=incident.id,
        service=target.service or best.subject.name,
        cluster=target.cluster,
        mitigation=found.mitigation,
        reason=best.statement,
        tier=tier_of(found.mitigation, found.live),
        runbook=found.runbook.id,
        runbook_version=found.runbook.version,
        step=step.id,
        limits=step.limits,
        undo=undo_of(found.mitigation, found.live),
        expect=step.expect,
        expect_within=step.expect_within,
        kubectl=kubectl_for(found.mitigation),
        live=found.live,
        rehearsal=NO_REHEARSAL,
        requester=str(task.payload.get("requester", "")),
        opened_at=now,
        expires_at=now + world.policy.approval_time,
    )


def _backward(world: World, tried: Proposal, back: Mitigation, live: LiveTarget, task: Task) -> Proposal:
    now = world.clock.now()
    return tried.model_copy(
        update={
            "id": _id_of(tried.incident_id, task),
            "mitigation": back,
            "reason": f"P-{tried.number} did not bring what was expected; this is its way back.",
            "tier": tier_of(back, live),
            "undo": undo_of(back, live),
            "expect": f"{back.subject} is as it was before P-{tried.number}",
            "kubectl": kubectl_for(back),
            "live": live,
            "rehearsal": NO_REHEARSAL,
            "opened_at": now,
            "expires_at": now + world.policy.approval_time,
            "state": ProposalState.PENDING,
            "decisions": (),
            "ended_by": "",
            "ended_why": "",
            # An override is for one change, and nobody asked for this one.
            "override": None,
            "requester": "",
        }
    )


def _id_of(incident_id: str, task: Task) -> str:
    """The same for a task that runs again after a crash."""
    return hashlib.sha256(f"{incident_id}:{task.key}".encode()).hexdigest()[:16]


async def _open(
    world: World, tx: Transaction, incident: Incident, draft: Proposal, verdicts: Sequence[Verdict]
) -> bool:
    """Whether it is a new one: an open one that does the same is left as it is."""
    refused = [verdict for verdict in verdicts if verdict.passed is not True and not verdict.overridable]
    why = "; ".join(f"{verdict.gate}: {verdict.reason}" for verdict in refused)
    # Seconds have gone by since the gates were asked: a stop of now leaves no live buttons.
    if why := why or await stopped(world, tx, draft):
        draft = draft.model_copy(update={"state": ProposalState.WITHDRAWN, "ended_why": why})
    stored = await tx.proposals.add(draft)
    if stored is None:
        return False
    detail = {
        "proposal": stored.id,
        "number": stored.number,
        "digest": stored.digest,
        "action": stored.mitigation.action,
        "verdicts": [verdict.model_dump(mode="json") for verdict in verdicts],
    }
    await tx.ledger.append(LedgerEntry(incident_id=incident.id, at=tx.now, act=Act.PROPOSED, detail=detail))
    await thread.show_card(world, tx, incident, stored, verdicts)
    for one in refused:
        if one.gate in FORCING and one.passed is False:
            await page_for_refusal(world, tx, incident, stored, one.gate)
    if stored.state.is_open:
        payload = {"proposal": stored.id}
        await tx.tasks.add("expire", f"expire:{stored.id}", payload, due_at=stored.expires_at)
    return True
