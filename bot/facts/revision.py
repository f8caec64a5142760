"""A Deployment's revisions, and what its newest one changed in the pod template.

"What changed just before?" is the first question of every incident; the ReplicaSets answer it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.diagnosis import Observation
from bot.facts.raw import items, mapping, text
from bot.facts.workload import Workload

REVISION = "deployment.kubernetes.io/revision"
RESTARTED = "kubectl.kubernetes.io/restartedAt"
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Change:
    """One changed field: in which container ("" for the pod), its path there, before and after as text."""

    container: str
    path: str
    before: str
    after: str

    def __str__(self) -> str:
        """`readinessProbe.httpGet.port 8080 -> 8081`."""
        return f"{self.path} {self.before or '(unset)'} -> {self.after or '(unset)'}"


@dataclass(frozen=True, slots=True)
class Rollout:
    """The newest revision of a Deployment, the one before it, and the difference of their templates."""

    newest: Workload
    previous: Workload
    number: int
    previous_number: int
    changes: tuple[Change, ...]
    since: datetime | None

    def touching(self, container: str, *parts: str) -> tuple[Change, ...]:
        """The changes in a container or of the pod whose path, with a space behind it, begins with one of the parts."""
        return tuple(
            change
            for change in self.changes
            if change.container in {container, ""} and f"{change.path} ".startswith(parts)
        )

    def told(self, changes: Sequence[Change], most: int = 3) -> str:
        """`changed in revision 7: image a -> b; ...`, or "" for no change."""
        if not changes:
            return ""
        more = f" and {len(changes) - most} more" if len(changes) > most else ""
        return f"changed in revision {self.number}: {'; '.join(map(str, changes[:most]))}{more}"

    def cited(self, changes: Sequence[Change]) -> Observation:
        """The difference as a citable observation."""
        ref = f"{self.newest.namespace}/replicaset/{self.newest.name}"
        quote = f"revision {self.previous_number} -> {self.number}: {'; '.join(map(str, changes))}"
        return Observation(source="revision", ref=ref, quote=quote[:400], at=self.since)


def revision_of(workload: Workload) -> int:
    """The revision annotation as a number; 0 where there is none."""
    written = text(workload.raw, "metadata", "annotations", REVISION)
    return int(written) if written.isdecimal() else 0


def difference(before: Any, after: Any) -> tuple[Change, ...]:
    """The changed fields between two pod templates; lists of named things go by name, in any order."""
    old, new = _plain(before), _plain(after)
    keys = sorted(old.keys() | new.keys())
    return tuple(
        Change(container, path, old.get((container, path), ""), new.get((container, path), ""))
        for container, path in keys
        if old.get((container, path)) != new.get((container, path))
    )


def _plain(template: Any) -> dict[tuple[str, str], str]:
    """A template as {(container, path): value}; the controller's own label is left out."""
    found: dict[tuple[str, str], str] = {}
    for part in ("labels", "annotations"):
        for key, value in mapping(template, "metadata", part).items():
            if key != "pod-template-hash":
                found["", f"metadata.{part}.{key}"] = str(value)
    spec = mapping(template, "spec")
    for group in ("containers", "initContainers"):
        listed = items(spec, group)
        spec.pop(group, None)
        for container in listed:
            for path, value in _leaves(container, ""):
                found[text(container, "name"), path] = value
    found.update({("", path): value for path, value in _leaves(spec, "")})
    return found


def _leaves(raw: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(raw, dict) and raw:
        for key, value in raw.items():
            yield from _leaves(value, f"{path}.{key}" if path else str(key))
    elif isinstance(raw, list) and raw and all(isinstance(one, dict) for one in raw):
        for place, one in enumerate(raw):
            yield from _leaves(one, f"{path}[{_key(one, place)}]")
    elif isinstance(raw, list):
        yield path, " ".join(map(str, raw))[:_SHOWN]
    elif raw is not None and path:
        yield path, str(raw)[:_SHOWN]


def _key(one: dict[str, Any], place: int) -> str:
    """What names an entry of a list: its name, its port, its mount path; else its place."""
    for field in ("name", "containerPort", "mountPath", "key"):
        if text(one, field):
            return text(one, field)
    return str(place)
