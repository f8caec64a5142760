"""Probe failures of live containers, and what in the probe's definition can be wrong.

The port is judged by four independent marks: a name that the container does not declare, a change by the
newest revision, the declared container ports, and what the container's own log says it listens on.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from bot.domain.diagnosis import Observation
from bot.domain.target import Subject
from bot.facts.container import Container
from bot.facts.event import Event
from bot.facts.listening import listening
from bot.facts.logs import listened_ports, listening_line
from bot.facts.pod import Pod
from bot.facts.probe import (
    HANDLERS,
    TIMING,
    Failure,
    Probe,
    absent_path,
    asked_port,
    failed_probe,
    failure,
    probe_of,
)
from bot.facts.raw import text
from bot.facts.revision import Change, Rollout
from bot.facts.view import View


@dataclass(frozen=True)
class Case:
    """One container's failing (or, without events, doubtful) probe."""

    subject: Subject
    pod: Pod
    container: Container
    probe: Probe
    events: tuple[Event, ...]

    @property
    def failure(self) -> Failure | None:
        """How the newest attempt failed; None if no event tells."""
        return failure(self.events[-1].message) if self.events else None

    @property
    def attempts(self) -> int:
        """Failed attempts told by events."""
        return sum(event.count for event in self.events)


@dataclass(frozen=True)
class Fault:
    """What is wrong with a probe: the reason in words, how decisive, and what shows it."""

    why: str
    strength: float
    cites: tuple[Observation, ...] = ()


def cases(view: View, pods: tuple[Pod, ...], kind: str) -> dict[tuple[Subject, str], tuple[Case, ...]]:
    """The probe cases of these pods, by workload and container."""
    found: dict[tuple[Subject, str], list[Case]] = defaultdict(list)
    for pod in pods:
        for case in _of_pod(view, pod, kind):
            found[case.subject, case.container.name].append(case)
    return {key: tuple(sorted(members, key=lambda case: -case.attempts)) for key, members in found.items()}


def _of_pod(view: View, pod: Pod, kind: str) -> Iterator[Case]:
    probes = [(one, probe) for one in pod.containers if (probe := probe_of(one, kind))]
    failures = [event for event in view.pod_events(pod) if failed_probe(event) == kind]
    for container, probe in probes:
        mine = tuple(
            event
            for event in failures
            if event.container in {container.name, ""} and asked_port(event.message) in {0, probe.port}
        )
        yield Case(view.owner_of(pod), pod, container, probe, mine)


def rollout_of(view: View, case: Case) -> Rollout | None:
    """The rollout that made this pod: only if the pod is of the newest revision."""
    rollout = view.rollout(case.subject)
    made = rollout is not None and case.pod.name.startswith(f"{rollout.newest.name}-")
    return rollout if made else None


def changed(view: View, case: Case, *fields: str) -> tuple[Change, ...]:
    """Changes of these fields of the probe, if the pod is of the newest revision."""
    rollout = rollout_of(view, case)
    paths = tuple(f"{case.probe.kind}Probe.{field}" for field in fields)
    return rollout.touching(case.container.name, *paths) if rollout else ()


def _told(view: View, case: Case, changes: tuple[Change, ...]) -> tuple[str, tuple[Observation, ...]]:
    rollout = rollout_of(view, case)
    return (rollout.told(changes), (rollout.cited(changes),)) if rollout and changes else ("", ())


def wrong_port(view: View, case: Case) -> Fault | None:
    """Why the probe's port cannot be right, or None."""
    probe, name = case.probe, case.container.name
    log = view.log(case.pod, case.container) or view.log(case.pod, case.container, previous=True)
    listened = listened_ports(log)
    moved = changed(view, case, *(f"{handler}.port" for handler in HANDLERS))
    moved = tuple(one for one in moved if _numbered(case, one.before) != probe.port)
    # Who answers in another way does listen there: then only a changed port can be the wrong one.
    answered = case.failure in {Failure.PROTOCOL, Failure.STATUS}
    if not probe.written or probe.port in listened or (answered and not moved):
        return None
    told, cites = _told(view, case, moved)
    if listened:
        cites = (*cites, _log(case, listening_line(log, min(listened))))
    declared = sorted({port for one in case.pod.containers for _, port in one.ports})
    shown = ", ".join(map(str, declared))
    mark = case.pod.cited(f"container {name} declares port {shown}; {probe.kind} probe: {probe.shown()}")
    marks = (
        (
            probe.named and not probe.port,
            f"the container declares no port named {probe.written}",
            0.95,
            cites,
        ),
        (told and probe.port not in declared, told, 0.95, cites),
        (case.container.ports and probe.port not in declared, f"it declares {shown}", 0.92, (*cites, mark)),
        (listened, f"its log tells of listening on {', '.join(map(str, sorted(listened)))}", 0.85, cites),
        (told, told, 0.75, cites),
    )
    return next((Fault(why, strength, cited) for holds, why, strength, cited in marks if holds), None)


