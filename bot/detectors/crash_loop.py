"""Containers that end again and again, by exit code, with the log lines that decide."""

from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.facts.cite import counted, first, log_lines, of_pods
from bot.facts.command import logs
from bot.facts.container import Container
from bot.facts.pod import Pod
from bot.facts.view import View

_RECENT = 900
_OFTEN = 3
_MEANING = {
    0: "it ends as if its work were done",
    1: "the application reports an error of its own",
    2: "the application reports misuse or an error of its own",
    126: "its command cannot be executed",
    127: "its command is not found",
    128: "its start failed",
    134: "it aborts",
    137: "it is killed (SIGKILL)",
    139: "it accesses memory that it may not (SIGSEGV)",
    143: "it is asked to end (SIGTERM)",
}


def detect(view: View) -> Iterator[Finding]:
    """One finding for each workload and container in a crash loop."""
    for subject, pods in view.pods_by_owner.items():
        looping = [(pod, one) for pod in pods for one in pod.containers if _loops(view, one)]
        for name in sorted({one.name for _, one in looping}):
            of_name = [(pod, one) for pod, one in looping if one.name == name]
            pod, container = max(of_name, key=lambda hit: (hit[1].restarts, hit[0].name))
            code = container.exit.code if container.exit else None
            meaning = _MEANING.get(code, "") if code is not None else ""
            lines = log_lines(view, pod, container)
            yield Finding(
                detector=DETECTOR.code,
                cause="crash-loop",
                subject=subject,
                statement=(
                    f"{subject}: {'init ' if container.init else ''}container {name} ends again and again "
                    f"({of_pods(len(of_name), len(pods))}, {counted(container.restarts, 'restart')})"
                    f"{'' if code is None else f' with exit code {code}'}{f': {meaning}' if meaning else ''}."
                ),
                mechanism="The kubelet starts a container anew after every exit, each time after a longer pause.",
                cites=first(
                    [
                        _state(pod, container),
                        *lines,
                        *(e.cited() for e in view.pod_events(pod, "BackOff")[-1:]),
                    ]
                ),
                refuted_by=DETECTOR.refuted_by,
                next_check=logs(pod.namespace, pod.name, name, previous=True),
                strength=0.8 if lines else 0.7,
            )


def _loops(view: View, container: Container) -> bool:
    """In back-off now, or restarted often and lately with an error."""
    if container.waiting in {"CrashLoopBackOff", "RunContainerError"}:
        return True
    last = container.exit
    failing = last is not None and last.code != 0 and view.recent(last.at, _RECENT)
    return failing and container.restarts >= _OFTEN and not container.ready


def _state(pod: Pod, container: Container) -> Observation:
    last = container.exit
    told = f"last exit code {last.code} ({last.reason}) {last.message}" if last else "no exit known"
    return pod.cited(
        f"container {container.name}: {container.waiting or 'restarting'}; {told}".strip(),
        last.at if last else None,
    )


DETECTOR = Detector(
    code="crash-loop",
    family="runtime",
    refuted_by="The restarts stop without any change, or the exits come from outside the container.",
    causes=("crash-loop",),
    needs=("pods",),
    detect=detect,
    general=True,
)
