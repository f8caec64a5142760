"""A node as it is now, among those that take the same pods: seen by whoever would cordon or uncordon it."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.mitigation import Cordon, Uncordon
from bot.domain.proposal import LiveTarget
from bot.facts.live import OPT_IN, TIER, bears
from bot.facts.manager import manager_of_node
from bot.facts.raw import dig, items, name_of, number, text
from bot.facts.touched import touched_by

Raw = Mapping[str, Any]

OF_THE_CLUSTER = "node.kubernetes.io/"
"""Taints that Kubernetes itself sets for a node's state; all others are somebody's wish that few pods go there."""
KEEPS_OFF = frozenset({"NoSchedule", "NoExecute"})


def live_node(mitigation: Cordon | Uncordon, *, node: Raw, nodes: Sequence[Raw]) -> LiveTarget:
    """The live target of a cordon or an uncordon. `nodes` are all of the cluster.

    `replicas` counts the nodes with the same taints of people (the same pods may go there), `ready` those of them that
    are ready and take new pods; a node opts in by its own label.
    """
    pool = [one for one in nodes if _wishes(one) == _wishes(node)]
    takers = {name_of(one) for one in pool if _takes_pods(one)}
    return LiveTarget(
        uid=text(node, "metadata", "uid"),
        generation=number(node, "metadata", "generation"),
        resource_version=text(node, "metadata", "resourceVersion"),
        touched=touched_by(mitigation, target=node),
        replicas=len(pool),
        ready=len(takers),
        pods=0,
        losing=int(isinstance(mitigation, Cordon) and name_of(node) in takers),
        settled=_ready(node),
        held=dig(node, "spec", "unschedulable") is True,
        manager=manager_of_node(node),
        opted_in=bears(node, OPT_IN),
        critical=bears(node, TIER),
    )


def _takes_pods(node: Raw) -> bool:
    closed = dig(node, "spec", "unschedulable") is True
    return _ready(node) and not closed and not any(_keeps_off(one, theirs=False) for one in _taints(node))


def _wishes(node: Raw) -> frozenset[tuple[str, str, str]]:
    wished = [one for one in _taints(node) if _keeps_off(one, theirs=True)]
    return frozenset((text(one, "key"), text(one, "value"), text(one, "effect")) for one in wished)


def _taints(node: Raw) -> tuple[dict[str, Any], ...]:
    return items(node, "spec", "taints")


def _keeps_off(taint: Raw, *, theirs: bool) -> bool:
    """Whether the taint keeps pods off, and is of people (`theirs`) or of the cluster."""
    of_people = not text(taint, "key").startswith(OF_THE_CLUSTER)
    return taint.get("effect") in KEEPS_OFF and of_people is theirs


def _ready(node: Raw) -> bool:
    found = (one for one in items(node, "status", "conditions") if one.get("type") == "Ready")
    return any(one.get("status") == "True" for one in found)
