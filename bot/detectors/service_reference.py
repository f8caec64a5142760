"""Configuration that names a Service or a port that does not exist."""

from collections.abc import Iterator
from difflib import SequenceMatcher

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.aimed import aimed_at
from bot.facts.calls import Call, callers_of, calls_of
from bot.facts.cite import first
from bot.facts.command import describe, kubectl
from bot.facts.dials import Dial, Way, dials_of
from bot.facts.image import is_database
from bot.facts.missed import missed_stores
from bot.facts.missing import missing_services
from bot.facts.revision import Change
from bot.facts.service import Service, services_of
from bot.facts.view import View

_MECHANISM = "A call to a name or port that no Service has fails at once or times out."
_NEAR = 0.8
_SEVERAL, _MANY, _OFTEN = 2, 20, 3


def detect(view: View) -> Iterator[Finding]:
    """One finding for each workload and wrong address, and for each Service that several others miss."""
    workloads = {(one.namespace, one.name) for one in view.workloads}
    absent = {(one.namespace, one.name): one for one in view.once(missing_services)}
    absent = {key: one for key, one in absent.items() if key in workloads}
    for missing in absent.values():
        yield _service_gone(missing.namespace, missing.name, missing.cited, len(missing.wanted_by))
    blamed = {(caller, one.name) for one in absent.values() for caller in one.wanted_by}
    for call in view.once(calls_of):
        judged = None
        if call.service is None and (call.namespace, call.name) not in absent:
            judged = _no_service(view, call)
        elif call.service is not None:
            judged = _wrong_port(view, call)
        if judged:
            blamed.add((call.caller, call.name))
            yield _finding(view, call, *judged)
    yield from _from_logs(view, blamed)


def _from_logs(view: View, blamed: set[tuple[Subject, str]]) -> Iterator[Finding]:
    """Calls to a name or port that no Service has, told by logs alone: the setting may stand in a Secret."""
    for dial in view.once(dials_of):
        caller, name = view.owner_of(dial.pod), dial.host.partition(".")[0]
        service = aimed_at(view, dial)
        if not dial.lately or (caller, name) in blamed:
            continue
        told: Finding | None = None
        if not dial.host:
            told = _store_missed(view, dial, caller)
        elif service is None and _unknown(view, dial):
            told = _unknown_name(view, dial, name)
        elif service and dial.port and dial.way is not Way.NAME and not service.headless:
            told = _unknown_port(view, dial, service)
        if told:
            blamed.add((caller, name))
            yield told


def _unknown_name(view: View, dial: Dial, name: str) -> Finding:
    namespace = dial.pod.namespace
    if any((one.namespace, one.name) == (namespace, name) for one in view.workloads):
        others = {view.owner_of(one.pod) for one in view.once(dials_of) if one.host == dial.host}
        return _service_gone(namespace, name, dial.cited(), len(others))
    return _logged(view, dial, f"no Service {name} exists in namespace {namespace}", None, 0.86)


def _unknown_port(view: View, dial: Dial, service: Service) -> Finding | None:
    numbers = [one.number for one in service.ports]
    if not numbers or dial.port in numbers:
        return None
    shown = ", ".join(map(str, numbers))
    return _logged(view, dial, f"{service.subject} has port {shown}", service, 0.92)


def _store_missed(view: View, dial: Dial, caller: Subject) -> Finding | None:
    """A driver that tells neither host nor port, while every store of its sort is ready all the time."""
    missed = missed_stores(view, dial, caller) if dial.times >= _SEVERAL else None
    if missed is None:
        return None
    images = [
        one.image for store in missed.stores for pod in view.pods_by_owner[store] for one in pod.containers
    ]
    names = ", ".join(one.name for one in missed.stores[:3])
    return Finding(
        detector=DETECTOR.code,
        cause="db-port-wrong" if any(map(is_database, images)) else "service-address-mismatch",
        subject=caller,
        statement=(
            f"{caller}: its log tells that {dial.way.value} at its store, while {names} is ready: "
            "the address or the port is wrong."
        ),
        mechanism=_MECHANISM,
        cites=first([missed.cited, dial.cited()]),
        refuted_by=f"Another caller is refused by {names} too.",
        next_check=describe(caller),
        strength=0.8 if dial.way is Way.REFUSED else 0.5,
    )


def _unknown(view: View, dial: Dial) -> bool:
    """Whether a short name, asked for again and again, does not resolve and is no Service's."""
    short = bool(dial.host) and "." not in dial.host
    often = dial.way is Way.NAME and dial.times >= _OFTEN
    return short and often and view.was_read("services", dial.pod.namespace)


def _logged(view: View, dial: Dial, why: str, service: Service | None, strength: float) -> Finding:
    caller, port = view.owner_of(dial.pod), f":{dial.port}" if dial.port else ""
    return Finding(
        detector=DETECTOR.code,
        cause=_cause(service),
        subject=caller,
        statement=f"{caller}: its log tells of calls to {dial.host}{port}, but {why}.",
        mechanism=_MECHANISM,
        cites=first(
            [
                dial.cited(),
                service.cited(f"ports {[one.number for one in service.ports]}") if service else None,
            ]
        ),
        refuted_by=f"The workload reaches what it needs at {dial.host}{port}.",
        next_check=kubectl(dial.pod.namespace, "get", "services"),
        strength=strength,
    )


