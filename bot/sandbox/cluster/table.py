"""`as=Table` answers: what `kubectl get` prints, computed by the server, small enough for thousands of pods."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.sandbox.cluster.objects import Obj, dig, instant
from bot.sandbox.cluster.resources import Resource

_POD_COLUMNS = (
    ("Name", "string", 0),
    ("Ready", "string", 0),
    ("Status", "string", 0),
    ("Restarts", "string", 0),
    ("Age", "string", 0),
    ("IP", "string", 1),
    ("Node", "string", 1),
    ("Nominated Node", "string", 1),
    ("Readiness Gates", "string", 1),
)
_MINUTE, _HOUR, _DAY, _YEAR = 60, 3600, 86400, 365 * 86400
# Below so many seconds: the unit shown, and the smaller unit shown with it (0: none), as kubectl's HumanDuration.
_AGES = (
    (2 * _MINUTE, 1, "s", 0, ""),
    (10 * _MINUTE, _MINUTE, "m", 1, "s"),
    (3 * _HOUR, _MINUTE, "m", 0, ""),
    (8 * _HOUR, _HOUR, "h", _MINUTE, "m"),
    (2 * _DAY, _HOUR, "h", 0, ""),
    (8 * _DAY, _DAY, "d", _HOUR, "h"),
    (2 * _YEAR, _DAY, "d", 0, ""),
)
_PLAIN_COLUMNS = (("Name", "string", 0), ("Age", "string", 0))


def as_table(resource: Resource, answer: Obj, items: list[Obj], now: datetime, include: str) -> Obj:
    """The Table of a list; `include` is None, Metadata or Object, and "" means Metadata."""
    is_pods = resource.plural == "pods"
    columns = _POD_COLUMNS if is_pods else _PLAIN_COLUMNS
    cells: Callable[[Obj, datetime], list[str]] = pod_cells if is_pods else _plain_cells
    return {
        "kind": "Table",
        "apiVersion": "meta.k8s.io/v1",
        "metadata": answer.get("metadata", {}),
        "columnDefinitions": [
            {
                "name": name,
                "type": kind,
                "format": "name" if name == "Name" else "",
                "description": name,
                "priority": low,
            }
            for name, kind, low in columns
        ],
        "rows": [{"cells": cells(item, now), "object": _included(item, include)} for item in items],
    }


def _included(item: Obj, include: str) -> Obj | None:
    if include == "None":
        return None
    if include == "Object":
        return item
    return {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": item["metadata"]}


def _plain_cells(item: Obj, now: datetime) -> list[str]:
    return [item["metadata"]["name"], age(item["metadata"].get("creationTimestamp"), now)]


def pod_cells(pod: Obj, now: datetime) -> list[str]:
    """NAME READY STATUS RESTARTS AGE and the wide columns."""
    statuses: list[Obj] = dig(pod, "status", "containerStatuses") or []
    ready = sum(1 for status in statuses if status.get("ready"))
    return [
        pod["metadata"]["name"],
        f"{ready}/{len(pod['spec'].get('containers') or [])}",
        pod_status(pod),
        _restarts(statuses, now),
        age(pod["metadata"].get("creationTimestamp"), now),
        dig(pod, "status", "podIP") or "<none>",
        dig(pod, "spec", "nodeName") or "<none>",
        "<none>",
        "<none>",
    ]


def pod_status(pod: Obj) -> str:
    """The STATUS column: the phase, or what the last container with news says (CrashLoopBackOff...)."""
    if "deletionTimestamp" in pod["metadata"]:
        return "Terminating"
    word: str = dig(pod, "status", "reason") or dig(pod, "status", "phase") or "Unknown"
    statuses: list[Obj] = dig(pod, "status", "containerStatuses") or []
    for status in reversed(statuses):
        word = _container_word(status) or word
    running = any(status.get("ready") and "running" in status["state"] for status in statuses)
    return "Running" if word == "Completed" and running else word


def _container_word(status: Obj) -> str:
    waiting, dead = dig(status, "state", "waiting"), dig(status, "state", "terminated")
    if waiting and waiting.get("reason"):
        return str(waiting["reason"])
    if dead is None:
        return ""
    if dead.get("reason"):
        return str(dead["reason"])
    return f"Signal:{dead['signal']}" if dead.get("signal") else f"ExitCode:{dead.get('exitCode', 0)}"


def _restarts(statuses: list[Obj], now: datetime) -> str:
    count = sum(int(status.get("restartCount", 0)) for status in statuses)
    ends = [dig(status, "lastState", "terminated", "finishedAt") for status in statuses]
    latest = max((end for end in ends if end), default="")
    return f"{count} ({age(latest, now)} ago)" if count and latest else str(count)


def age(since: str | None, now: datetime) -> str:
    """`12d`, `3h5m`, `4m12s`: how long ago, as kubectl writes durations."""
    if not since:
        return "<unknown>"
    seconds = int((now - instant(since)) / timedelta(seconds=1))
    if seconds < 0:
        return "0s"
    for most, big, big_word, small, small_word in _AGES:
        if seconds < most:
            rest = seconds % big // small if small else 0
            return f"{seconds // big}{big_word}" + (f"{rest}{small_word}" if rest else "")
    return f"{seconds // _YEAR}y"
