"""What `kubectl get` shows of each kind: the server's own columns, wide ones with priority 1."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.sandbox.cluster.objects import Obj, condition, dig, instant
from bot.sandbox.cluster.table.ages import age
from bot.sandbox.cluster.table.pods import pod_ready, pod_restarts, pod_status

Cell = Callable[[Obj, datetime], Any]
_NONE = "<none>"


@dataclass(frozen=True)
class Column:
    """One column: its heading, how a cell is read, its type, and 1 for what only `-o wide` shows."""

    name: str
    cell: Cell
    kind: str = "string"
    priority: int = 0


def _at(*path: str, default: Any = _NONE) -> Cell:
    return lambda obj, _: dig(obj, *path) if dig(obj, *path) is not None else default


def _count(name: str, *path: str) -> Column:
    return Column(name, _at(*path, default=0), "integer")


def _age(obj: Obj, now: datetime) -> str:
    return age(obj["metadata"].get("creationTimestamp"), now)


def _joined(words: Iterable[Any]) -> str:
    return ",".join(str(word) for word in words) or _NONE


def _pairs(labels: Any) -> str:
    return _joined(f"{key}={value}" for key, value in (labels or {}).items())


def _images(obj: Obj, _: datetime) -> str:
    return _joined(item["image"] for item in dig(obj, "spec", "template", "spec", "containers") or [])


def _ready_of(ready: str) -> Cell:
    return lambda obj, _: f"{dig(obj, 'status', ready) or 0}/{dig(obj, 'spec', 'replicas') or 0}"


def _node_status(node: Obj, _: datetime) -> str:
    ready = condition(node, "Ready")
    word = "Ready" if ready is not None and ready["status"] == "True" else "NotReady"
    return f"{word},SchedulingDisabled" if node["spec"].get("unschedulable") else word


def _address(node: Obj, _: datetime) -> str:
    found = dig(node, "status", "addresses") or []
    return next((item["address"] for item in found if item["type"] == "InternalIP"), _NONE)


def _ports(service: Obj, _: datetime) -> str:
    return _joined(
        f"{item['port']}/{item.get('protocol', 'TCP')}" for item in dig(service, "spec", "ports") or []
    )


def _points(endpoints: Obj, _: datetime) -> str:
    subsets = endpoints.get("subsets") or []
    found = [
        f"{address['ip']}:{port['port']}"
        for subset in subsets
        for address in subset.get("addresses") or []
        for port in subset["ports"]
    ]
    more = f" + {len(found) - 3} more..." if len(found) > len("abc") else ""
    return _joined(found[:3]) + more


def _last_seen(event: Obj, now: datetime) -> str:
    return age(event.get("lastTimestamp") or event.get("eventTime"), now)


def _about(event: Obj, _: datetime) -> str:
    about = event["involvedObject"]
    return f"{about['kind'].lower()}/{about['name']}"


def _completions(job: Obj, _: datetime) -> str:
    return f"{dig(job, 'status', 'succeeded') or 0}/{dig(job, 'spec', 'completions') or 1}"


def _job_status(job: Obj, _: datetime) -> str:
    held = [item["type"] for item in dig(job, "status", "conditions") or [] if item["status"] == "True"]
    return next((kind for kind in ("Complete", "Failed", "Suspended") if kind in held), "Running")


def _took(job: Obj, now: datetime) -> str:
    began, ended = dig(job, "status", "startTime"), dig(job, "status", "completionTime")
    return age(began, instant(ended) if ended else now) if began else ""


def _since(*path: str) -> Cell:
    return lambda obj, now: age(dig(obj, *path), now) if dig(obj, *path) else _NONE


def _shares(quota: Obj, _: datetime) -> str:
    hard, used = dig(quota, "status", "hard") or {}, dig(quota, "status", "used") or {}
    return ", ".join(f"{key}: {used.get(key, '0')}/{hard[key]}" for key in sorted(hard))


_AGE = Column("Age", _age)
_SELECTOR = Column("Selector", lambda obj, _: _pairs(dig(obj, "spec", "selector", "matchLabels")), priority=1)
_IMAGES = Column("Images", _images, priority=1)

COLUMNS: dict[str, tuple[Column, ...]] = {
    "Namespace": (Column("Status", _at("status", "phase")), _AGE),
    "Node": (
        Column("Status", _node_status),
        Column("Roles", lambda *_: _NONE),
        _AGE,
        Column("Version", _at("status", "nodeInfo", "kubeletVersion")),
        Column("Internal-IP", _address, priority=1),
        Column("OS-Image", _at("status", "nodeInfo", "osImage"), priority=1),
        Column("Container-Runtime", _at("status", "nodeInfo", "containerRuntimeVersion"), priority=1),
    ),
    "Pod": (
        Column("Ready", lambda pod, _: pod_ready(pod)),
        Column("Status", lambda pod, _: pod_status(pod)),
        Column("Restarts", pod_restarts),
        _AGE,
        Column("IP", _at("status", "podIP"), priority=1),
        Column("Node", _at("spec", "nodeName"), priority=1),
        Column("Nominated Node", lambda *_: _NONE, priority=1),
        Column("Readiness Gates", lambda *_: _NONE, priority=1),
    ),
    "Deployment": (
        Column("Ready", _ready_of("readyReplicas")),
        _count("Up-to-date", "status", "updatedReplicas"),
        _count("Available", "status", "availableReplicas"),
        _AGE,
        _IMAGES,
        _SELECTOR,
    ),
    "ReplicaSet": (
        _count("Desired", "spec", "replicas"),
        _count("Current", "status", "replicas"),
        _count("Ready", "status", "readyReplicas"),
        _AGE,
        _IMAGES,
        _SELECTOR,
    ),
    "StatefulSet": (Column("Ready", _ready_of("readyReplicas")), _AGE, _IMAGES),
    "DaemonSet": (
        _count("Desired", "status", "desiredNumberScheduled"),
        _count("Current", "status", "currentNumberScheduled"),
        _count("Ready", "status", "numberReady"),
        _count("Up-to-date", "status", "updatedNumberScheduled"),
        _count("Available", "status", "numberAvailable"),
        _AGE,
        _IMAGES,
    ),
    "Service": (
        Column("Type", _at("spec", "type")),
        Column("Cluster-IP", _at("spec", "clusterIP")),
        Column("External-IP", lambda *_: _NONE),
        Column("Port(s)", _ports),
        _AGE,
        Column("Selector", lambda obj, _: _pairs(dig(obj, "spec", "selector")), priority=1),
    ),
    "Endpoints": (Column("Endpoints", _points), _AGE),
    "ConfigMap": (Column("Data", lambda obj, _: len(obj.get("data") or {}), "integer"), _AGE),
    "Event": (
        Column("Last Seen", _last_seen),
        Column("Type", _at("type")),
        Column("Reason", _at("reason")),
        Column("Object", _about),
        Column("Message", _at("message")),
    ),
    "Job": (
        Column("Status", _job_status),
        Column("Completions", _completions),
        Column("Duration", _took),
        _AGE,
    ),
    "CronJob": (
        Column("Schedule", _at("spec", "schedule")),
        Column("Timezone", _at("spec", "timeZone")),
        Column("Suspend", lambda obj, _: str(bool(obj["spec"].get("suspend")))),
        Column("Active", lambda obj, _: len(dig(obj, "status", "active") or []), "integer"),
        Column("Last Schedule", _since("status", "lastScheduleTime")),
        _AGE,
    ),
    "PodDisruptionBudget": (
        Column("Min Available", _at("spec", "minAvailable", default="N/A")),
        Column("Max Unavailable", _at("spec", "maxUnavailable", default="N/A")),
        _count("Allowed Disruptions", "status", "disruptionsAllowed"),
        _AGE,
    ),
    "ResourceQuota": (Column("Request", _shares), _AGE),
    "Lease": (Column("Holder", _at("spec", "holderIdentity")), _AGE),
}
"""By kind; every row begins with the name, and events with when they were last seen."""
PLAIN = (_AGE,)
