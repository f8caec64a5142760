"""Containers that the kubelet kills because their liveness (or startup) probe fails."""

from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding
from bot.facts.cite import counted, first, of_pods
from bot.facts.command import describe
from bot.facts.container import KILLED
from bot.facts.patience import ended_by
from bot.facts.probing import Case, Fault, cases, too_tight, wrong_path, wrong_port, wrong_protocol
from bot.facts.view import View

_RECENT, _BY_CLOCK = 900, 0.9
_BY_SIGNAL = {KILLED, 143, 0}


def detect(view: View) -> Iterator[Finding]:
    """One finding for each workload and container that is being killed by its own probe."""
    for kind in ("liveness", "startup"):
        for (subject, _), found in cases(view, view.live_pods, kind).items():
            killed = [case for case in found if _killed(view, case)]
            if killed:
                yield _finding(view, killed, of_pods(len(killed), len(view.pods_by_owner[subject])))


def _killed(view: View, case: Case) -> bool:
    """Whether the probe, and not the container itself, ended the last run, lately."""
    by_clock = ended_by(view, case.pod, case.container)
    if by_clock:
        return by_clock.kind == case.probe.kind
    last = case.container.exit
    if not case.events or not case.container.restarts or last is None or last.reason == "OOMKilled":
        return False
    if not view.recent(case.events[-1].at, _RECENT):
        return False
    told = any(
        f"failed {case.probe.kind} probe" in event.message for event in view.pod_events(case.pod, "Killing")
    )
    # A run shorter than the probe's patience ended by itself, whatever the probe said of it meanwhile.
    long_enough = last.seconds is None or last.seconds + 10 >= case.probe.patience
    return told or (last.code in _BY_SIGNAL and long_enough)


def _finding(view: View, killed: list[Case], share: str) -> Finding:
    case = killed[0]
    kind, name, last = case.probe.kind, case.container.name, case.container.exit
    cause, fault = _judged(view, case)
    seen = case.pod.cited(
        f"container {name}: {counted(case.container.restarts, 'restart')}, last exit code {last.code if last else '?'}"
        f"{'' if case.events or not last else f' after {last.seconds:.0f} s'}",
        last.at if last else None,
    )
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=case.subject,
        statement=(
            f"{case.subject}: the {kind} probe of container {name} ({case.probe.shown()}) fails and ends its runs "
            f"({share}, {counted(case.container.restarts, 'restart')}); {fault.why}."
        ),
        mechanism=f"The kubelet kills a container whose {kind} probe fails {case.probe.threshold} times.",
        cites=first([case.events[-1].cited() if case.events else None, *fault.cites, seen]),
        refuted_by=f"The container ends without the {kind} probe too, or answers its request in time.",
        next_check=describe(case.pod.subject),
        strength=fault.strength * (1.0 if case.events else _BY_CLOCK),
    )


def _judged(view: View, case: Case) -> tuple[str, Fault]:
    for cause, judge in (
        ("liveness-probe-port", wrong_port),
        ("liveness-probe-protocol", wrong_protocol),
        ("liveness-probe-path", wrong_path),
        ("liveness-probe-timing", too_tight),
    ):
        fault = judge(view, case)
        if fault:
            return cause, fault
    how = case.failure.value if case.failure else "no event tells how it fails"
    return "liveness-probe-failing", Fault(f"the probe itself looks right: {how}", 0.55)


DETECTOR = Detector(
    code="liveness-probe",
    family="runtime",
    refuted_by="The container ends without the probe too, or answers its request in time.",
    causes=(
        "liveness-probe-port",
        "liveness-probe-protocol",
        "liveness-probe-path",
        "liveness-probe-timing",
        "liveness-probe-failing",
    ),
    needs=("pods", "events"),
    detect=detect,
)