def _numbered(case: Case, written: str) -> int:
    """The number of a port as written: the same port by name and by number is no change."""
    return int(written) if written.isdigit() else dict(case.container.ports).get(written, 0)


def wrong_protocol(view: View, case: Case) -> Fault | None:
    """Why the probe speaks the wrong protocol, or None."""
    told, cites = _told(view, case, changed(view, case, "httpGet", "tcpSocket", "grpc"))
    if case.failure is Failure.PROTOCOL:
        return Fault(told or f"a {case.probe.handler} probe is answered in another protocol", 0.93, cites)
    if not case.events:
        return _untold(view, case)
    speaks = case.failure in {Failure.REFUSED, Failure.TIMEOUT} and "refused" not in case.events[-1].message
    listened = case.probe.port in listening(view, (case.pod,)).heard or _answered(view, case)
    if speaks and listened and case.probe.handler in {"grpc", "httpGet"} and not _same_elsewhere(case):
        why = f"something listens on {case.probe.port} and does not answer a {case.probe.handler} probe"
        return Fault(told or why, 0.9 if told else 0.7, cites)
    return None


def _untold(view: View, case: Case) -> Fault | None:
    """No event tells how it fails: another probe asks the same port in another way, and that one is answered."""
    ready = probe_of(case.container, "readiness")
    asks = ready is not None and ready.port == case.probe.port and _way(ready) != _way(case.probe)
    other = case.probe.kind != "readiness" and asks and case.container.ready
    if not other and not _answered(view, case):
        return None
    return Fault(f"another probe of port {case.probe.port} asks in another way and is answered", 0.9)


def _way(probe: Probe) -> tuple[str, str]:
    """How a probe asks: its handler, and the scheme of a request."""
    return probe.handler, text(probe.raw, "httpGet", "scheme") or "HTTP"


def _same_elsewhere(case: Case) -> bool:
    """Whether another probe of the container asks the same port in the same way: then the protocol is meant."""
    kinds = {"readiness", "liveness", "startup"} - {case.probe.kind}
    others = [probe for kind in kinds if (probe := probe_of(case.container, kind))]
    return any((one.handler, one.port) == (case.probe.handler, case.probe.port) for one in others)


def _answered(view: View, case: Case) -> bool:
    """Whether a probe of another sort on the same port, which would have ended the run by now, did not."""
    alive = probe_of(case.container, "liveness")
    asks = alive is not None and alive.port == case.probe.port and _way(alive) != _way(case.probe)
    since = case.container.since
    lasted = since is not None and alive is not None and not view.recent(since, alive.patience)
    return asks and lasted and not case.container.restarts


def wrong_path(view: View, case: Case) -> Fault | None:
    """Why the probe's path cannot be right, or None."""
    if not case.events or not absent_path(case.events[-1].message):
        return None
    told, cites = _told(view, case, changed(view, case, "httpGet.path"))
    return Fault(told or "the endpoint answers that there is no such path", 0.92 if told else 0.86, cites)


def too_tight(view: View, case: Case) -> Fault | None:
    """Why a probe that kills gives the container too little time, or None."""
    probe = case.probe
    if case.events and case.failure not in {Failure.REFUSED, Failure.TIMEOUT}:
        return None
    told, cites = _told(view, case, changed(view, case, *TIMING))
    if told:
        return Fault(told, 0.92, cites)
    starting = probe.kind == "startup" or probe_of(case.container, "startup") is None
    if starting and probe.patience <= _HASTY:
        mark = case.pod.cited(
            f"container {case.container.name}: {probe.kind} probe gives up after {probe.patience} s"
        )
        return Fault(f"it gives up {probe.patience} s after a start", 0.85, (mark,))
    return None


_HASTY = 20


def _log(case: Case, line: str) -> Observation:
    ref = f"{case.pod.namespace}/pod/{case.pod.name}/{case.container.name}"
    return Observation(source="log", ref=ref, quote=line)
