"""Floor: what must be left standing. Ready pods under a minimum or a disruption budget, nodes that take new pods.

The API server keeps disruption budgets at evictions only; Lookout keeps them at whatever takes pods away.
"""

from bot.domain.mitigation import Cordon, DeletePod, EvictPod, RecreateJob, Scale
from bot.domain.proposal import BUDGETS, LiveTarget
from bot.domain.runbook import Limits
from bot.gates.case import Case, Verdict
from bot.voice.quotes import inert

Judged = tuple[bool | None, str]
_UNREAD: Judged = (
    None,
    "The PodDisruptionBudgets could not be read, so how many pods must stay cannot be told; that counts as a no.",
)


def evaluate(case: Case) -> Verdict:
    """Enough stays, counted on the target as it is now; what could not be counted does not pass."""
    passed, reason = _judge(case)
    return Verdict(gate="floor", passed=passed, reason=reason)


def _judge(case: Case) -> Judged:
    live, limits = case.live, case.proposal.limits
    if live is None:
        return None, "What the action would leave could not be counted."
    match case.proposal.mitigation:
        case Scale() as scale if scale.to_replicas < scale.from_replicas:
            return _fewer(live, scale.to_replicas)
        case DeletePod() | EvictPod() as action:
            return _one_less(live, limits, evicts=isinstance(action, EvictPod))
        case Cordon():
            return _nodes(live, limits)
        case RecreateJob() if not live.held:
            return False, "The Job has not failed, so its work is not created again."
        case _:
            return True, "The action takes away no pod for good and no node."


def _fewer(live: LiveTarget, wanted: int) -> Judged:
    """A scale down: never below what a budget wants healthy now."""
    if BUDGETS in live.unread:
        return _UNREAD
    for budget in live.budgets:
        if wanted < budget.desired:
            name = f"The PodDisruptionBudget `{inert(budget.name, 80)}`"
            return False, f"{name} wants {budget.desired} healthy pods; the action leaves {wanted}."
    return True, f"The action leaves {wanted} replicas; disruption budgets over them: {len(live.budgets)}."


def _one_less(live: LiveTarget, limits: Limits, *, evicts: bool) -> Judged:
    """A pod taken out: another one comes in its place, and meanwhile enough are ready."""
    if live.held:
        return False, "The pod is being deleted already."
    if live.owner is None:
        return False, "No workload makes another pod in this one's place, so what it did would stay undone."
    if BUDGETS in live.unread:
        return _UNREAD
    if evicts and len(live.budgets) > 1:
        return False, "More than one PodDisruptionBudget counts this pod; the API server evicts no such pod."
    if not live.lost:
        return True, f"The pod is not ready, so {live.ready} ready pods stay."
    return _one_ready_less(live, limits)


def _one_ready_less(live: LiveTarget, limits: Limits) -> Judged:
    left = live.ready - live.lost
    if left < limits.min_replicas:
        return False, f"The action leaves {left} ready pods; the minimum is {limits.min_replicas}."
    for budget in live.budgets:
        if budget.allowed < 1:
            name = f"The PodDisruptionBudget `{inert(budget.name, 80)}`"
            return (
                False,
                f"{name} wants {budget.desired} healthy pods of {budget.healthy} and lets none go now.",
            )
    return True, f"The action leaves {left} ready pods; disruption budgets over it: {len(live.budgets)}."


def _nodes(live: LiveTarget, limits: Limits) -> Judged:
    """A cordon: of the nodes for the same pods, a share stays ready and open to new pods."""
    left = live.ready - live.lost
    said = f"The action leaves {left} of {live.replicas} nodes ready and open to new pods"
    if not live.lost:
        return True, f"{said}, since this node takes none now."
    if left < 1 or left < limits.min_nodes_share * live.replicas:
        return False, f"{said}; the least is one, and {limits.min_nodes_share:.0%}."
    return True, f"{said}; the least is {limits.min_nodes_share:.0%}."
