"""JSON patch (RFC 6902): a list of operations, all or none."""

import copy
from collections.abc import Mapping, Sequence
from typing import Any


class PatchError(Exception):
    """An operation that cannot be done on this object."""


def apply_operations(base: Any, operations: Sequence[Mapping[str, Any]]) -> Any:
    """The object after all operations.

    Raises:
        PatchError: an operation that fails, by its path.
    """
    root = {"": base}
    for operation in operations:
        _apply(root, operation)
    return root[""]


def _apply(root: dict[str, Any], operation: Mapping[str, Any]) -> None:
    kind, path = operation.get("op"), _path(operation.get("path"))
    if kind == "test":
        if _read(root, path) != operation.get("value"):
            raise PatchError(f"testing value {operation.get('path')} failed")
    elif kind == "remove":
        _remove(root, path)
    elif kind == "add":
        _add(root, path, operation.get("value"))
    elif kind == "replace":
        _read(root, path)
        _set(root, path, operation.get("value"))
    elif kind in {"move", "copy"}:
        source = _path(operation.get("from"))
        value = copy.deepcopy(_read(root, source))
        if kind == "move":
            _remove(root, source)
        _add(root, path, value)
    else:
        raise PatchError(f"unexpected kind: {kind}")


def _path(text: Any) -> list[str]:
    if not isinstance(text, str) or (text and not text.startswith("/")):
        raise PatchError(f"bad path: {text}")
    return [part.replace("~1", "/").replace("~0", "~") for part in text.split("/")]


def _read(root: Any, path: list[str]) -> Any:
    value = root
    for part in path:
        value = _step(value, part, path)
    return value


def _step(value: Any, part: str, path: list[str]) -> Any:
    if isinstance(value, dict) and part in value:
        return value[part]
    if isinstance(value, list) and part.isdigit() and int(part) < len(value):
        return value[int(part)]
    raise PatchError(f"missing path: {'/'.join(path)}")


def _add(root: Any, path: list[str], value: Any) -> None:
    parent, last = _read(root, path[:-1]), path[-1]
    if isinstance(parent, list):
        at = len(parent) if last == "-" else _index(last, len(parent), path)
        parent.insert(at, value)
    elif isinstance(parent, dict):
        parent[last] = value
    else:
        raise PatchError(f"missing path: {'/'.join(path)}")


def _set(root: Any, path: list[str], value: Any) -> None:
    parent, last = _read(root, path[:-1]), path[-1]
    parent[int(last) if isinstance(parent, list) else last] = value


def _remove(root: Any, path: list[str]) -> None:
    _read(root, path)
    parent, last = _read(root, path[:-1]), path[-1]
    del parent[int(last) if isinstance(parent, list) else last]


def _index(text: str, most: int, path: list[str]) -> int:
    if not text.isdigit() or int(text) > most:
        raise PatchError(f"bad index: {'/'.join(path)}")
    return int(text)
