"""State: only an open proposal takes keys, only a claimed one is sent, only while the incident is open."""

from bot.domain.proposal import ProposalState
from bot.gates.case import Case, Verdict


def evaluate(case: Case) -> Verdict:
    """Open (PENDING, ARMED) as a proposal; EXECUTING at send."""
    passed, reason = _judge(case)
    return Verdict(gate="state", passed=passed, reason=reason)


def _judge(case: Case) -> tuple[bool, str]:
    state = case.proposal.state
    if case.incident.id != case.proposal.incident_id:
        return False, "The proposal belongs to another incident."
    if not case.incident.is_open:
        return False, f"The incident has the status `{case.incident.status}`, which allows no change."
    if case.moment.at_send:
        return (
            state is ProposalState.EXECUTING,
            f"The state is {state}; a change is sent from EXECUTING only.",
        )
    return state.is_open, f"The state is {state}; decisions count while it is PENDING or ARMED."
