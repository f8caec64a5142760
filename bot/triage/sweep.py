"""Sweep: an attempt whose run ended without closing it gets another task that finds out what came of it.

A run that died is taken up again as its task's lease lapses; one that was given up is not. Here whatever stands
EXECUTING with a lapsed lease is queued for `execute`, which sends nothing a second time and settles what was left.
"""

from datetime import timedelta

import structlog

from bot.triage.world import World

log = structlog.get_logger()

AGAIN = timedelta(minutes=10)
"""How often an attempt that could not be settled is queued anew."""


async def sweep(world: World) -> bool:
    """Queue what was left behind; whether there was any that is not queued yet."""
    async with world.store.read() as tx:
        if not await tx.proposals.lapsed():
            return False
    queued = False
    async with world.step() as tx:
        turn = int(tx.now.timestamp() // AGAIN.total_seconds())
        # A run that is only slow still holds its task: it has that task's lease long to close the attempt itself.
        due = tx.now + world.policy.lease
        for proposal in await tx.proposals.lapsed():
            key = f"settle:{proposal.id}:{turn}"
            if await tx.tasks.add("execute", key, {"proposal": proposal.id}, due_at=due):
                log.warning(
                    "an attempt was left without its end", incident=proposal.incident_id, proposal=proposal.id
                )
                queued = True
    return queued
