"""Raw Kubernetes objects for tests: one Deployment with its history, made by name."""

from collections.abc import Mapping
from typing import Any

NAMESPACE = "shop"
UID = "6f1d2c3b-0000-4000-8000-000000000001"


def template(port: int = 8080, *, restarted: str = "", pod_hash: str = "") -> dict[str, Any]:
    """A pod template whose readiness probe asks that port."""
    labels = {"app": "checkout"} | ({"pod-template-hash": pod_hash} if pod_hash else {})
    metadata: dict[str, Any] = {"labels": labels}
    if restarted:
        metadata["annotations"] = {"kubectl.kubernetes.io/restartedAt": restarted}
    probe = {"httpGet": {"path": "/ready", "port": port}}
    container = {"name": "app", "image": "example.test/checkout:1", "readinessProbe": probe}
    return {"metadata": metadata, "spec": {"containers": [container]}}


def deployment(
    *,
    revision: int = 7,
    pod_template: dict[str, Any] | None = None,
    replicas: int | None = 3,
    labels: Mapping[str, str] | None = None,
    annotations: Mapping[str, str] | None = None,
    uid: str = UID,
) -> dict[str, Any]:
    """The Deployment shop/checkout."""
    spec: dict[str, Any] = {
        "selector": {"matchLabels": {"app": "checkout"}},
        "template": pod_template or template(8081),
    }
    if replicas is not None:
        spec["replicas"] = replicas
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {
            "name": "checkout",
            "namespace": NAMESPACE,
            "uid": uid,
            "generation": 4,
            "resourceVersion": "900",
            "labels": dict(labels or {}),
            "annotations": {"deployment.kubernetes.io/revision": str(revision), **(annotations or {})},
        },
        "spec": spec,
        "status": {"replicas": 3, "readyReplicas": 2},
    }


def replicaset(revision: int, pod_template: dict[str, Any], *, owner: str = UID) -> dict[str, Any]:
    """The ReplicaSet that keeps that revision."""
    return {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "metadata": {
            "name": f"checkout-{revision}",
            "namespace": NAMESPACE,
            "uid": f"rs-{revision}",
            "resourceVersion": "800",
            "labels": {"app": "checkout", "pod-template-hash": f"h{revision}"},
            "annotations": {"deployment.kubernetes.io/revision": str(revision)},
            "ownerReferences": [owned(owner, "Deployment", "checkout")],
        },
        "spec": {
            "replicas": 0,
            "selector": {"matchLabels": {"app": "checkout", "pod-template-hash": f"h{revision}"}},
            "template": pod_template,
        },
    }


def owned(uid: str, kind: str, name: str) -> dict[str, Any]:
    """A controlling owner reference."""
    return {"apiVersion": "apps/v1", "kind": kind, "name": name, "uid": uid, "controller": True}


def pod(
    name: str,
    *,
    owner: str = "rs-7",
    phase: str = "Running",
    containers: tuple[dict[str, Any], ...] = (),
    init: tuple[dict[str, Any], ...] = (),
    namespace: str = NAMESPACE,
    app: str = "checkout",
) -> dict[str, Any]:
    """A pod; `containers` and `init` are container statuses."""
    references = [owned(owner, "ReplicaSet", "checkout-7")] if owner else []
    metadata = {"name": name, "namespace": namespace, "labels": {"app": app}, "ownerReferences": references}
    status = {"phase": phase, "containerStatuses": list(containers), "initContainerStatuses": list(init)}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": {}, "status": status}


def running(name: str = "app", *, ready: bool = True, restarts: int = 0, last: Any = None) -> dict[str, Any]:
    """The status of a container that runs; `last` is the end of its last run."""
    return {
        "name": name,
        "ready": ready,
        "restartCount": restarts,
        "state": {"running": {"startedAt": "2025-03-04T01:00:00Z"}},
        "lastState": {"terminated": last} if last is not None else {},
    }


