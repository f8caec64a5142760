"""Managed elsewhere: a change that another controller would undo is made at that controller, by people."""

from typing import NamedTuple

from bot.gates.case import Case, Verdict
from bot.voice.quotes import inert


class _ManagedBy(NamedTuple):
    """Actions that a manager would undo, and what a person does there instead."""

    undoes: frozenset[str]
    instead: str


_GITOPS = frozenset({"undo", "scale"})
_KNOWN = {
    "Argo CD application ": _ManagedBy(_GITOPS, "Revert the commit in Git and sync the application there."),
    "Flux Kustomization ": _ManagedBy(_GITOPS, "Revert the commit in Git and reconcile it there."),
    "Flux HelmRelease ": _ManagedBy(_GITOPS, "Revert the commit in Git and reconcile it there."),
    "HorizontalPodAutoscaler ": _ManagedBy(
        frozenset({"scale"}), "Change minReplicas or maxReplicas there instead."
    ),
}
"""How `facts.live` names managers; whatever else is named is an operator's owner reference."""
_OPERATOR = _ManagedBy(
    frozenset({"restart", "undo", "scale"}), "Make the change in the resource that owns this object."
)


def evaluate(case: Case) -> Verdict:
    """Nothing else manages what the action would change."""
    if case.live is None:
        return Verdict(gate="managed elsewhere", passed=None, reason="The target could not be read.")
    name = case.live.manager.replace("`", "")
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
