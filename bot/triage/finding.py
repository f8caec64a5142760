"""Finding: a human says whether the change of an attempt without an answer is in; the attempt stays UNKNOWN.

Lookout never resolves it by itself and never sends it again; what a named human saw is a row of its own and stands in
the outcome's message.
"""

from bot.domain.incident import Incident
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.people import Person, Role
from bot.domain.proposal import Execution, Proposal, ProposalState
from bot.render import whispers
from bot.render.actions import ActionId
from bot.render.outcome import outcome_message
from bot.render.rendered import Rendered
from bot.reports.findings import findings_of
from bot.triage import thread
from bot.triage.inbox import Click
from bot.triage.ports.store import Transaction
from bot.triage.world import World


async def find(world: World, tx: Transaction, incident: Incident, person: Person, click: Click) -> Rendered:
    """Record what a responder or commander saw, and show it under the attempt."""
    proposal = await tx.proposals.get(click.proposal_id)
    if not person.holds_any:
        return whispers.not_entitled(Role.RESPONDER, f"record what became of P-{proposal.number}")
    if proposal.state is not ProposalState.UNKNOWN:
        return whispers.nothing_unknown(proposal)
    detail = {
        "proposal": proposal.id,
        "number": proposal.number,
        "is_in": click.action == ActionId.IS_IN,
        "seen": click.fields.get("reason", "").strip(),
    }
    row = LedgerEntry(
        incident_id=incident.id,
        at=tx.now,
        act=Act.FOUND,
        actor=person.user_id,
        source="button",
        detail=detail,
    )
    await tx.ledger.append(row)
    await show_outcome(world, tx, incident, proposal)
    return whispers.found(proposal)


async def show_outcome(world: World, tx: Transaction, incident: Incident, proposal: Proposal) -> None:
    """Bring the message of a proposal's attempt to what the ledger says; nothing if there was no attempt."""
    rows = await tx.ledger.of(incident.id)
    attempts = [row for row in rows if row.act is Act.EXECUTED and row.detail["proposal_id"] == proposal.id]
    if not attempts:
        return
    told = {name: attempts[-1].detail[name] for name in Execution.model_fields}
    content = outcome_message(
        proposal,
        Execution.model_validate(told),
        incident,
        now=tx.now,
        deployment=world.policy.deployment,
        findings=findings_of(rows, proposal.id),
    )
    await thread.say(tx, incident, f"outcome:{proposal.id}", content)
