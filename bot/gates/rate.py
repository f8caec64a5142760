"""Rate: few changes per service and hour, so that a loop of cures cannot become the illness."""

from bot.gates.case import Case, Verdict
from bot.gates.tiers import RISKY


def evaluate(case: Case) -> Verdict:
    """Fewer attempts in the last hour than the step allows; a tier 2 action is allowed once."""
    allowed = 1 if case.proposal.tier >= RISKY else case.proposal.limits.per_hour
    return Verdict(
        gate="rate",
        passed=case.changes_last_hour < allowed,
        reason=f"Changes to this service in the last hour: {case.changes_last_hour}; the limit is {allowed}.",
    )
