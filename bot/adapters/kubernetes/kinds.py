"""Where the API keeps each kind that Lookout may read.

What is not in this table, Secrets first, is never asked for.
"""

from dataclasses import dataclass
from urllib.parse import quote

from bot.domain.errors import PermanentError


@dataclass(frozen=True, slots=True)
class Resource:
    """One kind's place: the group and version's path, and whether its objects live in namespaces."""

    root: str
    namespaced: bool = True

    @property
    def group(self) -> str:
        """The API group of the path: "apps" of "/apis/apps/v1", "" of the core's "/api/v1"."""
        _, *parts = self.root.split("/")
        return parts[1] if parts[0] == "apis" else ""


_CORE, _APPS, _BATCH = "/api/v1", "/apis/apps/v1", "/apis/batch/v1"
_NETWORK, _STORAGE = "/apis/networking.k8s.io/v1", "/apis/storage.k8s.io/v1"

RESOURCES = {
    "configmaps": Resource(_CORE),
    "cronjobs": Resource(_BATCH),
    "daemonsets": Resource(_APPS),
    "deployments": Resource(_APPS),
    "endpoints": Resource(_CORE),
    "endpointslices": Resource("/apis/discovery.k8s.io/v1"),
    "events": Resource(_CORE),  # of core/v1: the newer group refuses ordinary events without an eventTime
    "horizontalpodautoscalers": Resource("/apis/autoscaling/v2"),
    "ingresses": Resource(_NETWORK),
    "jobs": Resource(_BATCH),
    "leases": Resource("/apis/coordination.k8s.io/v1"),
    "limitranges": Resource(_CORE),
    "namespaces": Resource(_CORE, namespaced=False),
    "networkpolicies": Resource(_NETWORK),
    "nodes": Resource(_CORE, namespaced=False),
    "persistentvolumeclaims": Resource(_CORE),
    "persistentvolumes": Resource(_CORE, namespaced=False),
    "poddisruptionbudgets": Resource("/apis/policy/v1"),
    "pods": Resource(_CORE),
    "replicasets": Resource(_APPS),
    "resourcequotas": Resource(_CORE),
    "serviceaccounts": Resource(_CORE),
    "services": Resource(_CORE),
    "statefulsets": Resource(_APPS),
    "storageclasses": Resource(_STORAGE, namespaced=False),
}

WORKLOADS = {"Deployment": "deployments", "StatefulSet": "statefulsets", "DaemonSet": "daemonsets"}


def path_of(plural: str, namespace: str = "", *parts: str) -> str:
    """The request path of a list, or, with a name (and a subresource) in `parts`, of one object.

    An empty namespace means all of them for a namespaced kind.

    Raises:
        PermanentError: a kind that Lookout does not read, or a namespace given for a cluster-wide kind.
    """
    place = RESOURCES.get(plural)
    if place is None:
        raise PermanentError(f"{plural} are not among the kinds that Lookout reads")
    if namespace and not place.namespaced:
        raise PermanentError(f"{plural} belong to the cluster, not to a namespace")
    home = f"/namespaces/{quote(namespace, safe='')}" if namespace else ""
    rest = "".join(f"/{quote(part, safe='')}" for part in parts)
    return f"{place.root}{home}/{plural}{rest}"
