"""Satisfiable: a gate that nobody can pass is said at once, not found out at 02:14."""

from bot.gates.case import Case, Verdict


def evaluate(case: Case) -> Verdict:
    """Two different humans exist who could turn the two keys."""
    if case.pair_exists:
        return Verdict(
            gate="satisfiable", passed=True, reason="The groups have two different people for the two keys."
        )
    if case.pair_exists is None:
        reason = "The groups cannot be read, so whether two people could turn the two keys cannot be told."
        return Verdict(gate="satisfiable", passed=None, reason=reason)
    reason = "The groups have no two different people for the two keys, so the bot cannot make changes."
    return Verdict(gate="satisfiable", passed=False, reason=reason)
