"""Where the API keeps what a runbook's step needs: the group of a resource, and whether it belongs to the cluster.

A runbook says "patch deployments/scale"; an access review wants the API group as well.
"""

import re
from typing import NamedTuple


class Resource(NamedTuple):
    """The API group ("" is the core) of a resource; `wide`: its objects live in no namespace."""

    group: str
    wide: bool = False


_APPS, _BATCH, _NETWORK, _STORAGE = "apps", "batch", "networking.k8s.io", "storage.k8s.io"
_ADMISSION, _RBAC = "admissionregistration.k8s.io", "rbac.authorization.k8s.io"

RESOURCES = {
    **dict.fromkeys(
        (
            "bindings", "configmaps", "endpoints", "events", "limitranges", "persistentvolumeclaims", "pods",
            "podtemplates", "replicationcontrollers", "resourcequotas", "secrets", "serviceaccounts", "services",
        ),
        Resource(""),
    ),
    **dict.fromkeys(("componentstatuses", "namespaces", "nodes", "persistentvolumes"), Resource("", wide=True)),
    **dict.fromkeys(
        ("controllerrevisions", "daemonsets", "deployments", "replicasets", "statefulsets"), Resource(_APPS)
    ),
    **dict.fromkeys(("cronjobs", "jobs"), Resource(_BATCH)),
    **dict.fromkeys(("ingresses", "networkpolicies"), Resource(_NETWORK)),
    **dict.fromkeys(("rolebindings", "roles"), Resource(_RBAC)),
    **dict.fromkeys(("clusterrolebindings", "clusterroles"), Resource(_RBAC, wide=True)),
    **dict.fromkeys(("csidrivers", "csinodes", "storageclasses", "volumeattachments"), Resource(_STORAGE, wide=True)),
    **dict.fromkeys(
        ("mutatingwebhookconfigurations", "validatingwebhookconfigurations"), Resource(_ADMISSION, wide=True)
    ),
    "apiservices": Resource("apiregistration.k8s.io", wide=True),
    "csistoragecapacities": Resource(_STORAGE),
    "customresourcedefinitions": Resource("apiextensions.k8s.io", wide=True),
    "endpointslices": Resource("discovery.k8s.io"),
    "gateways": Resource("gateway.networking.k8s.io"),
    "horizontalpodautoscalers": Resource("autoscaling"),
    "httproutes": Resource("gateway.networking.k8s.io"),
    "ingressclasses": Resource(_NETWORK, wide=True),
    "leases": Resource("coordination.k8s.io"),
    "poddisruptionbudgets": Resource("policy"),
    "priorityclasses": Resource("scheduling.k8s.io", wide=True),
    "runtimeclasses": Resource("node.k8s.io", wide=True),
}  # fmt: skip
"""The resources of Kubernetes that a step may need, and those of the Gateway API."""


class Right(NamedTuple):
    """What an access review asks: a verb on a resource of an API group, with its subresource ("" for none)."""

    verb: str
    group: str
    resource: str
    subresource: str = ""
    wide: bool = False


def right_of(need: str) -> Right | None:
    """What "verb resource[/subresource]" asks; None if it is not of that form, or the resource is not known.

    A resource that is not Kubernetes' own says its group itself: "pods.metrics.k8s.io".
    """
    form = _NEED.fullmatch(need)
    if form is None:
        return None
    verb, name, group, subresource = form["verb"], form["name"], form["group"] or "", form["sub"] or ""
    found = RESOURCES.get(name)
    if group:
        # The metrics of a node are as wide as the node; another's resource may bear a name of Kubernetes' own.
        wide = found is not None and found.wide and (name == "nodes" or found.group == group)
        return Right(verb, group, name, subresource, wide)
    return Right(verb, found.group, name, subresource, found.wide) if found else None


_NEED = re.compile(r"(?P<verb>[a-z]+) (?P<name>[a-z0-9-]+)(\.(?P<group>[a-z0-9.-]+))?(/(?P<sub>[a-z0-9-]+))?")
