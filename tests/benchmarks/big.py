"""A big cluster as a folder, made up: so many pods, one workload in ten of them broken in one of a few ways, with logs.

Objects have what the API server writes and no rule reads (managedFields are half of it), so that sizes are those of a
real dump: about 9 KB a pod.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Raw = dict[str, Any]
PER_WORKLOAD, PER_NODE = 10, 50
NAMESPACE = "shop"
NOW, BEFORE = "2026-03-04T02:14:00Z", "2026-03-04T01:14:00Z"
WAITING = ("CrashLoopBackOff", "ImagePullBackOff", "CreateContainerConfigError")
FIELDS: Raw = {f"f:field-{number}": {"f:value": {}, "f:more": {".": {}}} for number in range(60)}


def write(root: Path, pods: int) -> None:
    """The folder of a cluster of so many pods."""
    here = root / NAMESPACE
    here.mkdir(parents=True)
    workloads = max(1, pods // PER_WORKLOAD)
    _list(here / "pods.json", "PodList", (_pod(number, workloads) for number in range(pods)))
    _list(here / "events.json", "EventList", (_event(number) for number in range(pods) if _ill(number)))
    _list(here / "deployments.json", "DeploymentList", map(_deployment, range(workloads)))
    _list(
        here / "replicasets.json",
        "ReplicaSetList",
        (one for number in range(workloads) for one in _history(number)),
    )
    _list(here / "services.json", "ServiceList", map(_service, range(workloads)))
    _list(root / "nodes.json", "NodeList", map(_node, range(max(1, pods // PER_NODE))))
    for number in range(pods):
        folder = here / _name(number)
        folder.mkdir()
        (folder / "app.log").write_text(_log(number))


def _list(path: Path, kind: str, items: Iterator[Raw]) -> None:
    """A List, item by item: the writer of a benchmark should not be what fills its memory."""
    with path.open("w", encoding="utf-8") as file:
        file.write(f'{{"kind": "{kind}", "apiVersion": "v1", "metadata": {{}}, "items": [')
        for place, one in enumerate(items):
            file.write((",\n" if place else "\n") + json.dumps(one, indent=1))
        file.write("\n]}\n")


def _name(number: int) -> str:
    return f"service-{number // PER_WORKLOAD}-b-{number}"


def _ill(number: int) -> bool:
    return (number // PER_WORKLOAD) % 10 == 0


def _meta(name: str, **more: Any) -> Raw:
    owners = [
        {"manager": who, "operation": "Update", "time": NOW, "fieldsV1": FIELDS} for who in ("kubelet", "kcm")
    ]
    plain = {"name": name, "namespace": NAMESPACE, "uid": f"uid-{name}", "creationTimestamp": BEFORE}
    return {**plain, **more, "managedFields": owners}


def _owner(kind: str, name: str) -> list[Raw]:
    return [{"kind": kind, "name": name, "uid": f"uid-{name}", "controller": True}]


def _template(workload: int, workloads: int, tag: str) -> Raw:
    env = [{"name": f"SETTING_{number}", "value": f"value-{number}"} for number in range(20)]
    env.append({"name": "NEXT_ADDR", "value": f"service-{(workload + 1) % workloads}:80"})
    container = {
        "name": "app",
        "image": f"registry.test/service-{workload}:{tag}",
        "ports": [{"name": "web", "containerPort": 8080}],
        "env": env,
        "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"memory": "256Mi"}},
        "readinessProbe": {"httpGet": {"path": "/", "port": 8080}, "periodSeconds": 10},
    }
    return {"metadata": {"labels": {"app": f"service-{workload}"}}, "spec": {"containers": [container]}}


def _pod(number: int, workloads: int) -> Raw:
    workload, ill = number // PER_WORKLOAD, _ill(number)
    reason = WAITING[(workload // 10) % len(WAITING)]
    ended = {"exitCode": 1, "reason": "Error", "startedAt": BEFORE, "finishedAt": NOW}
    state = (
        {"waiting": {"reason": reason, "message": "not found"}} if ill else {"running": {"startedAt": BEFORE}}
    )
    status = {
        "name": "app",
        "ready": not ill,
        "restartCount": 5 if ill else 0,
        "state": state,
        "lastState": {"terminated": ended} if ill and reason == WAITING[0] else {},
    }
    spec = _template(workload, workloads, "2")["spec"]
    return {
        "metadata": _meta(
            _name(number),
            labels={"app": f"service-{workload}", "pod-template-hash": "b"},
            ownerReferences=_owner("ReplicaSet", f"service-{workload}-b"),
        ),
        "spec": {**spec, "nodeName": f"node-{number // PER_NODE}", "serviceAccountName": "default"},
        "status": {
            "phase": "Running" if not ill or reason == WAITING[0] else "Pending",
            "podIP": f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}",
            "conditions": [
                {"type": kind, "status": str(not ill), "lastTransitionTime": BEFORE}
                for kind in ("Ready", "ContainersReady")
            ],
            "containerStatuses": [status],
        },
    }


def _event(number: int) -> Raw:
    about = {"kind": "Pod", "namespace": NAMESPACE, "name": _name(number), "uid": f"uid-{_name(number)}"}
    return {
        "metadata": _meta(f"{_name(number)}.event"),
        "involvedObject": {**about, "fieldPath": "spec.containers{app}"},
        "reason": "BackOff",
        "message": "Back-off restarting failed container app",
        "type": "Warning",
        "count": 7,
        "lastTimestamp": NOW,
    }


def _deployment(workload: int) -> Raw:
    ready = 0 if _ill(workload * PER_WORKLOAD) else PER_WORKLOAD
    return {
        "metadata": _meta(f"service-{workload}", annotations={"deployment.kubernetes.io/revision": "2"}),
        "spec": {"replicas": PER_WORKLOAD, "template": _template(workload, workload + 2, "2")},
        "status": {"replicas": PER_WORKLOAD, "readyReplicas": ready},
    }


def _history(workload: int) -> Iterator[Raw]:
    for tag, revision in (("a", "1"), ("b", "2")):
        yield {
            "metadata": _meta(
                f"service-{workload}-{tag}",
                ownerReferences=_owner("Deployment", f"service-{workload}"),
                annotations={"deployment.kubernetes.io/revision": revision},
            ),
            "spec": {"template": _template(workload, workload + 2, revision)},
        }


def _service(workload: int) -> Raw:
    ports = [{"name": "web", "port": 80, "targetPort": 8080}]
    return {
        "metadata": _meta(f"service-{workload}"),
        "spec": {"selector": {"app": f"service-{workload}"}, "ports": ports},
    }


def _node(number: int) -> Raw:
    ready = {"type": "Ready", "status": "True", "lastHeartbeatTime": NOW}
    return {
        "metadata": _meta(f"node-{number}", namespace=""),
        "status": {"allocatable": {"cpu": "16", "memory": "64Gi"}, "conditions": [ready]},
    }


def _log(number: int) -> str:
    lines = [f"{NOW} INFO request {number}-{place} handled in {place % 17} ms" for place in range(60)]
    if _ill(number):
        lines.append(f"{NOW} ERROR cannot connect to db:5432: connection refused")
    return "\n".join(lines) + "\n"
