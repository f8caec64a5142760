"""Init containers that fail: the pod's own containers are never started."""

from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.facts.cite import counted, first, log_lines, of_pods
from bot.facts.command import logs
from bot.facts.container import Container
from bot.facts.pod import Pod
from bot.facts.view import View


def detect(view: View) -> Iterator[Finding]:
    """One finding for each workload and init container that ends with an error again and again."""
    for subject, pods in view.pods_by_owner.items():
        ill = [(pod, one) for pod in pods for one in pod.containers if _fails(one)]
        for name in sorted({one.name for _, one in ill}):
            of_name = [(pod, one) for pod, one in ill if one.name == name]
            pod, one = max(of_name, key=lambda hit: (hit[1].restarts, hit[0].name))
            lines = log_lines(view, pod, one)
            code = one.exit.code if one.exit else 0
            yield Finding(
                detector=DETECTOR.code,
                cause="init-container-failing",
                subject=subject,
                statement=(
                    f"{subject}: init container {name} fails with exit code {code} "
                    f"({of_pods(len(of_name), len(pods))}, "
                    f"{counted(one.restarts, 'restart')}), so the containers after it are not started."
                ),
                mechanism="Init containers run one after another, and each must end well before the next one starts.",
                cites=first([_state(pod, one), *lines]),
                refuted_by=DETECTOR.refuted_by,
                next_check=logs(pod.namespace, pod.name, name),
                strength=0.84 if lines else 0.8,
            )


def _fails(container: Container) -> bool:
    end = container.exit
    back_off = container.waiting == "CrashLoopBackOff" or container.ended is not None
    return container.init and not container.ready and back_off and end is not None and end.code != 0


def _state(pod: Pod, container: Container) -> Observation:
    end = container.exit
    told = f"{end.reason} {end.message}".strip() if end else ""
    return pod.cited(
        f"init container {container.name}: {container.waiting or 'ended'}; {told}", end.at if end else None
    )


DETECTOR = Detector(
    code="init-container",
    family="startup",
    refuted_by="The init container ends with code 0 and the pod still does not start.",
    causes=("init-container-failing",),
    needs=("pods",),
    detect=detect,
)
