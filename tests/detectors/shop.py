"""A small cluster for tests of rules: objects by name, times relative to one fixed now."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.detectors import Detector
from bot.domain.diagnosis import Finding
from bot.domain.snapshot import LogKey, Scope, Snapshot
from bot.facts.view import View
from bot.voice.judge import judge

NOW = datetime(2026, 3, 4, 2, 20, tzinfo=UTC)
Raw = dict[str, Any]
READ = (
    "pods", "events", "deployments", "replicasets", "statefulsets", "daemonsets", "jobs", "cronjobs", "services",
    "endpoints", "configmaps", "persistentvolumeclaims", "resourcequotas", "serviceaccounts", "ingresses",
    "horizontalpodautoscalers", "poddisruptionbudgets", "networkpolicies",
)  # fmt: skip
CLUSTER_WIDE = ("persistentvolumes", "storageclasses", "namespaces")


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
    alerts: Iterable[Raw] = (),
    metrics: Raw | None = None,
    **objects: Iterable[Raw],
) -> Snapshot:
    """Namespace shop as read at NOW; `logs` by "pod/container" or "pod/container/previous".

    An object of another namespace counts as read there.
    """
    away = set(leave_out)
    homes = {**dict.fromkeys(READ, "shop"), **dict.fromkeys((*CLUSTER_WIDE, "nodes"), "")}
    read: dict[str, dict[str, tuple[Raw, ...]]] = {
        plural: {home: ()} for plural, home in homes.items() if plural not in away
    }
    for plural, listed in ({"nodes": (node(),)} | objects).items():
        for one in listed if plural not in away else ():
            home = one.get("metadata", {}).get("namespace", homes.get(plural, "shop"))
            at = read.setdefault(plural, {})
            at[home] = (*at.get(home, ()), one)
    return Snapshot(
        scope=Scope(cluster="test", namespace="shop", service=service),
        taken_at=NOW,
        objects=read,
        logs={_key(name): log for name, log in (logs or {}).items()},
        alerts=tuple(alerts),
        metrics=metrics or {},
    )


def _key(written: str) -> LogKey:
    pod_name, name, *previous = written.split("/")
    return LogKey(namespace="shop", pod=pod_name, container=name, previous=bool(previous))


def away(raw: Raw, namespace: str = "kube-system") -> Raw:
    """The same object in another namespace."""
    return {**raw, "metadata": {**raw["metadata"], "namespace": namespace}}


def variable(name: str, value: str) -> list[Raw]:
    """An environment of one variable."""
    return [{"name": name, "value": value}]


def well(app: str, *, image: str = "registry.test/x:1", port: int | None = 8080, **spec: Any) -> Raw:
    """A ready pod of a StatefulSet of that name, labelled `app`; `spec` goes to its container."""
    one = container(port=port, image=image, **spec)
    return pod(f"{app}-0", of=app, kind="StatefulSet", labels={"app": app}, spec=[one], ready=True)


def found(detector: Detector, seen: Snapshot) -> list[Finding]:
    """What the detector finds; whatever it says must be such that it may be said."""
    findings = list(detector.detect(View(seen)))
    for one in findings:
        assert one.cause in detector.causes
        assert one.cites
        for said in (one.statement, one.mechanism, one.refuted_by):
            assert judge(said).passed, said
    return findings


def only(detector: Detector, seen: Snapshot) -> Finding:
    """The one finding."""
    findings = found(detector, seen)
    assert len(findings) == 1, [finding.statement for finding in findings]
    return findings[0]
