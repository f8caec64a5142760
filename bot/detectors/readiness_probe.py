"""Containers that run but never become ready, by what their readiness probe asks."""

from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding
from bot.facts.cite import first, of_pods
from bot.facts.command import describe
from bot.facts.probing import Case, Fault, cases, wrong_path, wrong_port, wrong_protocol
from bot.facts.raw import number
from bot.facts.view import View

_PATIENCE = 30


def detect(view: View) -> Iterator[Finding]:
    """One finding for each workload and container whose readiness probe keeps failing."""
    unready = tuple(pod for pod in view.live_pods if pod.phase == "Running" and not pod.ready)
    for (subject, _), found in cases(view, unready, "readiness").items():
        standing = [case for case in found if _stands(view, case)]
        if standing:
            all_pods = view.pods_by_owner[subject]
            yield _finding(view, standing, of_pods(len(standing), len(all_pods)))


def _stands(view: View, case: Case) -> bool:
    """Whether the container is past the time in which not being ready is normal."""
    container, raw = case.container, case.probe.raw
    if not container.running or container.ready:
        return False
    grace = max(_PATIENCE, number(raw, "initialDelaySeconds") + 2 * number(raw, "periodSeconds", default=10))
    return container.since is not None and not view.recent(container.since, grace)


def _finding(view: View, standing: list[Case], share: str) -> Finding:
    case = standing[0]
    cause, fault = _judged(view, case)
    sure = fault.strength if case.events else fault.strength * 0.75
    seen = case.pod.cited(f"container {case.container.name} is running and not ready", case.container.since)
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=case.subject,
        statement=(
            f"{case.subject}: the readiness probe of container {case.container.name} "
            f"({case.probe.shown()}) keeps failing, {share} not ready; {fault.why}."
        ),
        mechanism="A pod whose readiness probe fails gets no traffic, and a rollout waits for it.",
        cites=first([case.events[-1].cited() if case.events else None, *fault.cites, seen]),
        refuted_by=f"The request {case.probe.shown()}, sent inside the pod, is answered as expected.",
        next_check=describe(case.pod.subject),
        strength=sure,
    )


def _judged(view: View, case: Case) -> tuple[str, Fault]:
    port = wrong_port(view, case)
    if port:
        return "readiness-probe-port", port
    protocol = wrong_protocol(view, case)
    if protocol:
        return "readiness-probe-protocol", protocol
    path = wrong_path(view, case)
    if path:
        return "readiness-probe-path", path
    how = case.failure.value if case.failure else "no event tells how it fails"
    return "readiness-probe-failing", Fault(f"the probe itself looks right: {how}", 0.6)


DETECTOR = Detector(
    code="readiness-probe",
    family="runtime",
    refuted_by="The probe's request, sent inside the pod, is answered as expected.",
    causes=(
        "readiness-probe-port",
        "readiness-probe-protocol",
        "readiness-probe-path",
        "readiness-probe-failing",
    ),
    needs=("pods", "events"),
    detect=detect,
)
