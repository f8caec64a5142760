"""Autoscalers that cannot help: at their maximum, without metrics, without a target."""

from collections.abc import Iterator
from typing import Any

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.cite import first
from bot.facts.command import kubectl
from bot.facts.raw import items, labels, name_of, namespace_of, number, text
from bot.facts.view import View


def detect(view: View) -> Iterator[Finding]:
    """One finding for each autoscaler in trouble, about the workload that it scales."""
    for raw in view.objects("horizontalpodautoscalers"):
        target = labels(raw, "spec", "scaleTargetRef")
        subject = Subject(
            kind=target.get("kind", ""), namespace=namespace_of(raw), name=target.get("name", "")
        )
        told = _judged(view, raw, subject)
        if told:
            yield _finding(raw, subject, *told)


def _judged(view: View, raw: dict[str, Any], subject: Subject) -> tuple[str, str, str, float] | None:
    """Cause, what is wrong, the quote, strength."""
    able, active = _condition(raw, "AbleToScale"), _condition(raw, "ScalingActive")
    limited = _condition(raw, "ScalingLimited")
    plural = {"Deployment": "deployments", "StatefulSet": "statefulsets"}.get(subject.kind, "")
    if plural and view.has(plural, subject.namespace, subject.name) is False:
        return "autoscaler-target-missing", "its target does not exist", f"scaleTargetRef {subject}", 0.7
    if text(active, "status") == "False" and text(active, "reason") != "ScalingDisabled":
        return (
            "autoscaler-without-metrics",
            "it gets no metrics and keeps the replicas as they are",
            _said(active),
            0.7,
        )
    if text(able, "status") == "False" and text(able, "reason") == "FailedGetScale":
        return "autoscaler-target-missing", "it cannot read its target's scale", _said(able), 0.7
    now, most = number(raw, "status", "currentReplicas"), number(raw, "spec", "maxReplicas")
    if text(limited, "status") == "True" and text(limited, "reason") == "TooManyReplicas" and now >= most:
        return (
            "autoscaler-at-maximum",
            f"it wants more than its maximum of {most} replicas",
            _said(limited),
            0.72,
        )
    return None


def _condition(raw: dict[str, Any], kind: str) -> dict[str, Any]:
    return next((one for one in items(raw, "status", "conditions") if one.get("type") == kind), {})


def _said(condition: dict[str, Any]) -> str:
    kind, status = text(condition, "type"), text(condition, "status")
    return f"{kind}={status}: {text(condition, 'reason')} {text(condition, 'message')}"


def _finding(
    raw: dict[str, Any], subject: Subject, cause: str, why: str, quote: str, strength: float
) -> Finding:
    name, namespace = name_of(raw), namespace_of(raw)
    ref = f"{namespace}/horizontalpodautoscaler/{name}"
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=subject,
        statement=f"{subject}: autoscaler {name} cannot follow the load: {why}.",
        mechanism="Replicas stay where they are while the load grows.",
        cites=first([Observation(source="autoscaler", ref=ref, quote=quote[:400])]),
        refuted_by=DETECTOR.refuted_by,
        next_check=kubectl(namespace, "describe", "hpa", name),
        strength=strength,
    )


DETECTOR = Detector(
    code="autoscaler",
    family="performance",
    refuted_by="The autoscaler changed the replicas lately, or the load needs no more of them.",
    causes=("autoscaler-at-maximum", "autoscaler-without-metrics", "autoscaler-target-missing"),
    needs=("pods", "horizontalpodautoscalers"),
    detect=detect,
)
