"""Two humans: the commander approves, the owner confirms, and they are two people."""

from bot.domain.proposal import DecisionRole
from bot.gates.case import Case, Verdict


def evaluate(case: Case) -> Verdict:
    """At send both keys are there, of two users; before, the verdict says that it takes two."""
    passed, reason = _judge(case)
    return Verdict(gate="two humans", passed=passed, reason=reason)


def _judge(case: Case) -> tuple[bool, str]:
    commander = case.proposal.decision(DecisionRole.COMMANDER)
    owner = case.proposal.decision(DecisionRole.OWNER)
    if commander and owner:
        if commander.user_id == owner.user_id:
            return False, "Both keys are of one person; they must be of two."
        return True, "Both keys are present, of two people."
    missing = [
        name for name, key in (("the commander's key", commander), ("the owner's key", owner)) if key is None
    ]
    if case.moment.at_send:
        return False, f"Missing: {' and '.join(missing)}."
    return True, "It takes two keys of two people before anything is sent."
