"""A snapshot as bytes and back: JSON, compressed. Equal after the round trip."""

import json
import zlib
from collections.abc import Mapping
from typing import Any

from bot.domain.snapshot import LogKey, Snapshot

_PLAIN = {"objects", "logs"}


def pack(snapshot: Snapshot) -> bytes:
    """The snapshot as zlib-compressed JSON."""
    body = snapshot.model_dump(mode="json", exclude=_PLAIN)
    body["objects"] = snapshot.objects
    body["logs"] = [[key.model_dump(), text] for key, text in snapshot.logs.items()]
    return zlib.compress(json.dumps(body, separators=(",", ":"), default=_as_dict).encode(), level=6)


def unpack(blob: bytes) -> Snapshot:
    """The snapshot in those bytes."""
    body = json.loads(zlib.decompress(blob))
    body["logs"] = {LogKey.model_validate(key): text for key, text in body["logs"]}
    body["alerts"] = tuple(body["alerts"])
    body["objects"] = {
        plural: {namespace: tuple(items) for namespace, items in namespaces.items()}
        for plural, namespaces in body["objects"].items()
    }
    return Snapshot.model_validate(body)


def _as_dict(value: Any) -> dict[Any, Any]:
    """Mappings of other kinds than dict (read-only views) as dicts, for JSON."""
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"a snapshot holds JSON values only, not {type(value).__name__}")
