"""A small cluster for tests of rules: objects by name, times relative to one fixed now."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.detectors import Detector
from bot.domain.diagnosis import Finding
from bot.domain.snapshot import LogKey, Scope, Snapshot
from bot.facts.view import View

NOW = datetime(2026, 3, 4, 2, 20, tzinfo=UTC)
Raw = dict[str, Any]
READ = (
    "pods", "events", "deployments", "replicasets", "statefulsets", "daemonsets", "jobs", "services", "endpoints",
    "configmaps", "persistentvolumeclaims", "resourcequotas", "serviceaccounts",
)  # fmt: skip


def ago(seconds: float) -> str:
    """So many seconds before now, as the API writes it."""
    return (NOW - timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")


def owned_by(kind: str, name: str) -> list[Raw]:
    """Owner references of one controller."""
    return [{"kind": kind, "name": name, "uid": f"{kind}-{name}", "controller": True}]


def container(
    name: str = "app", *, port: int | None = 8080, image: str = "registry.test/cart:1", **spec: Any
) -> Raw:
    """A container's spec."""
    ports = {"ports": [{"name": "web", "containerPort": port}]} if port else {}
    return {"name": name, "image": image, **ports, **spec}


def http(port: int | str = 8080, **more: int) -> Raw:
    """An HTTP probe."""
    return {"httpGet": {"path": "/ready", "port": port}, "periodSeconds": 5, "failureThreshold": 3, **more}


def running(
    name: str = "app", *, ready: bool = True, restarts: int = 0, last: Raw | None = None, since: float = 600
) -> Raw:
    """The status of a container that runs."""
    return {
        "name": name,
        "ready": ready,
        "restartCount": restarts,
        "state": {"running": {"startedAt": ago(since)}},
        "lastState": {"terminated": last} if last else {},
    }


def waiting(
    reason: str, message: str = "", *, name: str = "app", restarts: int = 0, last: Raw | None = None
) -> Raw:
    """The status of a container that waits."""
    return {
        "name": name,
        "ready": False,
        "restartCount": restarts,
        "state": {"waiting": {"reason": reason, "message": message}},
        "lastState": {"terminated": last} if last else {},
    }


def ended(
    code: int, reason: str = "Error", *, seconds_ago: float = 60, lasted: float = 30, message: str = ""
) -> Raw:
    """How a run ended."""
    return {
        "exitCode": code,
        "reason": reason,
        "message": message,
        "startedAt": ago(seconds_ago + lasted),
        "finishedAt": ago(seconds_ago),
    }


def pod(
    name: str = "cart-b-1",
    *,
    of: str = "cart-b",
    kind: str = "ReplicaSet",
    phase: str = "Running",
    spec: Iterable[Raw] | None = None,
    status: Iterable[Raw] | None = None,
    ready: bool = False,
    node: str = "node-1",
    labels: Mapping[str, str] | None = None,
    age: float = 600,
    conditions: Iterable[Raw] = (),
    **more: Any,
) -> Raw:
    """A pod of namespace shop; not ready unless said."""
    return {
        "metadata": {
            "name": name,
            "namespace": "shop",
            "uid": f"pod-{name}",
            "labels": dict(labels if labels is not None else {"app": "cart"}),
            "ownerReferences": owned_by(kind, of) if of else [],
            "creationTimestamp": ago(age),
        },
        "spec": {"containers": list(spec) if spec is not None else [container()], "nodeName": node, **more},
        "status": {
            "phase": phase,
            "conditions": [*conditions, {"type": "Ready", "status": "True" if ready else "False"}],
            "containerStatuses": list(status) if status is not None else [running(ready=ready)],
        },
    }


def deployment(
    name: str = "cart",
    *,
    wanted: int = 1,
    ready: int = 0,
    revision: int = 2,
    spec: Iterable[Raw] | None = None,
    conditions: Iterable[Raw] = (),
) -> Raw:
    """A Deployment of namespace shop."""
    return {
        "metadata": {
            "name": name,
            "namespace": "shop",
            "uid": f"Deployment-{name}",
            "annotations": {"deployment.kubernetes.io/revision": str(revision)},
        },
        "spec": {"replicas": wanted, "template": template(name, spec)},
        "status": {"replicas": wanted, "readyReplicas": ready, "conditions": list(conditions)},
    }


