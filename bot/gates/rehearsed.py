"""Rehearsed: the API server itself was asked by a dry run, under the identity that would write."""

from bot.gates.case import Case, Verdict


def evaluate(case: Case) -> Verdict:
    """A dry run was made now and the server accepts the change. The server's own words are shown by the card."""
    if case.rehearsal is None:
        return Verdict(gate="rehearsed", passed=None, reason="The API server's dry run gave no answer.")
    if case.rehearsal.ok:
        return Verdict(gate="rehearsed", passed=True, reason="The API server's dry run accepts the change.")
    reason = "The API server's dry run ends in an error; its words stand with the dry run."
    return Verdict(gate="rehearsed", passed=False, reason=reason)
