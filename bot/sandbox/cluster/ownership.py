"""`managedFields`: which manager last set which field, as the server records it for every write."""

from datetime import datetime
from typing import Any

from bot.sandbox.cluster.objects import Obj, canonical, stamp

Path = tuple[str, ...]

_LIST_KEYS = ("name", "type", "mountPath", "containerPort", "port", "uid")
_UNTRACKED = {
    "managedFields",
    "resourceVersion",
    "uid",
    "generation",
    "creationTimestamp",
    "namespace",
    "name",
}


def record(before: Obj, after: Obj, manager: str, now: datetime, *, subresource: str = "") -> None:
    """Write into `after` that this manager set what differs from `before`; nothing if nothing does."""
    changed = changed_paths(before, after)
    if not changed:
        return
    entries: list[Obj] = []
    mine = changed
    for entry in after["metadata"].get("managedFields") or []:
        if (entry.get("manager"), entry.get("subresource", "")) == (manager, subresource):
            mine = mine | paths_of(entry.get("fieldsV1") or {})
            continue
        left = paths_of(entry.get("fieldsV1") or {}) - changed
        if left:
            entries.append(entry | {"fieldsV1": fields_of(left)})
    entry = {
        "manager": manager,
        "operation": "Update",
        "apiVersion": after["apiVersion"],
        "time": stamp(now),
        "fieldsType": "FieldsV1",
        "fieldsV1": fields_of(mine),
    }
    if subresource:
        entry["subresource"] = subresource
    after["metadata"]["managedFields"] = [*entries, entry]


def changed_paths(before: Any, after: Any) -> frozenset[Path]:
    """Leaves of `after` that are new or different, as paths in the notation of FieldsV1."""
    old = dict(_leaves(before, ()))
    return frozenset(path for path, value in _leaves(after, ()) if path not in old or old[path] != value)


def _leaves(value: Any, at: Path) -> list[tuple[Path, str]]:
    if isinstance(value, dict) and value:
        found = []
        for key, item in value.items():
            if key in _UNTRACKED and at[-1:] == ("f:metadata",):
                continue
            if not at and key in {"kind", "apiVersion", "status"}:
                continue
            found += _leaves(item, (*at, f"f:{key}"))
        return found
    if isinstance(value, list) and value and all(_key_of(item) for item in value):
        return [leaf for item in value for leaf in _leaves(item, (*at, _key_of(item)))]
    return [(at, canonical(value))]


def _key_of(item: Any) -> str:
    if not isinstance(item, dict):
        return ""
    key = next((key for key in _LIST_KEYS if key in item), "")
    return f"k:{canonical({key: item[key]})}" if key else ""


def fields_of(paths: frozenset[Path]) -> Obj:
    """FieldsV1 from paths."""
    root: Obj = {}
    for path in sorted(paths):
        node = root
        for part in path:
            node = node.setdefault(part, {})
    return root


def paths_of(fields: Obj, at: Path = ()) -> frozenset[Path]:
    """Paths from FieldsV1."""
    if not fields:
        return frozenset({at}) if at else frozenset()
    return frozenset(path for key, item in fields.items() for path in paths_of(item, (*at, key)))
