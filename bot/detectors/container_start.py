"""Containers whose process cannot be started: no such command, wrong platform, a refusal of the runtime."""

import re
from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.facts.cite import first, of_pods
from bot.facts.command import describe
from bot.facts.container import Container
from bot.facts.pod import Pod
from bot.facts.troubles import troubles_of
from bot.facts.view import View

_KINDS = (
    ("platform-mismatch", re.compile(r"exec format error", re.IGNORECASE), "its image is made for another platform"),
    (
        "command-not-found",
        re.compile(
            r"executable file not found|stat \S+: no such file|command not found|exec: .*no such file", re.IGNORECASE
        ),
        "its command is not in the image",
    ),
    (
        "container-start-refused",
        re.compile(r"runc create failed|failed to create containerd task|OCI runtime|RunContainerError|"
                   r"will run as root|non-numeric user|failed to (?:create|start) container", re.IGNORECASE),
        "the container runtime refuses to start it",
    ),
)  # fmt: skip
_WAITS = {
    "RunContainerError",
    "CreateContainerError",
    "StartError",
    "ContainerCannotRun",
    "CrashLoopBackOff",
    "CreateContainerConfigError",
}
_BY_MISSING = re.compile(r"(?:configmap|secret) \"|find key|already in use", re.IGNORECASE)


def detect(view: View) -> Iterator[Finding]:
    """One finding for each workload and container that cannot be started."""
    formats = {
        (one.pod.name, one.container): one.line
        for one in view.once(troubles_of)
        if _KINDS[0][1].search(one.line)
    }
    for subject, pods in view.pods_by_owner.items():
        hits = [
            (pod, one, hit) for pod in pods for one in pod.containers if (hit := _judged(pod, one, formats))
        ]
        for name in sorted({one.name for _, one, _ in hits}):
            mine = [(pod, hit) for pod, one, hit in hits if one.name == name]
            pod, (cause, why, said) = mine[0]
            yield Finding(
                detector=DETECTOR.code,
                cause=cause,
                subject=subject,
                statement=f"{subject}: container {name} cannot be started ({of_pods(len(mine), len(pods))}): {why}.",
                mechanism="The runtime is given an image and a command; if they do not fit, no process begins.",
                cites=first([said]),
                refuted_by=DETECTOR.refuted_by,
                next_check=describe(pod.subject),
                strength=0.92,
            )


def _judged(
    pod: Pod, one: Container, formats: dict[tuple[str, str], str]
) -> tuple[str, str, Observation] | None:
    if one.ready or one.running or not (one.waiting in _WAITS or one.ended):
        return None
    end = one.exit
    told = f"{one.waiting} {one.waiting_message} {end.reason if end else ''} {end.message if end else ''}"
    line = formats.get((pod.name, one.name), "")
    if _BY_MISSING.search(told):
        return None
    for cause, words, why in _KINDS:
        if words.search(f"{told} {line}"):
            said = Observation(
                source="log", ref=f"{pod.namespace}/pod/{pod.name}/{one.name}", quote=line[:300]
            )
            return cause, why, said if line else pod.cited(f"container {one.name}: {told.strip()}")
    return None


DETECTOR = Detector(
    code="container-start",
    family="startup",
    refuted_by="The same image starts with the same command on a node of this cluster.",
    causes=tuple(cause for cause, _, _ in _KINDS),
    needs=("pods",),
    detect=detect,
)
