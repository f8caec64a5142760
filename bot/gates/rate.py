"""Rate: few changes per service and hour, so that a loop of cures cannot become the illness."""

from datetime import timedelta

from bot.domain.proposal import Proposal
from bot.gates.case import Case, Verdict
from bot.gates.tiers import RISKY

WINDOW = timedelta(hours=1)


def allowed(proposal: Proposal) -> int:
    """How many attempts on its service may begin within the window, this one among them."""
    return 1 if proposal.tier >= RISKY else proposal.limits.per_hour


def evaluate(case: Case) -> Verdict:
    """Fewer attempts in the last hour than the step allows; a tier 2 action is allowed once."""
    most = allowed(case.proposal)
    return Verdict(
        gate="rate",
        passed=case.changes_last_hour < most,
        reason=f"Changes to this service in the last hour: {case.changes_last_hour}; the limit is {most}.",
    )
