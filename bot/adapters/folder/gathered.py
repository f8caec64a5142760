"""What was gathered of a snapshot so far: objects by kind and namespace, logs, gaps, and which lists have holes."""

from datetime import datetime
from typing import Any

from bot.adapters.folder.containers import Part
from bot.adapters.folder.kinds import CLUSTER_WIDE, kind_of
from bot.adapters.folder.scan import Listed
from bot.adapters.folder.times import newest_seen
from bot.domain.snapshot import CUT, Gap, LogKey, Read, Scope, Snapshot
from bot.facts.raw import dig, items, name_of, namespace_of, text
from bot.facts.when import instant

_DEEPEST = 60
_SYSTEM = frozenset({"kube-system", "kube-public", "kube-node-lease"})
_NAMELESS = "events"  # an event is about something; its own name tells nothing
Raw = dict[str, Any]


class Gathered:
    """Filled file by file, then made into a `Snapshot`."""

    def __init__(self) -> None:
        self.gaps: list[Gap] = []
        self.told: dict[str, Any] = {}
        self._objects: dict[str, dict[str, dict[str, Raw]]] = {}
        self._incomplete: set[tuple[str, str]] = set()
        self._logs: dict[LogKey, str] = {}
        self._reads: list[Read] = []

    def gap(self, what: str, why: str, reason: str = "") -> None:
        """Something gave nothing."""
        self.gaps.append(Gap(what=what, why=why, reason=reason))

    def listed(self, found: Listed, *, stem: str, namespace: str, what: str, size: int = 0) -> None:
        """A document of a file: its objects, and what is wrong with it."""
        entries = found.items if found.is_list else [found.other] if _single(found.other) else None
        if entries is None or (found.cut and not entries):
            self.gap(what, f"cannot be read: {found.cut or 'it holds no Kubernetes List'}")
            return
        own = kind_of({}, stem, found.kind)
        homes = {(own, namespace)} if found.is_list and (namespace or own in CLUSTER_WIDE) else set()
        broken = 0
        for raw in entries:
            plural = kind_of(raw, stem, found.kind)
            home = "" if plural in CLUSTER_WIDE else (namespace_of(raw) or namespace)
            homes.add((plural, home))
            if _sound(raw) and (name_of(raw) or plural == _NAMELESS):
                self._put(plural, home, raw)
            else:
                broken += 1
        for plural, home in homes:
            self._objects.setdefault(plural, {}).setdefault(home, {})
        if broken:
            self.gap(what, f"{broken} of its {len(entries)} entries are no Kubernetes objects")
        if found.cut:
            self.gap(what, f"only its first {len(entries)} entries could be read: {found.cut}")
        if broken or found.cut:
            self._incomplete |= homes
        where = f"{stem} in {namespace}" if namespace else stem
        self._reads.append(Read(what=where, count=len(entries) - broken, bytes=size))

    def _put(self, plural: str, namespace: str, raw: Raw) -> None:
        """Keep an object once, in its newest version. Of Secrets nothing but their names is ever taken in."""
        if plural == "secrets":
            raw = {"metadata": {"name": name_of(raw), "namespace": namespace_of(raw)}}
        mine = self._objects.setdefault(plural, {}).setdefault(namespace, {})
        name = name_of(raw) or f"/{len(mine)}"
        if name not in mine or _version(raw) > _version(mine[name]):
            mine[name] = raw

    def log(self, part: Part) -> None:
        """One container's log; the first one of a name counts."""
        key = LogKey(namespace=part.namespace, pod=part.pod, container=part.container, previous=part.previous)
        if key in self._logs:
            return
        self._logs[key] = part.text
        if part.cut:
            what = f"older lines of the log of {part.namespace}/{part.pod}/{part.container}"
            self.gap(
                what, f"of {part.size:,} bytes only the newest {len(part.text.encode()):,} were read", CUT
            )

    def snapshot(self, now: datetime | None, namespace: str) -> Snapshot:
        """All of it."""
        objects = {
            plural: {home: tuple(mine.values()) for home, mine in homes.items()}
            for plural, homes in self._objects.items()
        }
        case, alerts, metrics = (self.told.get(name) for name in ("case.json", "alerts.json", "metrics.json"))
        newest, odd = newest_seen(objects, now)
        if odd:
            self.gap(f"{odd} times in the objects", "they lie in the future, so some clock is wrong")
        gaps = [
            Gap(what=text(one, "what"), why=text(one, "why"), reason=text(one, "reason"))
            for one in items(case, "gaps")
        ]
        holes = {(text(one, "kind"), text(one, "namespace")) for one in items(case, "incomplete")}
        return Snapshot(
            scope=Scope(
                cluster=text(case, "cluster"),
                namespace=namespace or text(case, "namespace") or _worst_off(objects),
                service=text(case, "service"),
            ),
            taken_at=instant(dig(case, "taken_at")) or newest,
            objects=objects,
            logs=self._logs,
            alerts=items({"alerts": alerts}, "alerts"),
            metrics=metrics if isinstance(metrics, dict) else {},
            query=text(case, "query"),
            reads=tuple(self._reads),
            gaps=(*gaps, *self.gaps),
            incomplete=tuple(sorted(self._incomplete | holes)),
        )


def _single(other: Any) -> bool:
    """Whether a document that is no List is one object."""
    return bool(text(other, "kind") and name_of(other))


def _sound(raw: Any, deep: int = 0) -> bool:
    """Whether this is an object whose nesting ends somewhere; rules walk it by recursion."""
    if deep == 0 and not (isinstance(raw, dict) and isinstance(raw.get("metadata", {}), dict)):
        return False
    if deep > _DEEPEST:
        return False
    inner = raw.values() if isinstance(raw, dict) else raw
    return all(_sound(one, deep + 1) for one in inner if isinstance(one, dict | list))


def _version(raw: Raw) -> int:
    told = text(raw, "metadata", "resourceVersion")
    return int(told) if told.isdecimal() and len(told) <= 20 else 0  # noqa: PLR2004 - as many as 64 bits have


def _worst_off(objects: dict[str, dict[str, tuple[Raw, ...]]]) -> str:
    """The namespace with most pods that are not ready, then with most pods, outside the system's own."""
    counts = [
        (-sum(map(_ill, found)), -len(found), name)
        for name, found in objects.get("pods", {}).items()
        if name and name not in _SYSTEM
    ]
    return min(counts, default=(0, 0, ""))[2]


def _ill(pod: Raw) -> bool:
    ready = any(
        one.get("type") == "Ready" and one.get("status") == "True"
        for one in items(pod, "status", "conditions")
    )
    return text(pod, "status", "phase") in {"Pending", "Running", "Failed", "Unknown"} and not ready
