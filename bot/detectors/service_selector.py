"""Services whose selector selects nothing although the workload they are meant for is there."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.cite import first
from bot.facts.command import kubectl
from bot.facts.raw import labels, name_of, namespace_of, text
from bot.facts.selector import equal_labels, shown
from bot.facts.view import View
from bot.facts.workload import Workload


def detect(view: View) -> Iterator[Finding]:
    """One finding for each Service that selects no pod and no workload's template, but nearly selects one."""
    for service in view.services:
        wanted, namespace = labels(service, "spec", "selector"), namespace_of(service)
        if (
            not wanted
            or text(service, "spec", "type") == "ExternalName"
            or not view.was_read("pods", namespace)
        ):
            continue
        served = _selects_template(view, namespace, wanted) or view.selected_by(service)
        nearest = (
            None if served else _nearest(name_of(service), wanted, view.once(_owners).get(namespace, []))
        )
        if nearest:
            yield _finding(service, wanted, nearest)


def _owners(view: View) -> dict[str, list[Workload]]:
    """Workloads that a person would name, by namespace; a ReplicaSet of a Deployment is not one."""
    found: dict[str, list[Workload]] = defaultdict(list)
    for one in view.workloads.values():
        if not one.owner:
            found[one.namespace].append(one)
    return dict(found)


def _selects_template(view: View, namespace: str, wanted: dict[str, str]) -> bool:
    """Whether some workload there, running or not, makes pods with these labels."""
    candidates = [view.once(_by_label).get((namespace, *pair), []) for pair in wanted.items()]
    return any(equal_labels(wanted, one) for one in min(candidates, key=len))


def _by_label(view: View) -> dict[tuple[str, str, str], list[dict[str, str]]]:
    """The pod labels of those workloads by each label of theirs."""
    found: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
    for namespace, owners in view.once(_owners).items():
        for has in (one.pod_labels for one in owners):
            for pair in has.items():
                found[(namespace, *pair)].append(has)
    return dict(found)


def _nearest(name: str, wanted: dict[str, str], owners: list[Workload]) -> Workload | None:
    """The workload that the Service is meant for: of its name, else with most of the selector's labels."""
    near = [(one.name == name, len(wanted.items() & one.pod_labels.items()), one) for one in owners]
    near = [found for found in near if found[0] or found[1]]
    return max(near, key=lambda found: (found[0], found[1], found[2].name))[2] if near else None


def _finding(service: dict[str, Any], wanted: dict[str, str], nearest: Workload) -> Finding:
    subject = Subject(kind="Service", namespace=namespace_of(service), name=name_of(service))
    has = {key: nearest.pod_labels.get(key, "(unset)") for key in wanted}
    ref = f"{subject.namespace}/service/{subject.name}"
    return Finding(
        detector=DETECTOR.code,
        cause="service-selector-mismatch",
        subject=subject,
        statement=(
            f"{subject}: its selector {shown(wanted)} selects no pod; "
            f"the pods of {nearest.subject} have {shown(has)}."
        ),
        mechanism="A Service without selected pods has no endpoints: every connection to it fails.",
        cites=first(
            [
                Observation(source="service", ref=ref, quote=f"selector: {shown(wanted)}"),
                nearest.cited(f"pod template labels: {shown(nearest.pod_labels)}"),
            ]
        ),
        refuted_by=DETECTOR.refuted_by,
        next_check=kubectl(subject.namespace, "get", "pods", "-l", shown(wanted), "--show-labels"),
        strength=0.93 if nearest.name == subject.name else 0.8,
    )


DETECTOR = Detector(
    code="service-selector",
    family="routing",
    refuted_by="The Service has ready endpoints, or nothing is meant to stand behind it now.",
    causes=("service-selector-mismatch",),
    needs=("pods", "services", "deployments"),
    detect=detect,
)
