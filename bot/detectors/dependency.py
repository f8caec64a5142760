"""Dependencies that refuse: credentials, read-only, no connections, certificates, told by logs."""

import re
from collections import defaultdict
from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding
from bot.domain.target import Subject
from bot.facts.calls import calls_of
from bot.facts.cite import counted, first
from bot.facts.command import logs
from bot.facts.complaints import Complaint, Heard, complaints_of
from bot.facts.image import is_data_store
from bot.facts.view import View

_CAUSES = {
    Complaint.CREDENTIALS: ("db-credentials-rejected", 0.9),
    Complaint.READ_ONLY: ("db-read-only", 0.9),
    Complaint.EXHAUSTED: ("db-connections-exhausted", 0.9),
    Complaint.CERTIFICATE: ("certificate-invalid", 0.85),
    Complaint.NO_DATABASE: ("db-object-missing", 0.78),
    Complaint.FULL: ("storage-full", 0.85),
}
_OF_THE_STORE = {Complaint.READ_ONLY, Complaint.EXHAUSTED, Complaint.FULL}
_OFTEN = 2


def detect(view: View) -> Iterator[Finding]:
    """One finding for each complaint and whoever is to blame for it."""
    heard: dict[Complaint, list[Heard]] = defaultdict(list)
    for one in view.once(complaints_of):
        heard[one.complaint].append(one)
    for complaint in sorted(heard):
        blamed: dict[Subject, list[Heard]] = defaultdict(list)
        callers = {view.owner_of(one.pod) for one in heard[complaint]}
        for one in heard[complaint]:
            blamed[_blame(view, one, complaint, len(callers))].append(one)
        for subject, mine in sorted(blamed.items(), key=lambda item: str(item[0])):
            if _matters(mine):
                yield _finding(view, subject, complaint, mine)


def _matters(heard: list[Heard]) -> bool:
    """A line that came once from a container that is well is history."""
    return any(one.times >= _OFTEN or not one.pod.ready for one in heard)


def _blame(view: View, heard: Heard, complaint: Complaint, callers: int) -> Subject:
    """The state of a store, or what several callers complain of, is the store's matter; else the caller's own."""
    mine = view.owner_of(heard.pod)
    if any(is_data_store(one.image) for one in heard.pod.containers):
        return mine
    if complaint not in _OF_THE_STORE and callers < _OFTEN:
        return mine
    return _store(view, heard, mine) or mine


def _store(view: View, heard: Heard, caller: Subject) -> Subject | None:
    """The workload of the store: named in the line, else the only store that the caller is told to call."""
    stores: dict[Subject, set[str]] = defaultdict(set)
    for call in view.once(calls_of):
        behind = call.service.pods if call.service else ()
        for pod in behind:
            if any(is_data_store(one.image) for one in pod.containers):
                stores[view.owner_of(pod)].add(call.name)
                if call.caller == caller:
                    stores[view.owner_of(pod)].add("\0called")
    for pod in view.live_pods:
        if pod.namespace == caller.namespace and any(is_data_store(one.image) for one in pod.containers):
            stores[view.owner_of(pod)].add(view.owner_of(pod).name)
    words = set(re.findall(r"[a-z0-9][a-z0-9-]*", heard.trouble.line.lower()))
    named = [subject for subject, names in stores.items() if names & words]
    called = [subject for subject, names in stores.items() if "\0called" in names]
    for found in (named, called, list(stores)):
        if len(found) == 1:
            return found[0]
    return None


def _finding(view: View, subject: Subject, complaint: Complaint, heard: list[Heard]) -> Finding:
    cause, strength = _CAUSES[complaint]
    heard = sorted(heard, key=lambda one: (-one.times, one.pod.name, one.trouble.container))
    owners = tuple(sorted({view.owner_of(one.pod) for one in heard}, key=str))
    who = counted(len(owners), "workload") if subject not in owners or len(owners) > 1 else "its own log"
    top = heard[0]
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=subject,
        statement=f"{subject}: {complaint.value}, {who} {'tells' if len(owners) == 1 else 'tell'} ({top.times} lines).",
        mechanism="The connection is made and then refused by its other end, so a new connection fails alike.",
        cites=first(one.trouble.cited() for one in heard[:3]),
        refuted_by="The same request with the same settings succeeds from inside the caller's pod.",
        next_check=logs(top.pod.namespace, top.pod.name, top.trouble.container),
        strength=strength,
        explains=owners,
    )


DETECTOR = Detector(
    code="dependency", causes=tuple(cause for cause, _ in _CAUSES.values()), needs=("pods",), detect=detect
)
