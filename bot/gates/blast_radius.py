"""Blast radius: how many pods, which share of the ready ones and which replica counts, on live counts."""

from bot.domain.mitigation import Scale
from bot.gates.case import Case, Verdict


def evaluate(case: Case) -> Verdict:
    """Within the step's limits, counted on the target as it is now."""
    passed, reason = _judge(case)
    return Verdict(gate="blast radius", passed=passed, reason=reason)


def _judge(case: Case) -> tuple[bool | None, str]:
    live, limits, action = case.live, case.proposal.limits, case.proposal.mitigation
    if live is None:
        return None, "The pods could not be counted."
    if live.pods > limits.max_pods:
        return False, f"The action touches {live.pods} pods; the limit is {limits.max_pods}."
    share = live.lost / live.ready if live.pods and live.ready > 0 else 0.0
    if share > limits.max_share:
        return (
            False,
            f"The action touches {share:.0%} of the ready replicas; the limit is {limits.max_share:.0%}.",
        )
    if isinstance(action, Scale) and not limits.min_replicas <= action.to_replicas <= limits.max_replicas:
        bounds = f"{limits.min_replicas} to {limits.max_replicas}"
        return False, f"The action sets {action.to_replicas} replicas; the bounds are {bounds}."
    return (
        True,
        f"The action touches {live.pods} pods of {limits.max_pods} allowed, {share:.0%} of the ready ones.",
    )
