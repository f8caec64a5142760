"""Which kind a file's objects are of, and which of them belong to no namespace."""

from typing import Any

from bot.facts.raw import text

CLUSTER_WIDE = frozenset({
    "nodes", "namespaces", "persistentvolumes", "storageclasses", "ingressclasses", "priorityclasses", "runtimeclasses",
    "volumeattachments", "csinodes", "csidrivers", "clusterroles", "clusterrolebindings", "customresourcedefinitions",
    "validatingwebhookconfigurations", "mutatingwebhookconfigurations", "apiservices", "componentstatuses",
})  # fmt: skip
KNOWN = CLUSTER_WIDE | {
    "pods", "services", "endpoints", "endpointslices", "deployments", "replicasets", "statefulsets",
    "daemonsets", "jobs", "cronjobs", "configmaps", "secrets", "serviceaccounts", "persistentvolumeclaims",
    "resourcequotas", "limitranges", "networkpolicies", "ingresses", "horizontalpodautoscalers",
    "poddisruptionbudgets", "leases", "events", "replicationcontrollers", "roles", "rolebindings",
}  # fmt: skip


def plural_of(kind: str) -> str:
    """The plural of a kind, as the API spells it."""
    word = kind.lower()
    if word.endswith("points"):
        return word
    if word.endswith("y"):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith("s") else f"{word}s"


def kind_of(raw: Any, stem: str, listed: str) -> str:
    """The plural of an object in a file of that stem and a List of that kind; "" if nothing tells."""
    plain = stem.lower().replace("-", "")
    if plain in KNOWN:
        return plain
    told = text(raw, "kind") or listed.removesuffix("List")
    return plural_of(told) if told else plain
