"""Managed elsewhere: a change that another controller would undo is made at that controller, by people."""

from typing import NamedTuple

from bot.domain.proposal import AUTOSCALERS
from bot.domain.tool import TOOLS
from bot.gates.case import Case, Verdict
from bot.voice.quotes import inert


class _ManagedBy(NamedTuple):
    """Actions that a manager would undo, and what a person does there instead."""

    undoes: frozenset[str]
    instead: str


_GITOPS = frozenset({"undo", "scale", "suspend-cronjob", "resume-cronjob", "recreate-job"})
"""What stands in Git, and what would be left over there. A restart, a pause and a pod's end stand in no commit."""
_TAKEN_OUT = _ManagedBy(frozenset({"uncordon"}), "It is taking the node out; look there why.")
_KNOWN = {
    "Argo CD application ": _ManagedBy(_GITOPS, "Revert the commit in Git and sync the application there."),
    "Flux Kustomization ": _ManagedBy(_GITOPS, "Revert the commit in Git and reconcile it there."),
    "Flux HelmRelease ": _ManagedBy(_GITOPS, "Revert the commit in Git and reconcile it there."),
    "HorizontalPodAutoscaler ": _ManagedBy(
        frozenset({"scale"}), "Change minReplicas or maxReplicas there instead."
    ),
    "CronJob ": _ManagedBy(
        frozenset({"recreate-job"}),
        "The next run comes by its schedule; `kubectl create job --from=cronjob/<name>` starts one by hand.",
    ),
    "Job ": _ManagedBy(frozenset({"delete-pod", "evict-pod"}), "Create the failed Job again instead."),
    "static pod of Node ": _ManagedBy(
        frozenset({"delete-pod", "evict-pod"}), "Its manifest is a file on that node; change it there."
    ),
    "cluster autoscaler ": _TAKEN_OUT,
    "Karpenter ": _TAKEN_OUT,
}
"""How `facts.manager` names managers; whatever else is named is an operator's owner reference."""
_OPERATOR = _ManagedBy(frozenset(TOOLS), "Make the change in the resource that owns this object.")


def evaluate(case: Case) -> Verdict:
    """Nothing else manages what the action would change."""
    if case.live is None:
        return Verdict(gate="managed elsewhere", passed=None, reason="The target could not be read.")
    name = case.live.manager.replace("`", "")
    if not name and AUTOSCALERS in case.live.unread:
        reason = "The HorizontalPodAutoscalers could not be read, so whether one manages the target cannot be told."
        return Verdict(gate="managed elsewhere", passed=None, reason=reason)
    if not name:
        return Verdict(
            gate="managed elsewhere", passed=True, reason="No other manager of the target was found."
        )
    manager = next((known for start, known in _KNOWN.items() if name.startswith(start)), _OPERATOR)
    passed = case.proposal.mitigation.action not in manager.undoes
    advice = "This action is compatible with it." if passed else manager.instead
    return Verdict(
        gate="managed elsewhere",
        passed=passed,
        reason=f"The target is managed by `{inert(name, 80)}`. {advice}",
    )
