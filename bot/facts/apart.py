"""Required pod anti-affinity, as the scheduler asks it: which pod keeps another one from a node."""

from typing import Any

from bot.facts.capacity import Node
from bot.facts.pod import Pod
from bot.facts.raw import dig, items, labels, text
from bot.facts.selector import equal_labels, meets
from bot.facts.view import View

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"


def kept_from(view: View, pod: Pod, node: Node) -> Pod | None:
    """The pod by which this one is kept from the node by a term of its own; None if nothing is known to."""
    for term in items(pod.raw, "spec", "affinity", "podAntiAffinity", _REQUIRED):
        if dig(term, "namespaceSelector") is not None:  # which namespaces that means is not asked here
            continue
        homes = set(dig(term, "namespaces") or ()) or {pod.namespace}
        there = _place(view, text(term, "topologyKey"), node.name)
        for other in view.live_pods:
            near = other.node and there and _place(view, text(term, "topologyKey"), other.node) == there
            if near and other.namespace in homes and _selected(dig(term, "labelSelector"), other):
                return other
    return None


def _place(view: View, key: str, node: str) -> str:
    """The value of a topology key on a node, "" if it has none; a node's host name is its own name where untold."""
    has = view.once(_labels_by_node).get(node, {})
    return has.get(key) or (node if key == "kubernetes.io/hostname" else "")


def _labels_by_node(view: View) -> dict[str, dict[str, str]]:
    return {node.name: labels(node.raw, "metadata", "labels") for node in view.nodes}


def _selected(selector: Any, pod: Pod) -> bool:
    """Whether a label selector means the pod; none at all means nobody."""
    if not selector:
        return False
    wanted, more = labels(selector, "matchLabels"), items(selector, "matchExpressions")
    return equal_labels(wanted, pod.labels) and all(meets(one, pod.labels) for one in more)
