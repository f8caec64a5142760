"""Duty: whom a message about Lookout itself goes to."""

from bot.triage.oncall.shift import told
from bot.triage.ports.store import Transaction
from bot.triage.world import World


async def to_tell(world: World, tx: Transaction) -> tuple[str, ...]:
    """The Slack accounts of all who answer for Lookout now, each once."""
    policy = world.policy
    return told(policy.bot_oncall, policy.bot_oncall_rota, await tx.preflights.duties(), tx.now)
