"""Ingresses that lead nowhere: no backend Service, no such port, no class; and those that lead to the wrong place."""

import re
from collections.abc import Iterator
from typing import Any

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.cite import first
from bot.facts.command import kubectl
from bot.facts.raw import items, labels, mapping, name_of, namespace_of, number, text
from bot.facts.service import services_of
from bot.facts.view import View

_CLASS = "kubernetes.io/ingress.class"
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_WORDS = {
    "ingress-backend-missing": "a rule leads to a Service or port that does not exist",
    "ingress-misrouted": "a rule leads to another Service than the one its path names",
    "ingress-class-missing": "it names no class, and no controller has taken it up",
}


def detect(view: View) -> Iterator[Finding]:
    """One finding for each Ingress."""
    for raw in view.objects("ingresses"):
        told = _backend(view, raw) or _classless(raw)
        if told:
            yield _finding(raw, *told)


def _backends(raw: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """(path, backend Service) of every rule."""
    default = mapping(raw, "spec", "defaultBackend", "service")
    if default:
        yield "(default)", default
    for rule in items(raw, "spec", "rules"):
        for path in items(rule, "http", "paths"):
            yield text(path, "path") or "/", mapping(path, "backend", "service")


def _backend(view: View, raw: dict[str, Any]) -> tuple[str, str, float] | None:
    namespace = namespace_of(raw)
    services = view.once(services_of)
    if not view.was_read("services", namespace):
        return None
    for path, backend in _backends(raw):
        name, port = text(backend, "name"), mapping(backend, "port")
        service = services.get((namespace, name))
        if name and service is None:
            return "ingress-backend-missing", f"{path} -> Service {name}, which does not exist", 0.88
        wanted = number(port, "number")
        known = {one.number for one in service.ports} if service else set()
        names = {one.name for one in service.ports} if service else set()
        if service and (
            (wanted and wanted not in known) or (text(port, "name") and text(port, "name") not in names)
        ):
            return (
                "ingress-backend-missing",
                f"{path} -> {name}, which has no port {wanted or text(port, 'name')}",
                0.88,
            )
        words = _WORD.findall(path.lower())
        meant = [one for one in words if (namespace, one) in services and name not in words]
        if service and len(meant) == 1 and meant[0] not in name:
            return "ingress-misrouted", f"{path} -> {name}, while a Service {meant[0]} exists", 0.68
    return None


def _classless(raw: dict[str, Any]) -> tuple[str, str, float] | None:
    named = text(raw, "spec", "ingressClassName") or labels(raw, "metadata", "annotations").get(_CLASS)
    served = items(raw, "status", "loadBalancer", "ingress")
    return (
        None
        if named or served
        else ("ingress-class-missing", "no ingressClassName, no address in its status", 0.66)
    )


def _finding(raw: dict[str, Any], cause: str, quote: str, strength: float) -> Finding:
    subject = Subject(kind="Ingress", namespace=namespace_of(raw), name=name_of(raw))
    ref = f"{subject.namespace}/ingress/{subject.name}"
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=subject,
        statement=f"{subject}: {_WORDS[cause]} ({quote}).",
        mechanism="A request from outside is answered with an error by the controller, or by the wrong workload.",
        cites=first([Observation(source="ingress", ref=ref, quote=quote)]),
        refuted_by=DETECTOR.refuted_by,
        next_check=kubectl(subject.namespace, "describe", "ingress", subject.name),
        strength=strength,
    )


DETECTOR = Detector(
    code="ingress",
    family="routing",
    refuted_by="A request to this host and path reaches the workload that is meant.",
    causes=tuple(_WORDS),
    needs=("pods", "services", "ingresses"),
    detect=detect,
)
