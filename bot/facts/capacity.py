"""What the nodes can give and what is asked of them: the scheduler's arithmetic."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.facts.pod import Pod
from bot.facts.quantity import amount, written
from bot.facts.raw import dig, items, labels, name_of, text

_CONTROL_PLANE = frozenset({"node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"})


@dataclass(frozen=True, slots=True)
class Node:
    """A node and what the known pods bound to it request: `used` is a lower bound."""

    raw: dict[str, Any]
    used: Mapping[str, float]

    @property
    def name(self) -> str:
        """Its name."""
        return name_of(self.raw)

    @property
    def cordoned(self) -> bool:
        """Whether it takes no new pods."""
        return dig(self.raw, "spec", "unschedulable") is True

    @property
    def control_plane(self) -> bool:
        """Whether it is of the control plane, where ordinary pods are not meant to run."""
        has = labels(self.raw, "metadata", "labels")
        return bool(_CONTROL_PLANE & has.keys()) or has.get("kubernetes.io/role") == "master"

    def condition(self, kind: str) -> dict[str, Any]:
        """The condition of that type; {} if there is none."""
        return next((one for one in items(self.raw, "status", "conditions") if one.get("type") == kind), {})

    @property
    def ready(self) -> bool:
        """Whether its Ready condition is true."""
        return self.condition("Ready").get("status") == "True"

    def allocatable(self, resource: str) -> float:
        """What it can give to pods in all."""
        return amount(text(self.raw, "status", "allocatable", resource))

    def free(self, resource: str) -> float:
        """What is left, as far as known: an upper bound where pods of other namespaces were not read."""
        return max(0.0, self.allocatable(resource) - self.used.get(resource, 0.0))


RESOURCES = ("cpu", "memory")


def count_nodes(raw_nodes: Iterable[dict[str, Any]], pods: Iterable[Pod]) -> tuple[Node, ...]:
    """The nodes with what the pods bound to them request."""
    used: dict[str, dict[str, float]] = {}
    for pod in pods:
        if pod.node and pod.phase not in {"Succeeded", "Failed"}:
            on_node = used.setdefault(pod.node, dict.fromkeys(RESOURCES, 0.0))
            for resource in RESOURCES:
                on_node[resource] += pod.request(resource)
    return tuple(Node(raw, used.get(name_of(raw), {})) for raw in raw_nodes)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """A request against the largest open node: `oversized` if even an empty node could not hold it."""

    resource: str
    asked: float
    largest: float
    most_free: float
    open_nodes: int

    @property
    def oversized(self) -> bool:
        """Whether the request is larger than any open node's allocatable."""
        return self.open_nodes > 0 and self.asked > self.largest

    @property
    def fits(self) -> bool:
        """Whether some open node seems to have room, as far as known."""
        return self.asked <= self.most_free

    def shown(self) -> str:
        """`asks 3Gi of memory; the largest of 3 open nodes has 2Gi allocatable, at most 1Gi free`."""
        if not self.open_nodes:
            return f"asks {written(self.resource, self.asked)} of {self.resource}"
        return (
            f"asks {written(self.resource, self.asked)} of {self.resource}; "
            f"the largest of {self.open_nodes} open nodes has {written(self.resource, self.largest)} "
            f"allocatable, the emptiest at most {written(self.resource, self.most_free)} free"
        )


def arithmetic(pod: Pod, resource: str, nodes: Iterable[Node]) -> Arithmetic:
    """The pod's request of a resource against the nodes that are not cordoned."""
    usable = [node for node in nodes if not node.cordoned]
    return Arithmetic(
        resource=resource,
        asked=pod.request(resource),
        largest=max((node.allocatable(resource) for node in usable), default=0.0),
        most_free=max((node.free(resource) for node in usable), default=0.0),
        open_nodes=len(usable),
    )
