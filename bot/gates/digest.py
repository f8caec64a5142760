"""Digest: what runs is what was seen; a key turned on other content opens nothing."""

from bot.gates.case import Case, Verdict


def evaluate(case: Case) -> Verdict:
    """Each key bears the digest of the proposal as it is stored."""
    passed = all(key.digest == case.proposal.digest for key in case.proposal.decisions)
    reason = (
        "Each key present is for this content."
        if passed
        else "A key is for other content than this proposal's."
    )
    return Verdict(gate="digest", passed=passed, reason=f"{reason} Digest {case.proposal.digest[:12]}.")
