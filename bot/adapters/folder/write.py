"""A snapshot as a folder of files, in the layout that `read_folder` reads: what it gives back is equal."""

import json
from pathlib import Path

from bot.domain.errors import PermanentError
from bot.domain.snapshot import Snapshot


def write_folder(snapshot: Snapshot, path: Path) -> None:
    """Write a snapshot so that `read_folder` gives it back; existing files of the same names are replaced.

    Raises:
        PermanentError: an object's name cannot be a file's name, or the folder cannot be written.
    """
    try:
        _write_all(snapshot, path)
    except OSError as error:
        raise PermanentError(f"{path} cannot be written ({error.strerror})") from error


def _write_all(snapshot: Snapshot, path: Path) -> None:
    for plural, by_namespace in snapshot.objects.items():
        for namespace, found in by_namespace.items():
            listed = {"apiVersion": "v1", "kind": "List", "items": list(found)}
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
        "incomplete": [{"kind": plural, "namespace": namespace} for plural, namespace in snapshot.incomplete],
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
