"""Workloads without replicas that something needs: scaling to zero is normal where nothing does."""

import re
from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.calls import Call, callers_of
from bot.facts.cite import first
from bot.facts.command import describe
from bot.facts.event import Event
from bot.facts.raw import items, labels, text
from bot.facts.selector import equal_labels
from bot.facts.service import Service, services_of
from bot.facts.troubles import troubles_of
from bot.facts.view import View
from bot.facts.when import instant
from bot.facts.workload import Workload

_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+|[a-z0-9]{4,}")
_OUTSIDE = {"NodePort", "LoadBalancer"}
_GONE = re.compile(
    r"unavailab|unreachab|availab|disrupt|outage|down(?!load)|5xx|error|fail|absent", re.IGNORECASE
)
_RECENT = 6 * 3600


def detect(view: View) -> Iterator[Finding]:
    """One finding for each Deployment or StatefulSet of zero replicas whose Service is in use."""
    for workload in sorted(view.workloads.values(), key=lambda one: str(one.subject)):
        if (
            workload.kind not in {"Deployment", "StatefulSet"}
            or workload.wanted
            or view.pods_by_owner.get(workload.subject)
        ):
            continue
        service = next((one for one in view.once(services_of).values() if _serves(one, workload)), None)
        if service is None or service.pods:
            continue
        calls = tuple(
            one for one in view.once(callers_of).get(service.subject, ()) if one.caller != workload.subject
        )
        entry = service.type in _OUTSIDE or _behind_ingress(view, service)
        named = view.snapshot.scope.service in {service.name, workload.name}
        if calls or entry or named or _dialled(view, service):
            yield _finding(view, workload, service, calls, entry=entry)
        elif workload.namespace == view.namespace and _complained(view) and _lately(view, workload):
            yield _finding(view, workload, service, (), entry=False, doubt=True)


def _complained(view: View) -> bool:
    """Whether whoever called for help told that something cannot be reached."""
    alerts = [" ".join(labels(one, "labels").values()) for one in view.snapshot.alerts]
    return bool(_GONE.search(" ".join([view.snapshot.query, *alerts])))


def _lately(view: View, workload: Workload) -> bool:
    """Whether it was made, or scaled down, within the last hours: what was so for days did no harm for days."""
    made = instant(text(workload.raw, "metadata", "creationTimestamp"))
    down = _scaled_down(view, workload.subject)
    return view.recent(made, _RECENT) or (down is not None and view.recent(down.at, _RECENT))


def _serves(service: Service, workload: Workload) -> bool:
    here = service.namespace == workload.namespace and bool(service.selector)
    return here and equal_labels(service.selector, workload.pod_labels)


def _behind_ingress(view: View, service: Service) -> bool:
    rules = [
        rule for one in view.objects("ingresses", service.namespace) for rule in items(one, "spec", "rules")
    ]
    paths = [path for rule in rules for path in items(rule, "http", "paths")]
    return any(text(path, "backend", "service", "name") == service.name for path in paths)


def _finding(
    view: View,
    workload: Workload,
    service: Service,
    calls: tuple[Call, ...],
    *,
    entry: bool,
    doubt: bool = False,
) -> Finding:
    subject = workload.subject
    down, dial = _scaled_down(view, subject), _dialled(view, service)
    scaler = _scaler(view, subject)
    callers = ", ".join(sorted({one.caller.name for one in calls})[:4])
    who = f"{callers} call{'s' if len(calls) == 1 else ''} it" if calls else "calls to it fail"
    who = "traffic from outside comes to it" if entry and not calls else who
    who = "something is reported as not reachable, and it may be called" if doubt else who
    return Finding(
        detector=DETECTOR.code,
        cause="scaled-to-zero",
        subject=subject,
        statement=f"{subject}: it is scaled to 0 replicas while {who} through Service {service.name}{scaler}.",
        mechanism="A Service whose workload has no pods has no endpoints: every call to it fails.",
        cites=first(
            [
                workload.cited("spec.replicas: 0"),
                down.cited() if down else None,
                calls[0].pod.cited(f"{calls[0].address.variable}={calls[0].address.value}")
                if calls
                else None,
                dial or (service.cited(f"type {service.type}") if entry else None),
            ]
        ),
        refuted_by=DETECTOR.refuted_by,
        next_check=describe(subject),
        strength=0.62 if doubt else 0.93 if down or dial else 0.82 if calls else 0.7,
    )


def _scaled_down(view: View, subject: Subject) -> Event | None:
    told = [
        one
        for one in view.events_of(subject)
        if one.reason == "ScalingReplicaSet" and one.message.startswith("Scaled down")
    ]
    return next((one for one in reversed(told) if " to 0" in one.message), None)


def _dialled(view: View, service: Service) -> Observation | None:
    return view.once(_named).get(service.name)


def _named(view: View) -> dict[str, Observation]:
    """The words of lines that still tell of trouble, each with such a line: names of Services are among them."""
    found: dict[str, Observation] = {}
    for one in view.once(troubles_of):
        if one.lately:
            found |= dict.fromkeys(_WORD.findall(one.line.lower()), one.cited())
    return found


def _scaler(view: View, subject: Subject) -> str:
    for one in view.objects("horizontalpodautoscalers", subject.namespace):
        target = labels(one, "spec", "scaleTargetRef")
        if (target.get("kind"), target.get("name")) == (subject.kind, subject.name):
            return "; its autoscaler does not act while it has none"
    return ""


DETECTOR = Detector(
    code="scaled-to-zero",
    family="runtime",
    refuted_by="It was scaled to zero on purpose and nothing that calls it is in use.",
    causes=("scaled-to-zero",),
    needs=("pods", "services", "deployments", "statefulsets"),
    detect=detect,
)
