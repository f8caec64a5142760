"""Services that send to a port, or speak a protocol, that the pods behind them do not have."""

from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding
from bot.facts.calls import callers_of
from bot.facts.cite import first
from bot.facts.command import describe
from bot.facts.dials import dials_of
from bot.facts.listening import Listening, listening
from bot.facts.raw import text
from bot.facts.service import Port, Service, services_of
from bot.facts.view import View

_OVER_TCP = ("http", "grpc", "tcp", "tls", "mysql", "redis", "mongo", "postgres")
_SEVERAL = 2


def detect(view: View) -> Iterator[Finding]:
    """One finding for each Service with a port that leads nowhere."""
    for service in view.once(services_of).values():
        if (
            not service.pods
            or service.type == "ExternalName"
            or text(service.raw, "spec", "clusterIP") == "None"
        ):
            continue
        open_ = listening(view, service.pods)
        judged = [(port, told) for port in service.ports if (told := _judged(view, service, port, open_))]
        if judged:
            port, (cause, why, strength) = max(judged, key=lambda one: (one[1][2], -one[0].number))
            yield _finding(service, port, open_, cause, why, strength)


def _judged(view: View, service: Service, port: Port, open_: Listening) -> tuple[str, str, float] | None:
    """Cause, reason and strength for a port that cannot work."""
    if port.named:
        numbers = open_.named.get(port.target)
        if numbers is None:
            return "service-port-mismatch", f"no container names a port {port.target}", 0.93
        return _protocol(port, min(numbers), open_)
    if int(port.target) in open_.numbers:
        return _protocol(port, int(port.target), open_) or _asked(view, service, port)
    if not open_.declared:
        return None
    others = [one for one in service.ports if one != port]
    if others and not _refused(view, service):
        return None  # a second port (metrics, say) is often not declared
    strength = 0.92 if _refused(view, service) else 0.86 if open_.told else 0.78
    return "service-port-mismatch", f"the containers have {open_.shown()}", strength


def _protocol(port: Port, number: int, open_: Listening) -> tuple[str, str, float] | None:
    spoken = open_.declared.get(number, frozenset())
    if spoken and port.protocol not in spoken:
        return (
            "service-protocol-mismatch",
            f"it sends {port.protocol}, the container takes {'/'.join(sorted(spoken))}",
            0.93,
        )
    if not spoken and port.protocol == "UDP" and port.name.startswith(_OVER_TCP):
        return "service-protocol-mismatch", f"it sends UDP to a port named {port.name}", 0.85
    return None


def _asked(view: View, service: Service, port: Port) -> tuple[str, str, float] | None:
    """Several callers agree on one port that the Service does not have: then the Service is the odd one."""
    if len(service.ports) > 1:
        return None
    asked = {call.caller: call.address.port for call in view.once(callers_of).get(service.subject, ())}
    wrong = {number for number in asked.values() if number}
    agree = len(asked) >= _SEVERAL and len(wrong) == 1 and port.number not in wrong
    return ("service-port-mismatch", f"all its callers ask port {min(wrong)}", 0.88) if agree else None


def _refused(view: View, service: Service) -> bool:
    """Whether some log tells of failed calls to this Service."""
    return any(dial.host.partition(".")[0] == service.name for dial in view.once(dials_of))


def _finding(
    service: Service, port: Port, open_: Listening, cause: str, why: str, strength: float
) -> Finding:
    shown = f"port {port.number}/{port.protocol} -> {port.target}"
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=service.subject,
        statement=f"{service.subject}: its {shown} leads nowhere: {why}.",
        mechanism="A Service forwards to its target port; where no container takes it, every connection fails.",
        cites=first([service.cited(f"port {port.name} {shown}".replace("port  ", "")), open_.cited]),
        refuted_by=DETECTOR.refuted_by,
        next_check=describe(service.subject),
        strength=strength,
    )


DETECTOR = Detector(
    code="service-ports",
    family="routing",
    refuted_by="A connection to a pod's IP at the target port, with that protocol, is accepted.",
    causes=("service-port-mismatch", "service-protocol-mismatch"),
    needs=("pods", "services"),
    detect=detect,
)
