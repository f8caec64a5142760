"""Dependencies that refuse: credentials, read-only, no connections, certificates, told by logs."""

from collections import defaultdict
from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding
from bot.domain.target import Subject
from bot.facts.cite import counted, first
from bot.facts.command import logs
from bot.facts.complaints import Complaint, Heard, complaints_of
from bot.facts.image import is_data_store
from bot.facts.stores import store_of
from bot.facts.view import View

_CAUSES = {
    Complaint.CREDENTIALS: ("db-credentials-rejected", 0.9),
    Complaint.READ_ONLY: ("db-read-only", 0.9),
    Complaint.EXHAUSTED: ("db-connections-exhausted", 0.9),
    Complaint.POOL: ("db-connections-exhausted", 0.82),
    Complaint.CERTIFICATE: ("certificate-invalid", 0.85),
    Complaint.NO_DATABASE: ("db-object-missing", 0.78),
    Complaint.FULL: ("storage-full", 0.85),
}
_OF_THE_STORE = {Complaint.READ_ONLY, Complaint.EXHAUSTED, Complaint.FULL}
_OFTEN = 2


def detect(view: View) -> Iterator[Finding]:
    """One finding for each complaint and whoever is to blame for it."""
    blamed: dict[tuple[str, Subject], list[Heard]] = defaultdict(list)
    heard: dict[Complaint, list[Heard]] = defaultdict(list)
    for one in view.once(complaints_of):
        heard[one.complaint].append(one)
    for complaint in sorted(heard):
        for one, subject in _blamed(view, complaint, heard[complaint]):
            blamed[_CAUSES[complaint][0], subject].append(one)
    for (_, subject), mine in sorted(blamed.items(), key=lambda item: (item[0][0], str(item[0][1]))):
        if _matters(mine):
            yield _finding(view, subject, mine)


def _matters(heard: list[Heard]) -> bool:
    """A line that came once from a container that is well is history."""
    return any(one.times >= _OFTEN or not one.pod.ready for one in heard)


def _blamed(view: View, complaint: Complaint, heard: list[Heard]) -> list[tuple[Heard, Subject]]:
    """Each complaint with whoever is to blame.

    The state of a store, or what several of its callers complain of, is the store's matter; else the caller's own.
    """
    about = [(one, store_of(view, one.trouble.line, view.owner_of(one.pod))) for one in heard]
    callers: dict[Subject | None, set[Subject]] = defaultdict(set)
    for one, store in about:
        callers[store].add(view.owner_of(one.pod))
    found = []
    for one, store in about:
        mine = view.owner_of(one.pod)
        its_own = any(is_data_store(container.image) for container in one.pod.containers)
        stores_matter = complaint in _OF_THE_STORE or len(callers[store]) >= _OFTEN
        found.append((one, store if store and stores_matter and not its_own else mine))
    return found


def _finding(view: View, subject: Subject, heard: list[Heard]) -> Finding:
    complaint = min((one.complaint for one in heard), key=list(Complaint).index)
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
        refuted_by=DETECTOR.refuted_by,
        next_check=logs(top.pod.namespace, top.pod.name, top.trouble.container),
        strength=strength,
        explains=owners,
    )


DETECTOR = Detector(
    code="dependency",
    family="runtime",
    refuted_by="The same request with the same settings succeeds from inside the caller's pod.",
    causes=tuple(dict.fromkeys(cause for cause, _ in _CAUSES.values())),
    needs=("pods",),
    detect=detect,
)
