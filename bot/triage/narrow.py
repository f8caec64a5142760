"""How little of the cluster-wide kinds a triage needs, told by what its namespace holds.

A cluster of thousands of pods has hundreds of nodes, namespaces and volumes. The incident's own few pods stand on a
few of those nodes, and only a pod that waits for a node or a volume makes the others matter. Pure.
"""

from collections.abc import Iterable, Mapping
from typing import Any

Raw = Mapping[str, Any]

HOSTNAME = "kubernetes.io/hostname"
MOST_NAMED = 100
_OVER = frozenset({"Succeeded", "Failed"})


def hosts(pods: Iterable[Raw]) -> frozenset[str]:
    """The nodes under the pods. Empty where all nodes matter: a pod waits for one, or they are very many."""
    names: set[str] = set()
    for pod in pods:
        name = (pod.get("spec") or {}).get("nodeName")
        if name:
            names.add(str(name))
        elif (pod.get("status") or {}).get("phase") not in _OVER:
            return frozenset()
    return frozenset(names) if len(names) <= MOST_NAMED else frozenset()


def named(hosts: Iterable[str]) -> str:
    """A label selector for nodes of these names: every kubelet puts its host's name into a label."""
    return f"{HOSTNAME} in ({','.join(sorted(hosts))})"


def covers(nodes: Iterable[Raw], hosts: Iterable[str]) -> bool:
    """Whether each of the hosts is there: a node may have been renamed, and then its label tells another name."""
    return set(hosts) <= {str(node.get("metadata", {}).get("name", "")) for node in nodes}


def volumes_matter(pods: Iterable[Raw], claims: Iterable[Raw]) -> bool:
    """Whether a claim is there or asked for: where none is, no volume of the cluster says anything."""
    if any(True for _ in claims):
        return True
    volumes = (one for pod in pods for one in (pod.get("spec") or {}).get("volumes") or ())
    return any("persistentVolumeClaim" in one for one in volumes)
