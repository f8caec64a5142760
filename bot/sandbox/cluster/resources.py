"""The kinds that this API server knows: one table for routing, discovery and folders."""

from dataclasses import dataclass, field

READ_VERBS = ("create", "delete", "get", "list", "patch", "update", "watch")


@dataclass(frozen=True)
class Resource:
    """One kind: its group ("" is core), version, plural, kind, scope, short names and writable subresources."""

    group: str
    version: str
    plural: str
    kind: str
    namespaced: bool = True
    short: tuple[str, ...] = ()
    subresources: tuple[tuple[str, str, str], ...] = field(default=(), compare=False)

    @property
    def api_version(self) -> str:
        """`v1`, `apps/v1`."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def qualified(self) -> str:
        """`pods`, `deployments.apps`: how messages of the server name it."""
        return f"{self.plural}.{self.group}" if self.group else self.plural


_SCALE = (("scale", "autoscaling/v1", "Scale"),)
_OF_PODS = (("log", "v1", "Pod"), ("eviction", "policy/v1", "Eviction"))

RESOURCES: tuple[Resource, ...] = (
    Resource("", "v1", "namespaces", "Namespace", namespaced=False, short=("ns",)),
    Resource("", "v1", "nodes", "Node", namespaced=False, short=("no",)),
    Resource("", "v1", "persistentvolumes", "PersistentVolume", namespaced=False, short=("pv",)),
    Resource("", "v1", "pods", "Pod", short=("po",), subresources=_OF_PODS),
    Resource("", "v1", "services", "Service", short=("svc",)),
    Resource("", "v1", "endpoints", "Endpoints", short=("ep",)),
    Resource("", "v1", "configmaps", "ConfigMap", short=("cm",)),
    Resource("", "v1", "secrets", "Secret"),
    Resource("", "v1", "serviceaccounts", "ServiceAccount", short=("sa",)),
    Resource("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", short=("pvc",)),
    Resource("", "v1", "resourcequotas", "ResourceQuota", short=("quota",)),
    Resource("", "v1", "limitranges", "LimitRange", short=("limits",)),
    Resource("", "v1", "events", "Event", short=("ev",)),
    Resource("apps", "v1", "deployments", "Deployment", short=("deploy",), subresources=_SCALE),
    Resource("apps", "v1", "replicasets", "ReplicaSet", short=("rs",), subresources=_SCALE),
    Resource("apps", "v1", "statefulsets", "StatefulSet", short=("sts",), subresources=_SCALE),
    Resource("apps", "v1", "daemonsets", "DaemonSet", short=("ds",)),
    Resource("batch", "v1", "jobs", "Job"),
    Resource("batch", "v1", "cronjobs", "CronJob", short=("cj",)),
    Resource("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", short=("netpol",)),
    Resource("networking.k8s.io", "v1", "ingresses", "Ingress", short=("ing",)),
    Resource("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", short=("hpa",)),
    Resource("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", short=("pdb",)),
    Resource("coordination.k8s.io", "v1", "leases", "Lease"),
    Resource("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice"),
    Resource("storage.k8s.io", "v1", "storageclasses", "StorageClass", namespaced=False, short=("sc",)),
)

LOCAL_REVIEWS = "localsubjectaccessreviews"
REVIEWS = ("selfsubjectaccessreviews", "subjectaccessreviews", LOCAL_REVIEWS)
"""The kinds of group `authorization.k8s.io/v1` that are answered and never stored."""

BY_PLURAL: dict[str, Resource] = {item.plural: item for item in RESOURCES}
BY_KIND: dict[str, Resource] = {item.kind: item for item in RESOURCES}
BY_PATH: dict[tuple[str, str, str], Resource] = {
    (item.group, item.version, item.plural): item for item in RESOURCES
}

NAMESPACES = BY_PLURAL["namespaces"]
NODES = BY_PLURAL["nodes"]
PODS = BY_PLURAL["pods"]
SERVICES = BY_PLURAL["services"]
ENDPOINTS = BY_PLURAL["endpoints"]
ENDPOINTSLICES = BY_PLURAL["endpointslices"]
CONFIGMAPS = BY_PLURAL["configmaps"]
SECRETS = BY_PLURAL["secrets"]
SERVICEACCOUNTS = BY_PLURAL["serviceaccounts"]
EVENTS = BY_PLURAL["events"]
DEPLOYMENTS = BY_PLURAL["deployments"]
REPLICASETS = BY_PLURAL["replicasets"]
STATEFULSETS = BY_PLURAL["statefulsets"]
DAEMONSETS = BY_PLURAL["daemonsets"]
LEASES = BY_PLURAL["leases"]
RESOURCEQUOTAS = BY_PLURAL["resourcequotas"]
BUDGETS = BY_PLURAL["poddisruptionbudgets"]
JOBS = BY_PLURAL["jobs"]
CRONJOBS = BY_PLURAL["cronjobs"]
