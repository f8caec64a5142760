"""Snapshot folders, read and written, in the layout of `kubectl cluster-info dump`, extended.

A file that is there and cannot be read is a gap that names it; a file that is not there was simply not read.
A folder is judged at its own time: the newest time found in it, so that an old one does not look stale.
"""

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.domain.errors import PermanentError
from bot.domain.snapshot import Gap, LogKey, Read, Scope, Snapshot
from bot.facts.raw import dig, items, name_of, namespace_of, text
from bot.facts.when import event_time, instant, newest

_NO_LISTS = frozenset({"alerts", "metrics", "case"})
_DUMPED = re.compile(r"(?ms)^==== START logs for container (\S+) of pod \S+ ====$(.*?)^==== END logs")
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)
_SYSTEM = frozenset({"kube-system", "kube-public", "kube-node-lease"})


class _Reading:
    """One folder being read: what came, what did not."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.objects: dict[str, dict[str, tuple[dict[str, Any], ...]]] = {}
        self.logs: dict[LogKey, str] = {}
        self.reads: list[Read] = []
        self.gaps: list[Gap] = []

    def attempt(self, path: Path, parse: Callable[[str], Any]) -> Any:
        """What the file holds, or None and a gap naming it; None without a gap if there is no such file."""
        if not path.exists():
            return None
        try:
            return parse(path.read_text(encoding="utf-8", errors="replace"))
        except (OSError, ValueError, RecursionError) as error:
            why = f"cannot be read ({type(error).__name__})"
            self.gaps.append(Gap(what=str(path.relative_to(self.root)), why=why))
            return None

    def lists(self, folder: Path, namespace: str) -> None:
        """The List files of one folder."""
        for path in sorted(folder.glob("*.json")):
            if namespace or path.stem not in _NO_LISTS:
                found = self.attempt(path, _listed)
                if found is not None:
                    self.objects.setdefault(path.stem, {})[namespace] = _kept(path.stem, found)
                    where = f"{path.stem} in {namespace}" if namespace else path.stem
                    self.reads.append(Read(what=where, count=len(found), bytes=path.stat().st_size))

    def pod_logs(self, folder: Path, namespace: str) -> None:
        """The logs of one pod's folder."""
        for path in sorted(folder.iterdir()):
            log = self.attempt(path, str) if path.suffix in {".log", ".txt"} else None
            if log is not None:
                for container, previous, part in _split(path, log):
                    key = LogKey(namespace=namespace, pod=folder.name, container=container, previous=previous)
                    self.logs.setdefault(key, part)


def read_folder(path: Path) -> Snapshot:
    """The snapshot in a folder.

    Raises:
        PermanentError: there is no such folder.
    """
    if not path.is_dir():
        raise PermanentError(f"{path} is no snapshot folder")
    reading = _Reading(path)
    reading.lists(path, "")
    for folder in sorted(one for one in path.iterdir() if one.is_dir()):
        reading.lists(folder, folder.name)
        for pod in sorted(one for one in folder.iterdir() if one.is_dir()):
            reading.pod_logs(pod, folder.name)
    case = reading.attempt(path / "case.json", json.loads)
    alerts = reading.attempt(path / "alerts.json", json.loads)
    metrics = reading.attempt(path / "metrics.json", json.loads)
    told = instant(dig(case, "taken_at"))
    return Snapshot(
        scope=Scope(
            cluster=text(case, "cluster"),
            namespace=text(case, "namespace") or _busiest(reading.objects),
            service=text(case, "service"),
        ),
        taken_at=told or newest(*_times(reading.objects)) or _NO_TIME,
        objects=reading.objects,
        logs=reading.logs,
        alerts=items({"alerts": alerts}, "alerts"),
        metrics=metrics if isinstance(metrics, dict) else {},
        query=text(case, "query"),
        reads=tuple(reading.reads),
        gaps=(
            *(Gap(what=text(one, "what"), why=text(one, "why")) for one in items(case, "gaps")),
            *reading.gaps,
        ),
    )


