"""Rehearsed: the API server itself was asked by a dry run, under the identity that would write."""

from bot.gates.case import Case, Verdict
from bot.voice.quotes import inert


def evaluate(case: Case) -> Verdict:
    """A dry run was made now and the server accepts the change."""
    if case.rehearsal is None:
        return Verdict(gate="rehearsed", passed=None, reason="The server's dry run gave no answer.")
    if case.rehearsal.ok:
        return Verdict(gate="rehearsed", passed=True, reason="The server's dry run accepts the change.")
    why = f": {inert(case.rehearsal.reason, 200)}" if case.rehearsal.reason else "."
    return Verdict(gate="rehearsed", passed=False, reason=f"The server's dry run refuses the change{why}")
