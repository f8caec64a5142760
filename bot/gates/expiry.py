"""Expiry: what people saw grows old; after its time a proposal changes nothing."""

from datetime import UTC

from bot.gates.case import Case, Verdict


def evaluate(case: Case) -> Verdict:
    """Strictly before `expires_at`, by the clock of decisions."""
    at = f"{case.proposal.expires_at.astimezone(UTC):%H:%M} UTC"
    if case.moment.now < case.proposal.expires_at:
        return Verdict(gate="expiry", passed=True, reason=f"The proposal expires at {at}.")
    return Verdict(
        gate="expiry", passed=False, reason=f"The proposal expired at {at}; a new triage makes a new one."
    )
