"""Autoscalers that cannot help: at their maximum, without metrics, without a target."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.cite import first
from bot.facts.command import kubectl
from bot.facts.raw import name_of, namespace_of, number, text
from bot.facts.scaling import Maxed, condition_of, maxed_of, target_of, told_by
from bot.facts.view import View


@dataclass(frozen=True, slots=True)
class _Fault:
    """What is wrong with an autoscaler: the cause, in words, the quote, how decisive, and what else shows it."""

    cause: str
    why: str
    quote: str
    strength: float = 0.7
    cites: tuple[Observation, ...] = ()
    leftover: bool = False


def detect(view: View) -> Iterator[Finding]:
    """One finding for each autoscaler in trouble, about the workload that it scales."""
    for raw in view.objects("horizontalpodautoscalers"):
        subject = target_of(raw)
        fault = _judged(view, raw, subject)
        if fault:
            yield _finding(raw, subject, fault)


def _judged(view: View, raw: dict[str, Any], subject: Subject) -> _Fault | None:
    able, active = condition_of(raw, "AbleToScale"), condition_of(raw, "ScalingActive")
    plural = {"Deployment": "deployments", "StatefulSet": "statefulsets"}.get(subject.kind, "")
    if plural and view.has(plural, subject.namespace, subject.name) is False:
        return _Fault("autoscaler-target-missing", "its target does not exist", f"scaleTargetRef {subject}")
    if text(active, "status") == "False" and text(active, "reason") != "ScalingDisabled":
        why = "it gets no metrics and keeps the replicas as they are"
        return _Fault("autoscaler-without-metrics", why, told_by(active))
    if text(able, "status") == "False" and text(able, "reason") == "FailedGetScale":
        return _Fault("autoscaler-target-missing", "it cannot read its target's scale", told_by(able))
    maxed = view.once(maxed_of).get(subject)
    return _held_back(maxed) if maxed and maxed.raw is raw else None


def _held_back(maxed: Maxed) -> _Fault:
    """Its wish is a fact; that the wish matters is shown by throttling, slowness or failures of what it scales."""
    most = number(maxed.raw, "spec", "maxReplicas")
    why = f"it wants more than its maximum of {most} replicas"
    if maxed.cites:
        why = f"{why}, and those that run do not suffice"
    strength = 0.9 if maxed.cites else 0.72
    return _Fault("autoscaler-at-maximum", why, maxed.said, strength, maxed.cites, leftover=maxed.idle)


def _finding(raw: dict[str, Any], subject: Subject, fault: _Fault) -> Finding:
    name, namespace = name_of(raw), namespace_of(raw)
    ref = f"{namespace}/horizontalpodautoscaler/{name}"
    return Finding(
        detector=DETECTOR.code,
        cause=fault.cause,
        subject=subject,
        statement=f"{subject}: autoscaler {name} cannot follow the load: {fault.why}.",
        mechanism="Replicas stay where they are while the load grows.",
        cites=first([Observation(source="autoscaler", ref=ref, quote=fault.quote[:400]), *fault.cites]),
        refuted_by=DETECTOR.refuted_by,
        next_check=kubectl(namespace, "describe", "hpa", name),
        strength=fault.strength,
        leftover=fault.leftover,
    )


DETECTOR = Detector(
    code="autoscaler",
    family="performance",
    refuted_by="The autoscaler changed the replicas lately, or the load needs no more of them.",
    causes=("autoscaler-at-maximum", "autoscaler-without-metrics", "autoscaler-target-missing"),
    needs=("pods", "horizontalpodautoscalers"),
    confirms=("autoscaler_at_maximum",),
    detect=detect,
)