def _ports(service: Service) -> Observation:
    return service.cited(f"ports {', '.join(str(one.number) for one in service.ports)}")


def _cause(service: Service | None) -> str:
    """A wrong port of a database is a cause of its own: its driver's words differ, and so does who mends it."""
    behind = [one.image for pod in service.pods for one in pod.containers] if service else []
    return "db-port-wrong" if any(map(is_database, behind)) else "service-address-mismatch"


def _no_service(view: View, call: Call) -> tuple[str, float] | None:
    """A name without a Service may be an optional feature: something else must speak for a mistake."""
    near = view.once(_nearest).get((call.namespace, call.name, call.address.port), "")
    like = f", {near} does" if near else ""
    why = f"no Service {call.name} exists in namespace {call.namespace}{like}"
    if _changed(view, call):
        return why, 0.93
    if _dialled(view, call):
        return why, 0.92
    return (why, 0.84) if near else None


def _nearest(view: View) -> dict[tuple[str, str, int], str]:
    """For each name without a Service an existing one of nearly that name, which has the port, if one is told."""
    calls = [one for one in view.once(calls_of) if one.service is None]
    missing = sorted({(one.namespace, one.name, one.address.port) for one in calls})[:_MANY]
    found = {}
    for namespace, name, port in missing:
        alike = [
            (_likeness(name, other), other, service)
            for (space, other), service in view.once(services_of).items()
            if space == namespace
        ]
        near = [
            (ratio, other)
            for ratio, other, service in alike
            if ratio >= _NEAR and (not port or any(one.number == port for one in service.ports))
        ]
        if near:
            found[namespace, name, port] = max(near)[1]
    return found


def _likeness(name: str, other: str) -> float:
    """How alike two names are, in [0, 1]; one with a word added at its end counts as alike."""
    if name.startswith(f"{other}-") or other.startswith(f"{name}-"):
        return _NEAR
    matcher = SequenceMatcher(None, name, other)
    return matcher.ratio() if matcher.real_quick_ratio() >= _NEAR else 0.0


def _wrong_port(view: View, call: Call) -> tuple[str, float] | None:
    service, port = call.service, call.address.port
    if service is None or not port or service.headless or service.type == "ExternalName" or not service.ports:
        return None
    numbers = [one.number for one in service.ports]
    if port in numbers:
        return None
    others = [
        one
        for one in view.once(callers_of)[service.subject]
        if one.caller != call.caller and one.address.port
    ]
    agree = {one.address.port for one in others}
    if len({one.caller for one in others}) >= _SEVERAL - 1 and agree == {port}:
        return None  # all callers agree: then the Service is the odd one
    why = f"{service.subject} has port {', '.join(map(str, numbers))}, not {port}"
    sure = _changed(view, call) or _dialled(view, call) or agree & set(numbers)
    return why, 0.93 if sure else 0.88


def _changed(view: View, call: Call) -> tuple[Change, ...]:
    rollout = view.rollout(call.caller)
    changes = rollout.touching(call.container.name, f"env[{call.address.variable}]") if rollout else ()
    return tuple(one for one in changes if one.before)


def _dialled(view: View, call: Call) -> Dial | None:
    """A log line of this caller that tells of failed calls to that host."""
    mine = (dial for dial in view.once(dials_of) if view.owner_of(dial.pod) == call.caller)
    return next((one for one in mine if one.host.partition(".")[0] == call.name), None)


def _finding(view: View, call: Call, why: str, strength: float) -> Finding:
    changes, dial = _changed(view, call), _dialled(view, call)
    rollout = view.rollout(call.caller)
    told = f"; {rollout.told(changes)}" if rollout and changes else ""
    shown = f"{call.address.host}{f':{call.address.port}' if call.address.port else ''}"
    return Finding(
        detector=DETECTOR.code,
        cause=_cause(call.service),
        subject=call.caller,
        statement=f"{call.caller}: {call.address.variable} points to {shown}, but {why}{told}.",
        mechanism=_MECHANISM,
        cites=first(
            [
                call.pod.cited(f"{call.address.variable}={call.address.value}"),
                _ports(call.service) if call.service else None,
                rollout.cited(changes) if rollout and changes else None,
                dial.cited() if dial else None,
            ]
        ),
        refuted_by=f"The workload reaches what it needs at {shown}, or does not use this variable.",
        next_check=kubectl(call.namespace, "get", "services"),
        strength=strength,
    )


def _service_gone(namespace: str, name: str, cited: Observation, callers: int) -> Finding:
    subject = Subject(kind="Service", namespace=namespace, name=name)
    return Finding(
        detector=DETECTOR.code,
        cause="service-missing",
        subject=subject,
        statement=f"{subject}: it does not exist, although the workload {name} does and {callers} others call it.",
        mechanism="Without the Service its name does not resolve, and every call to it fails.",
        cites=(cited,),
        refuted_by="The callers reach the workload by another name.",
        next_check=kubectl(namespace, "get", "services"),
        strength=0.85 if callers >= _SEVERAL else 0.75,
    )


DETECTOR = Detector(
    code="service-reference",
    family="routing",
    refuted_by="The workload reaches what it needs at that address.",
    causes=("service-address-mismatch", "db-port-wrong", "service-missing"),
    needs=("pods", "services"),
    detect=detect,
    shapes=("service-missing",),
)