def template(app: str, spec: Iterable[Raw] | None = None, **more: Any) -> Raw:
    """A pod template."""
    return {
        "metadata": {"labels": {"app": app}},
        "spec": {"containers": list(spec) if spec is not None else [container()], **more},
    }


def replicaset(
    name: str,
    revision: int,
    *,
    of: str = "cart",
    spec: Iterable[Raw] | None = None,
    age: float = 900,
    **more: Any,
) -> Raw:
    """A ReplicaSet of a Deployment, with its revision."""
    return {
        "metadata": {
            "name": name,
            "namespace": "shop",
            "uid": f"ReplicaSet-{name}",
            "creationTimestamp": ago(age),
            "ownerReferences": owned_by("Deployment", of),
            "annotations": {"deployment.kubernetes.io/revision": str(revision)},
        },
        "spec": {"template": template(of, spec, **more)},
    }


def history(before: Iterable[Raw], after: Iterable[Raw], *, age: float = 600) -> list[Raw]:
    """Revision 1 (cart-a) and the newest, revision 2 (cart-b), of Deployment cart."""
    return [
        replicaset("cart-a", 1, spec=before, age=age + 90_000),
        replicaset("cart-b", 2, spec=after, age=age),
    ]


def event(
    reason: str,
    message: str,
    *,
    about: str = "cart-b-1",
    kind: str = "Pod",
    count: int = 1,
    age: float = 60,
    field: str = "",
    uid: str = "",
    type_: str = "Warning",
) -> Raw:
    """An event of namespace shop."""
    return {
        "metadata": {"namespace": "shop", "name": f"{about}.{reason}.{age}"},
        "involvedObject": {"kind": kind, "namespace": "shop", "name": about, "fieldPath": field, "uid": uid},
        "reason": reason,
        "message": message,
        "type": type_,
        "count": count,
        "lastTimestamp": ago(age),
    }


def service(name: str = "cart", selector: Mapping[str, str] | None = None, **spec: Any) -> Raw:
    """A Service of namespace shop."""
    return {
        "metadata": {"name": name, "namespace": "shop"},
        "spec": {"selector": dict(selector if selector is not None else {"app": name}), **spec},
    }


def node(
    name: str = "node-1",
    *,
    cpu: str = "4",
    memory: str = "8Gi",
    ready: bool | str = True,
    cordoned: bool = False,
    labels: Mapping[str, str] | None = None,
    taint: Mapping[str, str] | None = None,
    message: str = "",
) -> Raw:
    """A node; `ready` may be the status itself ("Unknown")."""
    status = ready if isinstance(ready, str) else str(ready)
    return {
        "metadata": {"name": name, "labels": dict(labels or {})},
        "spec": {
            **({"unschedulable": True} if cordoned else {}),
            **({"taints": [dict(taint)]} if taint else {}),
        },
        "status": {
            "allocatable": {"cpu": cpu, "memory": memory},
            "conditions": [{"type": "Ready", "status": status, "message": message}],
        },
    }


def snapshot(
    logs: Mapping[str, str] | None = None,
    *,
    service: str = "",
    leave_out: Iterable[str] = (),
    **objects: Iterable[Raw],
) -> Snapshot:
    """Namespace shop as read at NOW; `logs` by "pod/container" or "pod/container/previous"."""
    read: dict[str, dict[str, tuple[Raw, ...]]] = {
        plural: {"shop": tuple(objects.get(plural, ()))} for plural in READ if plural not in set(leave_out)
    }
    if "nodes" not in set(leave_out):
        read["nodes"] = {"": tuple(objects.get("nodes", (node(),)))}
    return Snapshot(
        scope=Scope(cluster="test", namespace="shop", service=service),
        taken_at=NOW,
        objects=read,
        logs={_key(name): log for name, log in (logs or {}).items()},
    )


def _key(written: str) -> LogKey:
    pod_name, name, *previous = written.split("/")
    return LogKey(namespace="shop", pod=pod_name, container=name, previous=bool(previous))


def found(detector: Detector, seen: Snapshot) -> list[Finding]:
    """What the detector finds."""
    return list(detector.detect(View(seen)))


def only(detector: Detector, seen: Snapshot) -> Finding:
    """The one finding."""
    findings = found(detector, seen)
    assert len(findings) == 1, [finding.statement for finding in findings]
    return findings[0]