def _listed(content: str) -> tuple[dict[str, Any], ...]:
    found = json.loads(content)
    if dig(found, "items") is None:
        raise ValueError("no Kubernetes List")
    return items(found, "items")


def _kept(plural: str, found: tuple[dict[str, Any], ...]) -> tuple[dict[str, Any], ...]:
    """Of Secrets nothing but their names is ever taken in."""
    if plural != "secrets":
        return found
    return tuple({"metadata": {"name": name_of(one), "namespace": namespace_of(one)}} for one in found)


def _split(path: Path, log: str) -> Iterator[tuple[str, bool, str]]:
    """(container, previous, text) of one file; a plain dump's `logs.txt` holds all containers of its pod."""
    if path.name == "logs.txt":
        for container, part in _DUMPED.findall(log):
            yield container, False, part.strip("\n")
    elif path.suffix == ".log":
        name = path.name.removesuffix(".log")
        yield name.removesuffix(".previous"), name.endswith(".previous"), log


def _busiest(objects: dict[str, dict[str, tuple[dict[str, Any], ...]]]) -> str:
    """The namespace with most pods, outside the system's own; the first by name among equals."""
    counts = [(-len(found), name) for name, found in objects.get("pods", {}).items() if name not in _SYSTEM]
    return min(counts, default=(0, ""))[1]


def _times(objects: dict[str, dict[str, tuple[dict[str, Any], ...]]]) -> Iterator[datetime | None]:
    """Every time that tells when something was seen; plans for the future (expiry, deletion) are left out."""
    for plural, by_namespace in objects.items():
        for raw in (one for found in by_namespace.values() for one in found):
            yield instant(text(raw, "metadata", "creationTimestamp"))
            if plural == "events":
                yield event_time(raw)
            elif plural == "leases":
                yield instant(text(raw, "spec", "renewTime"))
            for condition in items(raw, "status", "conditions"):
                yield instant(text(condition, "lastHeartbeatTime"))
                yield instant(text(condition, "lastTransitionTime"))
            for status in items(raw, "status", "containerStatuses"):
                yield instant(text(status, "state", "running", "startedAt"))
                yield instant(text(status, "state", "terminated", "finishedAt"))
                yield instant(text(status, "lastState", "terminated", "finishedAt"))


def write_folder(snapshot: Snapshot, path: Path) -> None:
    """Write a snapshot so that `read_folder` gives it back; existing files of the same names are replaced.

    Raises:
        PermanentError: an object's name cannot be a file's name.
    """
    for plural, by_namespace in snapshot.objects.items():
        for namespace, found in by_namespace.items():
            listed = {"apiVersion": "v1", "kind": "List", "items": list(_kept(plural, tuple(found)))}
            _write(path.joinpath(*_names(namespace), *_names(f"{plural}.json")), json.dumps(listed))
    for key, log in snapshot.logs.items():
        file = f"{key.container}{'.previous' if key.previous else ''}.log"
        _write(path.joinpath(*_names(key.namespace), *_names(key.pod), *_names(file)), log)
    scope = snapshot.scope
    case = {
        "namespace": scope.namespace,
        "query": snapshot.query,
        "cluster": scope.cluster,
        "service": scope.service,
        "taken_at": snapshot.taken_at.isoformat(),
        "gaps": [gap.model_dump() for gap in snapshot.gaps],
    }
    _write(path / "case.json", json.dumps(case))
    _write(path / "alerts.json", json.dumps(list(snapshot.alerts)))
    if snapshot.metrics:
        _write(path / "metrics.json", json.dumps(snapshot.metrics))


def _names(name: str) -> tuple[str, ...]:
    """One step of a path, or none for the cluster-wide namespace; a name that leads elsewhere is refused."""
    if name in {".", ".."} or "/" in name or "\0" in name:
        raise PermanentError(f"{name!r} cannot be written as a file name")
    return (name,) if name else ()


def _write(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
