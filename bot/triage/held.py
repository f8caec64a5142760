"""Held: what lets nothing go on at this very moment, asked within the transaction that would let it.

The gates were asked a moment before, with much that lies outside; what stands in the record can change between them and
the transaction, so it is asked once more there. Nothing outside is asked here.
"""

from bot.domain.proposal import Proposal
from bot.domain.stop import MITIGATION
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
    """As `stopped`, or which freeze of the record that nobody overrides."""
    return await stopped(world, tx, proposal) or await freezes.objection(world.policy, tx, proposal)
