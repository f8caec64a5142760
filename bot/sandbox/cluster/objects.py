"""Reading and writing raw Kubernetes objects: the few things that every part of the cluster needs of them."""

import hashlib
import json
import random
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

Obj = dict[str, Any]
"""A raw object as the API's JSON has it."""

_SAFE = "bcdfghjklmnpqrstvwxz2456789"


def stamp(at: datetime) -> str:
    """RFC 3339 with seconds, in UTC, as `metadata.creationTimestamp` is written."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def instant(text: str) -> datetime:
    """The moment that a time stamp of the API names.

    Raises:
        ValueError: no RFC 3339 time.
    """
    return datetime.fromisoformat(text)


def canonical(value: Any) -> str:
    """JSON with sorted keys and no spaces: equal values give equal text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def digest(*parts: str) -> str:
    """Hexadecimal SHA-256 over the parts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def safe_word(seed: str, length: int) -> str:
    """A word of the letters that Kubernetes uses for generated names; the same seed gives the same word."""
    number = int(digest(seed), 16)
    letters = []
    for _ in range(length):
        number, rest = divmod(number, len(_SAFE))
        letters.append(_SAFE[rest])
    return "".join(letters)


def new_uid(dice: random.Random) -> str:
    """A UUID in text, drawn from the world's own dice."""
    text = f"{dice.getrandbits(128):032x}"
    return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"


def meta(obj: Obj) -> Obj:
    """`metadata`, made if there is none."""
    found: Obj = obj.setdefault("metadata", {})
    return found


def name_of(obj: Obj) -> str:
    """`metadata.name`."""
    return str(obj["metadata"]["name"])


def namespace_of(obj: Obj) -> str:
    """`metadata.namespace`, "" for a cluster-wide object."""
    return str(obj["metadata"].get("namespace", ""))


def uid_of(obj: Obj) -> str:
    """`metadata.uid`, "" if it has none (objects of a folder)."""
    return str(obj["metadata"].get("uid", ""))


def labels_of(obj: Obj) -> dict[str, str]:
    """`metadata.labels`, empty if there are none."""
    return dict(obj["metadata"].get("labels") or {})


def dig(obj: Any, *path: str) -> Any:
    """The value at a path of keys; None where one is missing."""
    for key in path:
        if not isinstance(obj, dict):
            return None
        obj = obj.get(key)
    return obj


def owner_ref(owner: Obj) -> Obj:
    """The controller reference to an owner."""
    return {
        "apiVersion": owner["apiVersion"],
        "kind": owner["kind"],
        "name": name_of(owner),
        "uid": uid_of(owner),
        "controller": True,
        "blockOwnerDeletion": True,
    }


def is_owned_by(obj: Obj, owner: Obj) -> bool:
    """Whether the controller reference names this owner: by uid, or by kind and name where a folder has no uid."""
    for ref in obj["metadata"].get("ownerReferences") or []:
        if ref.get("uid"):
            if ref["uid"] == uid_of(owner):
                return True
        elif ref.get("kind") == owner.get("kind") and ref.get("name") == name_of(owner):
            return True
    return False


def condition(obj: Obj, kind: str) -> Obj | None:
    """The status condition of that type."""
    conditions: Iterable[Obj] = dig(obj, "status", "conditions") or []
    for item in conditions:
        if item.get("type") == kind:
            return item
    return None


def is_ready(pod: Obj) -> bool:
    """Whether a pod's Ready condition is True and the pod is not being deleted."""
    found = condition(pod, "Ready")
    return found is not None and found["status"] == "True" and "deletionTimestamp" not in pod["metadata"]


def is_finished(pod: Obj) -> bool:
    """Whether a pod ran to its end (Succeeded or Failed)."""
    return dig(pod, "status", "phase") in {"Succeeded", "Failed"}