def waiting(reason: str, name: str = "app", *, restarts: int = 0, last: Any = None) -> dict[str, Any]:
    """The status of a container that waits."""
    return {
        "name": name,
        "ready": False,
        "restartCount": restarts,
        "state": {"waiting": {"reason": reason}},
        "lastState": {"terminated": last} if last is not None else {},
    }


def ended(code: int, at: str = "2025-03-04T02:10:00Z") -> dict[str, Any]:
    """The end of a container's run."""
    return {"exitCode": code, "finishedAt": at}


def namespace(*, allowed: bool = True) -> dict[str, Any]:
    """The namespace, opted in or not."""
    labels = {"lookout.dev/mitigations": "allowed"} if allowed else {}
    return {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": NAMESPACE, "labels": labels}}


def history() -> list[dict[str, Any]]:
    """Revision 6 asked port 8080; revision 7, the current one, asks 8081."""
    return [
        replicaset(6, template(8080, pod_hash="h6")),
        replicaset(7, template(8081, pod_hash="h7")),
    ]


def node(
    name: str = "worker-1",
    *,
    ready: bool = True,
    cordoned: bool = False,
    allowed: bool = True,
    taints: tuple[dict[str, Any], ...] = (),
) -> dict[str, Any]:
    """A node, opted in or not."""
    labels = {"lookout.dev/mitigations": "allowed"} if allowed else {}
    condition = {"type": "Ready", "status": "True" if ready else "Unknown"}
    spec: dict[str, Any] = {"taints": list(taints)} if taints else {}
    return {
        "apiVersion": "v1",
        "kind": "Node",
        "metadata": {"name": name, "uid": f"uid-{name}", "resourceVersion": "50", "labels": labels},
        "spec": spec | ({"unschedulable": True} if cordoned else {}),
        "status": {"conditions": [condition]},
    }


def job(
    name: str = "load", *, ended: str = "Failed", owner: Mapping[str, Any] | None = None, parallelism: int = 1
) -> dict[str, Any]:
    """A Job with what its controller writes into it; `ended` is "Failed", "Complete" or ""."""
    borne = {"app": "load", "controller-uid": f"uid-{name}", "batch.kubernetes.io/job-name": name}
    template = {
        "metadata": {"labels": dict(borne)},
        "spec": {"containers": [{"name": "load", "image": "load:1"}]},
    }
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": {
            "name": name,
            "namespace": NAMESPACE,
            "uid": f"uid-{name}",
            "generation": 1,
            "resourceVersion": "70",
            "labels": borne,
            "ownerReferences": [dict(owner)] if owner else [],
        },
        "spec": {
            "parallelism": parallelism,
            "completions": parallelism,
            "backoffLimit": 2,
            "selector": {"matchLabels": {"batch.kubernetes.io/controller-uid": f"uid-{name}"}},
            "template": template,
        },
        "status": {"conditions": [{"type": ended, "status": "True"}] if ended else []},
    }


def cronjob(name: str = "report", *, suspended: bool = False) -> dict[str, Any]:
    """A CronJob."""
    template = {"spec": {"containers": [{"name": "report", "image": "report:1"}], "restartPolicy": "Never"}}
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": {
            "name": name, "namespace": NAMESPACE, "uid": f"uid-{name}", "generation": 2, "resourceVersion": "60",
        },
        "spec": {"schedule": "0 3 * * *", "suspend": suspended, "jobTemplate": {"spec": {"template": template}}},
    }  # fmt: skip


def disruption_budget(
    name: str = "checkout", *, app: str = "checkout", desired: int = 2, healthy: int = 3, allowed: int = 1
) -> dict[str, Any]:
    """A PodDisruptionBudget over the pods of an app, counted by its controller."""
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": name, "namespace": NAMESPACE, "generation": 1},
        "spec": {"minAvailable": desired, "selector": {"matchLabels": {"app": app}}},
        "status": {
            "observedGeneration": 1,
            "desiredHealthy": desired,
            "currentHealthy": healthy,
            "disruptionsAllowed": allowed,
        },
    }
