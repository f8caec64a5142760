"""A snapshot folder as a cluster: the layout of `kubectl cluster-info dump`, each file a `List`."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.domain.snapshot import LogKey
from bot.sandbox.cluster.objects import Obj, canonical, digest, meta
from bot.sandbox.cluster.resources import BY_PLURAL, NAMESPACES
from bot.sandbox.cluster.state import ClusterState


def read_folder(path: Path, now: datetime) -> ClusterState:
    """All objects and logs of a folder; files that are no lists of known kinds are left out.

    Raises:
        ValueError: a file that should hold a list does not; the message names it.
        FileNotFoundError: no such folder.
    """
    if not path.is_dir():
        raise FileNotFoundError(f"{path}: no such snapshot folder")
    objects = _files(path, "")
    logs: dict[LogKey, str] = {}
    for folder in sorted(item for item in path.iterdir() if item.is_dir()):
        objects += _files(folder, folder.name)
        for pod in sorted(item for item in folder.iterdir() if item.is_dir()):
            logs |= _logs(folder.name, pod, objects)
    named = {item["metadata"]["name"] for item in objects if item["kind"] == "Namespace"}
    for name in sorted({item["metadata"].get("namespace", "") for item in objects} - named - {""}):
        objects.append(
            {"apiVersion": "v1", "kind": NAMESPACES.kind, "metadata": {"name": name}, "status": {}}
        )
    return ClusterState(objects=tuple(objects), logs=logs, physics=None, built_at=now)


def _files(folder: Path, namespace: str) -> list[Obj]:
    found: list[Obj] = []
    for file in sorted(folder.glob("*.json")):
        resource = BY_PLURAL.get(file.stem)
        if resource is None or resource.namespaced is not bool(namespace):
            continue
        for index, item in enumerate(_items(file)):
            item.update(apiVersion=resource.api_version, kind=resource.kind)
            metadata = meta(item)
            if namespace:
                metadata["namespace"] = namespace
            metadata.setdefault("name", f"{file.stem}-{digest(canonical(item), str(index))[:16]}")
            found.append(item)
    return found


def _items(file: Path) -> list[Obj]:
    try:
        content: Any = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{file}: no JSON: {error}") from error
    items = content.get("items") if isinstance(content, dict) else None
    if not isinstance(items, list):
        raise ValueError(f"{file}: no Kubernetes List")  # noqa: TRY004 - the file's content is wrong, not a type
    return items


def _logs(namespace: str, pod: Path, objects: list[Obj]) -> dict[LogKey, str]:
    found: dict[LogKey, str] = {}
    for file in sorted(pod.glob("*.log")):
        previous = file.name.endswith(".previous.log")
        container = file.name.removesuffix(".log").removesuffix(".previous")
        key = LogKey(namespace=namespace, pod=pod.name, container=container, previous=previous)
        found[key] = file.read_text(encoding="utf-8", errors="replace")
    plain = pod / "logs.txt"
    if plain.exists() and not found:
        for item in objects:
            if item["kind"] == "Pod" and (item["metadata"]["namespace"], item["metadata"]["name"]) == (
                namespace,
                pod.name,
            ):
                container = item["spec"]["containers"][0]["name"]
                key = LogKey(namespace=namespace, pod=pod.name, container=container)
                found[key] = plain.read_text(encoding="utf-8", errors="replace")
    return found
