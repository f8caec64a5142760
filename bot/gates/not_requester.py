"""Not requester: who asked for a change does not approve it; to confirm it as the owner is allowed."""

from bot.domain.proposal import DecisionRole
from bot.gates.case import Case, Verdict


def evaluate(case: Case) -> Verdict:
    """The commander's key is not the requester's. A proposal that a runbook opened has no requester."""
    requester, key = case.proposal.requester, case.proposal.decision(DecisionRole.COMMANDER)
    if not requester:
        return Verdict(
            gate="not requester", passed=True, reason="A runbook opened the proposal; it has no requester."
        )
    if key is not None and key.user_id == requester:
        return Verdict(
            gate="not requester", passed=False, reason="The commander's key is the requester's own."
        )
    return Verdict(
        gate="not requester", passed=True, reason="The requester's own key cannot be the commander's."
    )
