"""Whether a pod may run on a node: selector, required affinity, taints, cordon, as the scheduler filters.

The scheduler names only the first filter that a node fails. Asking all of them tells which one to blame: if no node
meets the pod's own wishes, the wishes; else what stands on the nodes that do.
"""

from dataclasses import dataclass
from typing import Any

from bot.facts.capacity import Node
from bot.facts.pod import Pod
from bot.facts.raw import dig, items, labels, text
from bot.facts.selector import equal_labels, meets

_OWN_TAINTS = "node.kubernetes.io/"


@dataclass(frozen=True, slots=True)
class Fit:
    """A pod against one node: wishes met, the first taint not tolerated ("" if none), whether it is cordoned."""

    node: str
    selector: bool
    affinity: bool
    taint: str
    cordoned: bool

    @property
    def wished(self) -> bool:
        """Whether the pod's own wishes allow the node."""
        return self.selector and self.affinity

    @property
    def open(self) -> bool:
        """Whether nothing of this keeps the pod from the node."""
        return self.wished and not self.taint and not self.cordoned


def fit(pod: Pod, node: Node) -> Fit:
    """The pod against the node."""
    has = labels(node.raw, "metadata", "labels")
    terms = dig(pod.raw, "spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
    return Fit(
        node=node.name,
        selector=equal_labels(labels(pod.raw, "spec", "nodeSelector"), has),
        affinity=terms is None or any(_term(one, node, has) for one in items(terms, "nodeSelectorTerms")),
        taint=next((_shown(one) for one in items(node.raw, "spec", "taints") if _repels(one, pod)), ""),
        cordoned=node.cordoned,
    )


def singled_out(pod: Pod) -> bool:
    """Whether the pod names the nodes that it wants, rather than only those that it does not want."""
    terms = dig(pod.raw, "spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution")
    told = [one for term in items(terms, "nodeSelectorTerms") for one in items(term, "matchExpressions")]
    named = any(text(one, "operator") not in {"NotIn", "DoesNotExist"} for one in told)
    return bool(labels(pod.raw, "spec", "nodeSelector")) or named


def _term(term: dict[str, Any], node: Node, has: dict[str, str]) -> bool:
    """One term: all its expressions and fields; an empty term selects nothing."""
    expressions, fields = items(term, "matchExpressions"), items(term, "matchFields")
    named = {"metadata.name": node.name}
    return bool(expressions or fields) and all(
        [*(meets(one, has) for one in expressions), *(meets(one, named) for one in fields)]
    )


def _repels(taint: dict[str, Any], pod: Pod) -> bool:
    """Whether a taint keeps the pod away; taints that the cluster sets by itself tell of the node, not of the pod."""
    if text(taint, "effect") == "PreferNoSchedule" or text(taint, "key").startswith(_OWN_TAINTS):
        return False
    return not any(_tolerates(one, taint) for one in items(pod.raw, "spec", "tolerations"))


def _tolerates(toleration: dict[str, Any], taint: dict[str, Any]) -> bool:
    key, effect = text(toleration, "key"), text(toleration, "effect")
    if (effect and effect != text(taint, "effect")) or (key and key != text(taint, "key")):
        return False
    if text(toleration, "operator") == "Exists":
        return True
    return bool(key) and text(toleration, "value") == text(taint, "value")


def _shown(taint: dict[str, Any]) -> str:
    value = text(taint, "value")
    return f"{text(taint, 'key')}{f'={value}' if value else ''}:{text(taint, 'effect')}"
