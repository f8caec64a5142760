"""Acting as: under whose name the change is sent, so that the cluster's own rights and audit log name a human.

Only where the configuration says so (`mitigations.impersonate: approver`); else Lookout's actor sends it.
"""

from bot.gates.case import Case, Verdict


def evaluate(case: Case) -> Verdict:
    """At send, an approver under whose name the change goes has a user of the cluster; before, it is said."""
    passed, reason = _judge(case)
    return Verdict(gate="acting as", passed=passed, reason=reason)


def _judge(case: Case) -> tuple[bool, str]:
    if not case.impersonates:
        return True, "The change is sent under the identity of Lookout's actor."
    if case.acting_as is not None:
        return True, "The change is sent under the approver's own name in the cluster, whose rights decide."
    if not case.moment.at_send:
        return (
            True,
            "The change is sent under the name of whoever approves it, whose rights in the cluster decide.",
        )
    return False, (
        "The change is sent under the approver's name, and the configuration has no user of the cluster for that "
        "person: add one to `identities`, or let somebody approve who has one."
    )
