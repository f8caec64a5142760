"""Both cluster ports in memory: objects that a test changes at will, refusals, calls that never answer."""

import asyncio
import json
import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from typing import Any

from bot.domain.cluster_user import ClusterUser
from bot.domain.errors import OutsideError, PermanentError
from bot.domain.mitigation import DeletePod, EvictPod, Mitigation, RecreateJob, Scale
from bot.domain.proposal import LiveTarget, Outcome, Proposal, Rehearsal
from bot.domain.snapshot import LogKey
from bot.domain.target import Subject
from bot.facts.change import patch_for
from bot.facts.job_again import job_again
from bot.facts.written import last_write
from bot.gates.clearance import Clearance
from bot.triage.ports.cluster import Answer, Listing

Raw = dict[str, Any]
MARK = "lookout.dev/proposal"
NOW = "2025-03-04T02:14:00Z"


class FakeCluster:
    """The `Cluster` port over a list of raw objects.

    `refused` maps a plural, or "logs", to the error that reading it gives; what is in `hanging` never
    answers; `asked` notes every call as "pods shop".
    """

    def __init__(
        self, objects: Iterable[Raw] = (), *, logs: Mapping[LogKey, str] | None = None, name: str = "sandbox"
    ) -> None:
        self.objects = list(objects)
        self.log_texts = dict(logs or {})
        self.refused: dict[str, OutsideError] = {}
        self.hanging: set[str] = set()
        self.asked: list[str] = []
        self._name = name

    @property
    def name(self) -> str:
        """The name of the cluster in the configuration."""
        return self._name

    async def list(self, plural: str, namespace: str, *, labels: str = "", fields: str = "") -> Listing:
        """Copies of the objects of a kind that match, of managedFields the last write."""
        await self._asked(plural, f"{plural} {namespace}".strip())
        if plural == "secrets":
            raise PermanentError("secrets are not among the kinds that Lookout reads")
        found = [
            deepcopy(raw)
            for raw in self.objects
            if plural_of(raw["kind"]) == plural
            and (not namespace or raw["metadata"].get("namespace", "") == namespace)
            and _labels_match(raw, labels)
            and _fields_match(raw, fields)
        ]
        for raw in found:
            if "managedFields" in raw["metadata"]:
                raw["metadata"]["managedFields"] = last_write(raw)
        return Listing(items=tuple(found), bytes=len(json.dumps(found)))

    async def logs(self, key: LogKey, *, max_bytes: int = 64_000) -> str:
        """The newest bytes of a log, in whole lines where it was cut."""
        run = "previous log" if key.previous else "log"
        await self._asked("logs", f"{run} {key.namespace}/{key.pod}/{key.container}")
        data = self.log_texts.get(key, "").encode()
        if len(data) <= max_bytes:
            return data.decode(errors="replace")
        tail = data[-max_bytes - 1 :]
        _, newline, rest = tail.partition(b"\n")
        return (rest if newline and rest else tail[-max_bytes:]).decode(errors="replace")

    def find(self, subject: Subject) -> Raw | None:
        """The live object of that name, for a test to look at or to change."""
        for raw in self.objects:
            metadata = raw["metadata"]
            same = (metadata.get("namespace", ""), metadata["name"]) == (subject.namespace, subject.name)
            if raw["kind"] == subject.kind and same:
                return raw
        return None

    async def _asked(self, what: str, words: str) -> None:
        self.asked.append(words)
        if what in self.hanging:
            await asyncio.Event().wait()
        if what in self.refused:
            raise self.refused[what]


