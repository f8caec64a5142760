"""StatefulSets whose rollout stands: one pod that is not ready holds up all the others."""

from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding
from bot.facts.cite import first
from bot.facts.command import describe, kubectl
from bot.facts.pod import Pod
from bot.facts.raw import text
from bot.facts.view import View
from bot.facts.workload import Workload

_PATIENCE = 300
_HASH = "controller-revision-hash"


def detect(view: View) -> Iterator[Finding]:
    """One finding for each StatefulSet that stands, or whose governing Service is missing."""
    for workload in sorted(view.workloads.values(), key=lambda one: str(one.subject)):
        if workload.kind != "StatefulSet" or not workload.wanted:
            continue
        service = text(workload.raw, "spec", "serviceName")
        if service and view.has("services", workload.namespace, service) is False:
            yield _no_service(workload, service)
        stuck = _holds_up(view, workload)
        if stuck:
            yield _finding(workload, *stuck)


def _holds_up(view: View, workload: Workload) -> tuple[Pod, str] | None:
    """The unready pod that ordered work waits for, and what waits."""
    pods = view.made_by(workload)
    ill = [pod for pod in pods if not pod.ready and pod.created and not view.recent(pod.created, _PATIENCE)]
    if not ill or text(workload.raw, "spec", "podManagementPolicy") == "Parallel":
        return None
    update = text(workload.raw, "status", "updateRevision")
    old = [pod for pod in pods if update and pod.labels.get(_HASH) not in {update, None}]
    if len(pods) < workload.wanted:
        return min(
            ill, key=lambda pod: pod.name
        ), f"{workload.wanted - len(pods)} more are not made before it is ready"
    if any(pod.labels.get(_HASH) != update for pod in ill) and old and len(old) < len(pods):
        return min(
            ill, key=lambda pod: pod.name
        ), f"{len(old)} pods of the old revision are not replaced before it is ready"
    return None


def _finding(workload: Workload, pod: Pod, waits: str) -> Finding:
    subject = workload.subject
    return Finding(
        detector=DETECTOR.code,
        cause="statefulset-stuck",
        subject=subject,
        statement=f"{subject}: its rollout stands at pod {pod.name}, which is not ready: {waits}.",
        mechanism="A StatefulSet works in order: it waits for each pod, and does not replace a broken one by itself.",
        cites=first([pod.cited(f"not ready, phase {pod.phase}", pod.created)]),
        refuted_by=DETECTOR.refuted_by,
        next_check=describe(pod.subject),
        strength=0.7,
    )


def _no_service(workload: Workload, service: str) -> Finding:
    subject = workload.subject
    return Finding(
        detector=DETECTOR.code,
        cause="governing-service-missing",
        subject=subject,
        statement=f"{subject}: its governing Service {service} does not exist, so its pods have no names of their own.",
        mechanism="Pods of a StatefulSet get their DNS names from the headless Service that it names.",
        cites=first([workload.cited(f"serviceName: {service}")]),
        refuted_by="Nothing calls the pods by their own names.",
        next_check=kubectl(workload.namespace, "get", "services"),
        strength=0.6 if workload.ready >= workload.wanted else 0.8,
        leftover=workload.ready >= workload.wanted,
    )


DETECTOR = Detector(
    code="statefulset-rollout",
    family="runtime",
    refuted_by="The controller goes on with the next pod while this one is not ready.",
    causes=("statefulset-stuck", "governing-service-missing"),
    needs=("pods", "statefulsets", "services"),
    detect=detect,
    general=True,
)
