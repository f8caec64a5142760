"""Label names: what each vendor calls a thing, under the name that the service map and Kubernetes know it by."""

import re
from collections.abc import Iterable

from bot.domain.alert import label_name
from bot.listeners.sources.slack_text import plain, unmarked

Pair = tuple[str, str]

_ALIASES = {
    "app_kubernetes_io_name": "app_kubernetes_io_name",
    "cluster_name": "cluster",
    "clustername": "cluster",
    "k8s_cluster": "cluster",
    "k8s_cluster_name": "cluster",
    "kube_cluster_name": "cluster",
    "k8s_namespace": "namespace",
    "k8s_namespace_name": "namespace",
    "kube_namespace": "namespace",
    "kubernetes_namespace": "namespace",
    "namespace_name": "namespace",
    "k8s_deployment_name": "deployment",
    "kube_deployment": "deployment",
    "kube_stateful_set": "statefulset",
    "kube_daemon_set": "daemonset",
    "kube_job": "job_name",
    "kube_service": "service",
    "impacted_service": "service",
    "service_name": "service",
    "servicename": "service",
    "k8s_pod_name": "pod",
    "pod_name": "pod",
    "podname": "pod",
    "kube_container_name": "container",
    "container_name": "container",
    "node_name": "node",
}
_TAG = re.compile(
    r"(?<![\w./:-])(service|env|environment|namespace|cluster|cluster_name|team|host|region|deployment|app"
    r"|pod|pod_name|node|container|kube_\w{1,30})"
    r"[:=]([A-Za-z0-9][\w./-]{0,100})"
)
_ANY_TAG = re.compile(r"([A-Za-z_][\w./-]{0,60})\s?[:=]\s?(\S.{0,199})")
_CLUSTER_NAME = re.compile(r"[a-z0-9][a-z0-9-]*")
_SPLIT = re.compile(r"[,;\n]|`\s*`")


def named(pairs: Iterable[Pair]) -> dict[str, str]:
    """The pairs as labels, the first of a name; a metric's namespace is none of Kubernetes'."""
    found: dict[str, str] = {}
    for key, value in pairs:
        name = label_name(key)
        said = unmarked(value)
        if name and said:
            ours = _ALIASES.get(name, name)
            found.setdefault(ours, said)
            if ours == "cluster":
                found.setdefault(
                    name, said
                )  # which of several labels names the cluster is the configuration's word
    if not _CLUSTER_NAME.fullmatch(found.get("namespace", "x")):
        found["metric_namespace"] = found.pop("namespace")
    return found


def tags_in(text: str) -> list[Pair]:
    """The tags of well-known names that a text mentions: `service:cart`, `kube_namespace=shop`."""
    return _TAG.findall(plain(text))


def tag_list(text: str) -> list[Pair]:
    """The tags of a field that holds nothing else, split at commas and lines; those without a value are left out."""
    words = (unmarked(word).strip("{} ") for word in _SPLIT.split(plain(text)))
    return [match.groups() for word in words if (match := _ANY_TAG.fullmatch(word))]  # type: ignore[misc] # two groups, both always there
