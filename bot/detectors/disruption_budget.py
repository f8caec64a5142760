"""Budgets that forbid every eviction while somebody tries to drain a node."""

from collections.abc import Iterator
from typing import Any

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.cite import first
from bot.facts.command import kubectl
from bot.facts.pod import Pod
from bot.facts.raw import items, labels, mapping, name_of, namespace_of, number
from bot.facts.selector import equal_labels, meets
from bot.facts.view import View


def detect(view: View) -> Iterator[Finding]:
    """One finding for each budget that stands in the way of a drain; without a drain it is as somebody wants."""
    cordoned = {node.name for node in view.nodes if node.cordoned}
    pods = [pod for pod in view.live_pods if pod.node in cordoned]
    for raw in view.objects("poddisruptionbudgets"):
        held = _selected(pods, raw)
        if (
            held
            and "disruptionsAllowed" in mapping(raw, "status")
            and not number(raw, "status", "disruptionsAllowed")
        ):
            yield _finding(view, raw, held)


def _selected(pods: list[Pod], raw: dict[str, Any]) -> list[Pod]:
    selector = mapping(raw, "spec", "selector")
    return [
        pod
        for pod in pods
        if pod.namespace == namespace_of(raw)
        and equal_labels(labels(selector, "matchLabels"), pod.labels)
        and all(meets(one, pod.labels) for one in items(selector, "matchExpressions"))
    ]


def _finding(view: View, raw: dict[str, Any], held: list[Pod]) -> Finding:
    name, namespace = name_of(raw), namespace_of(raw)
    subject = Subject(kind="PodDisruptionBudget", namespace=namespace, name=name)
    now, least = number(raw, "status", "currentHealthy"), number(raw, "status", "desiredHealthy")
    refused = [one for pod in held for one in view.pod_events(pod) if "disruption budget" in one.message]
    quote = f"disruptionsAllowed 0, {now} healthy of at least {least}"
    ref = f"{namespace}/poddisruptionbudget/{name}"
    return Finding(
        detector=DETECTOR.code,
        cause="disruption-budget-blocks",
        subject=subject,
        statement=f"{subject}: it allows no eviction ({quote}) while node {held[0].node} is cordoned.",
        mechanism="A drain waits until the budget allows an eviction; it never will if too few pods are healthy.",
        cites=first(
            [Observation(source="budget", ref=ref, quote=quote), *(one.cited() for one in refused[-1:])]
        ),
        refuted_by=DETECTOR.refuted_by,
        next_check=kubectl(namespace, "describe", "pdb", name),
        strength=0.85 if refused else 0.6,
        leftover=not refused,
    )


DETECTOR = Detector(
    code="disruption-budget",
    family="runtime",
    refuted_by="The drain goes on, or nobody means to drain the node.",
    causes=("disruption-budget-blocks",),
    needs=("pods", "nodes", "poddisruptionbudgets"),
    detect=detect,
)
