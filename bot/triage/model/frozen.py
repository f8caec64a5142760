"""A snapshot as a cluster: what was read then answers what is asked now, so an old incident can be looked at again.

Only what was read is there. A kind, a namespace or a log that was not is refused with that reason, never empty.
"""

from collections.abc import Mapping
from typing import Any

from bot.domain.errors import PermanentError
from bot.domain.snapshot import LogKey, Snapshot
from bot.facts.raw import dig, labels, text
from bot.triage.ports.cluster import Listing

NOT_READ = "{what}: not read when the snapshot was taken"
_FIELDS = ("metadata.name", "metadata.namespace", "involvedObject.name", "spec.nodeName", "status.phase")


class Frozen:
    """The `Cluster` port over one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @property
    def name(self) -> str:
        """The name of the cluster that it is of."""
        return self._snapshot.scope.cluster

    async def list(self, plural: str, namespace: str, *, labels: str = "", fields: str = "") -> Listing:
        """The objects of a kind as they were. Raises `PermanentError` if they were not read, or by such a selector."""
        homes = self._snapshot.objects.get(plural, {})
        if namespace not in homes:
            raise PermanentError(NOT_READ.format(what=plural))
        by_label, by_field = _equalities(labels), _equalities(fields)
        unknown = sorted(set(by_field) - set(_FIELDS))
        if unknown:
            raise PermanentError(
                f"a snapshot cannot be asked by {unknown[0]}; by {', '.join(_FIELDS)} it can"
            )
        return Listing(
            items=tuple(one for one in homes[namespace] if _has(one, by_label) and _is(one, by_field))
        )

    async def logs(self, key: LogKey, *, max_bytes: int = 64_000) -> str:
        """The log as it was. Raises `PermanentError` if it was not read."""
        if key not in self._snapshot.logs:
            raise PermanentError(NOT_READ.format(what=f"the log of {key.pod}/{key.container}"))
        raw = self._snapshot.logs[key].encode(errors="replace")
        return raw[-max_bytes:].decode(errors="ignore")


def _equalities(selector: str) -> Mapping[str, str]:
    """`a=b,c=d`. Raises `PermanentError` for any other kind of selector."""
    found: dict[str, str] = {}
    for part in filter(None, (one.strip() for one in selector.split(","))):
        name, equals, value = part.replace("==", "=").partition("=")
        if not equals or name.endswith("!") or "=" in value:
            raise PermanentError("a snapshot can be asked by name=value only")
        found[name.strip()] = value.strip()
    return found


def _has(raw: Any, wanted: Mapping[str, str]) -> bool:
    has = labels(raw, "metadata", "labels")
    return all(has.get(name) == value for name, value in wanted.items())


def _is(raw: Any, wanted: Mapping[str, str]) -> bool:
    return all(
        text(raw, *name.split(".")) == value or dig(raw, *name.split(".")) == value
        for name, value in wanted.items()
    )
