"""Held: what lets nothing go on at this very moment, asked within the transaction that would let it.

The gates were asked a moment before, with much that lies outside; what stands in the record can change between them and
the transaction, so it is asked once more there. Nothing outside is asked here.
"""

from bot.domain.proposal import Proposal
from bot.domain.stop import MITIGATION
from bot.gates.rate import WINDOW as RATE_WINDOW
from bot.gates.rate import allowed
from bot.gates.stopped import FRESH
from bot.triage import freezes
from bot.triage.ports.store import Transaction
from bot.triage.world import World


async def stopped(world: World, tx: Transaction, proposal: Proposal) -> str:
    """Which stop of this moment halts the proposal, or that no stop can be read; "" if nothing does."""
    switch = await world.switch(tx)
    stop = switch.halts(MITIGATION, f"service:{proposal.service}", f"incident:{proposal.incident_id}")
    if stop is not None:
        return f"{stop.scope} is stopped"
    return "" if switch.readable else "the kill switch cannot be read"


async def held_back(world: World, tx: Transaction, proposal: Proposal) -> str:
    """As `stopped`, with a switch that was read just now; or a freeze of the record, or the rate, that stands against.

    Of several workers that were let through by the gates at once, the rate stops all but the first here, where one
    writes after the other.
    """
    if reason := await stopped(world, tx, proposal):
        return reason
    if tx.now - (await world.switch(tx)).read_at > FRESH:
        return "the kill switch was read more than 1 s ago"
    changes = await tx.proposals.changes(proposal.service, tx.now - RATE_WINDOW)
    if changes >= (most := allowed(proposal)):
        return f"changes to this service in the last hour: {changes}; the limit is {most}"
    return await freezes.objection(world.policy, tx, proposal)