class FakeRemediator:
    """The `Remediator` port on a `FakeCluster`: preconditions, generations and marks as the API has them.

    `applied` notes every clearance that was sent. `answers` overrides what comes of the next writes:
    `UNKNOWN` with `lands` True is the answer lost after the write was carried out.
    """

    def __init__(self, cluster: FakeCluster) -> None:
        self.cluster = cluster
        self.rehearsed: list[Mitigation] = []
        self.rehearsed_as: list[ClusterUser | None] = []
        self.applied: list[Clearance] = []
        self.answers: list[Outcome] = []
        self.lands = True
        self.rehearsal: Rehearsal | None = None
        self._version = 10_000

    async def rehearse(self, mitigation: Mitigation, acting_as: ClusterUser | None = None) -> Rehearsal:
        """The dry run: what `rehearsal` holds, else a diff of the spec in one line, or what would go or come."""
        self.rehearsed.append(mitigation)
        self.rehearsed_as.append(acting_as)
        if self.rehearsal is not None:
            return self.rehearsal
        raw = self.cluster.find(mitigation.subject)
        if raw is None:
            return Rehearsal(ok=False, diff="", reason=f"{mitigation.subject}: not found (404)")
        if isinstance(mitigation, DeletePod | EvictPod | RecreateJob):
            return Rehearsal(ok=True, diff=f"{mitigation.action} {mitigation.subject}")
        after = deepcopy(raw)
        try:
            _merge(after, self._patch(mitigation))
        except PermanentError as problem:
            return Rehearsal(ok=False, diff="", reason=str(problem))
        if after["spec"] == raw["spec"]:
            return Rehearsal(ok=False, diff="", reason="nothing would change")
        return Rehearsal(ok=True, diff=f"-{json.dumps(raw['spec'])}\n+{json.dumps(after['spec'])}")

    async def apply(self, clearance: Clearance) -> Answer:
        """Carry the change out on the fake's object, or answer what the test wants to be answered."""
        self.applied.append(clearance)
        outcome = self.answers.pop(0) if self.answers else Outcome.DONE
        text = {Outcome.DONE: "the API server answered 200", Outcome.FAILED: "refused by the test"}
        said = text.get(outcome, "sent, and no answer came")
        problem = self._write(clearance) if outcome is Outcome.DONE or self._lands(outcome) else ""
        if problem:
            outcome, said = Outcome.FAILED, problem
        return Answer(outcome=outcome, request=_request(clearance), text=said, seconds=0.01)

    async def reconcile(self, proposal: Proposal) -> bool | None:
        """Whether the change is in, as the real one reads it; None if the object is gone or was replaced."""
        mitigation = proposal.mitigation
        if isinstance(mitigation, RecreateJob):
            made = self.cluster.find(mitigation.made)
            return made is not None and made["metadata"]["annotations"].get(MARK) == proposal.id
        raw = self.cluster.find(mitigation.subject)
        if isinstance(mitigation, DeletePod | EvictPod):
            return raw is None or raw["metadata"].get("uid") != proposal.live.uid
        if raw is None or raw["metadata"].get("uid") != proposal.live.uid:
            return None
        managers = {field["manager"] for field in raw["metadata"].get("managedFields", ())}
        return f"lookout/{proposal.id}" in managers

    def _lands(self, outcome: Outcome) -> bool:
        return outcome is Outcome.UNKNOWN and self.lands

    def _write(self, clearance: Clearance) -> str:
        mitigation, live = clearance.proposal.mitigation, clearance.live
        raw = self.cluster.find(mitigation.subject)
        if raw is None:
            return "the API server answered 404: not found"
        if not _meets(raw, live):
            return "target changed: the object has been modified"
        if isinstance(mitigation, DeletePod | EvictPod):
            self.cluster.objects.remove(raw)
            return ""
        if isinstance(mitigation, RecreateJob):
            return self._create(mitigation, raw, clearance.proposal.id)
        _merge(raw, self._patch(mitigation))
        metadata = raw["metadata"]
        self._version += 1
        metadata["resourceVersion"] = str(self._version)
        metadata["generation"] = int(metadata.get("generation", 0)) + 1
        manager = {"manager": f"lookout/{clearance.proposal.id}"}
        metadata["managedFields"] = [*metadata.get("managedFields", ()), manager]
        if not isinstance(mitigation, Scale):
            metadata.setdefault("annotations", {})[MARK] = clearance.proposal.id
        return ""

    def _create(self, mitigation: RecreateJob, raw: Raw, mark: str) -> str:
        if self.cluster.find(mitigation.made) is not None:
            return f"target changed: {mitigation.made} already exists"
        fresh = job_again(raw, mitigation.new_name)
        fresh["metadata"] |= {"uid": f"uid-of-{mitigation.new_name}", "resourceVersion": "1"}
        fresh["metadata"]["annotations"][MARK] = mark
        self.cluster.objects.append(fresh)
        return ""

    def _patch(self, mitigation: Mitigation) -> Raw:
        kept = [raw for raw in self.cluster.objects if raw["kind"] == "ReplicaSet"]
        return patch_for(mitigation, replicasets=kept, now_text=NOW)


def plural_of(kind: str) -> str:
    """The plural of a kind, as the API spells it."""
    word = kind.lower()
    if word == "endpoints":
        return word
    if word.endswith("y"):
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith("s") else f"{word}s"


def _request(clearance: Clearance) -> str:
    subject, live = clearance.proposal.mitigation.subject, clearance.live
    where = f"{plural_of(subject.kind)}/{subject.name} in {subject.namespace}"
    return f"PATCH {where} (uid {live.uid}, resourceVersion {live.resource_version})"


def _meets(raw: Raw, live: LiveTarget) -> bool:
    metadata = raw["metadata"]
    return (metadata.get("uid"), metadata.get("resourceVersion")) == (live.uid, live.resource_version)


def _merge(into: Raw, patch: Raw) -> None:
    for key, value in patch.items():
        if isinstance(value, dict) and value.get("$patch") == "replace":
            into[key] = {name: deepcopy(item) for name, item in value.items() if name != "$patch"}
        elif isinstance(value, dict):
            if not isinstance(into.get(key), dict):
                into[key] = {}
            _merge(into[key], value)
        else:
            into[key] = value


def _fields_match(raw: Raw, fields: str) -> bool:
    for part in filter(None, fields.split(",")):
        path, _, wanted = part.partition("=")
        value: Any = raw
        for step in path.split("."):
            value = (value or {}).get(step)
        if str(value or "") != wanted:
            return False
    return True


_RULES: tuple[tuple[str, Callable[[str | None, str], bool]], ...] = (
    (r"(\S+) in \((.*)\)", lambda value, wanted: value in wanted.split(",")),
    (r"(\S+) notin \((.*)\)", lambda value, wanted: value not in wanted.split(",")),
    (r"([^!=]+)!=(.*)", lambda value, wanted: value != wanted),
    (r"([^!=]+)==?(.*)", lambda value, wanted: value == wanted),
    (r"!(\S+)()", lambda value, _: value is None),
    (r"(\S+)()", lambda value, _: value is not None),
)


def _labels_match(raw: Raw, labels: str) -> bool:
    held = raw["metadata"].get("labels") or {}
    return all(_rule_holds(part.strip(), held) for part in re.split(r",(?![^()]*\))", labels) if part)


def _rule_holds(part: str, held: Mapping[str, str]) -> bool:
    for pattern, holds in _RULES:
        if found := re.fullmatch(pattern, part):
            return holds(held.get(found[1]), found[2])
    raise PermanentError(f"selector not understood: {part}")
