"""Tiers: the table of what an action may cost. No gate; the tier gate and the runbook loader read it.

0 reads; 1 is reversible and bounded; 2 is risky; 3 is never done by the bot. What is unknown counts as 3.
"""

from bot.domain.mitigation import Mitigation, Scale
from bot.domain.proposal import LiveTarget

OBSERVE, REVERSIBLE, RISKY, NEVER = 0, 1, 2, 3

#: The tier of a tool that always costs the same; "scale" depends on its direction.
TOOLS = {
    "observe": OBSERVE,
    "restart": REVERSIBLE,
    "undo": REVERSIBLE,
    "pause": REVERSIBLE,
    "resume": REVERSIBLE,
    "cordon": REVERSIBLE,
    "uncordon": REVERSIBLE,
    "delete-pod": RISKY,
    "evict-pod": RISKY,
    "suspend-cronjob": RISKY,
    "resume-cronjob": RISKY,
    "recreate-job": RISKY,
}


def scaling(change: int) -> int:
    """The tier of changing the replicas by that many: up is reversible, down risky, zero makes no sense."""
    if change > 0:
        return REVERSIBLE
    return RISKY if change < 0 else NEVER


def tier_of(mitigation: Mitigation, live: LiveTarget | None) -> int:
    """The tier of an action on the target as it is now; without the opt-in of namespace or node it is 3."""
    if live is None or not live.opted_in:
        return NEVER
    if isinstance(mitigation, Scale):
        tier = scaling(mitigation.to_replicas - mitigation.from_replicas)
    else:
        tier = TOOLS.get(mitigation.action, NEVER)
    return max(tier, RISKY) if live.critical else tier
