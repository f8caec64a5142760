"""Tier: the namespace, or the node, opted in; the action's tier is within the bot's and is the one that was shown."""

from bot.domain.target import Subject
from bot.facts.live import OPT_IN
from bot.gates.case import Case, Verdict
from bot.gates.tiers import NEVER, RISKY, tier_of

LABEL = "=".join(OPT_IN)


def evaluate(case: Case) -> Verdict:
    """At most tier 2 and not above the tier shown; at send, tier 2 has a typed reason of both humans."""
    passed, reason = _judge(case)
    return Verdict(gate="tier", passed=passed, reason=reason)


def _judge(case: Case) -> tuple[bool | None, str]:
    proposal, live = case.proposal, case.live
    if live is None:
        return None, "The target could not be read, which counts as tier 3."
    if not live.opted_in:
        return False, _closed(proposal.mitigation.subject)
    tier = tier_of(proposal.mitigation, live)
    if max(tier, proposal.tier) >= NEVER:
        return False, "The action is tier 3, which is never done by the bot."
    if tier > proposal.tier:
        return False, f"The action is tier {tier} now and was shown as tier {proposal.tier}."
    unexplained = any(not one.reason.strip() for one in proposal.decisions)
    if case.moment.at_send and proposal.tier >= RISKY and unexplained:
        return False, "Tier 2 asks a typed reason with each key, and one has none."
    bearer = "namespace" if proposal.mitigation.subject.namespace else "node"
    return True, f"The action is tier {proposal.tier} and the {bearer} has the label {LABEL}."


def _closed(subject: Subject) -> str:
    if subject.namespace:
        return f"The namespace lacks the label {LABEL}, so every target in it is tier 3."
    return f"The node lacks the label {LABEL}, so whatever is done to it is tier 3."
