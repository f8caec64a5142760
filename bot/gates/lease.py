"""Lease: of several replicas only the one that claimed the proposal, and still holds the claim, may send."""

from bot.gates.case import Case, Verdict


def evaluate(case: Case) -> Verdict:
    """At send the lease is still held; before, there is none to hold."""
    if not case.moment.at_send:
        return Verdict(gate="lease", passed=True, reason="The lease is checked at send.")
    reason = "This replica holds the lease." if case.lease_held else "The lease of this replica has lapsed."
    return Verdict(gate="lease", passed=case.lease_held, reason=reason)
