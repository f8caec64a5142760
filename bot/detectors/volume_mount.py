"""Volumes that are bound and still do not serve: not attached, not mounted, not readable or writable."""

import re
from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.cite import first, of_pods
from bot.facts.command import describe
from bot.facts.container import Container
from bot.facts.mounts import mount_paths
from bot.facts.pod import Pod
from bot.facts.troubles import troubles_of
from bot.facts.view import View

_DENIED = re.compile(
    r"permission denied|operation not permitted|EACCES|EPERM|AccessDenied(?:Exception)?\b|"
    r"read-only file system|EROFS|UnauthorizedAccess|access to the path .* is denied",
    re.IGNORECASE,
)
_PATH = re.compile(r"(?<![\w:/])(/[\w.\-]+(?:/[\w.\-]+)*)")
_OTHER_MISSING = re.compile(r"(?:configmap|secret)s? \"|non-existent (?:config|secret) key", re.IGNORECASE)
_WORDS = {
    "volume-permission-denied": "a container may not read or write its volume",
    "volume-mount-failed": "a volume cannot be mounted",
    "volume-attach-failed": "a volume cannot be attached to the node",
}


def detect(view: View) -> Iterator[Finding]:
    """One finding for each workload whose pods do not get at their volumes."""
    denied: dict[tuple[str, str], str] = {}
    for one in view.once(troubles_of):
        if _DENIED.search(one.line):
            denied.setdefault((one.pod.name, one.container), one.line)
    for subject, pods in view.pods_by_owner.items():
        ill = [pod for pod in pods if not pod.ready]
        hits = [(pod, hit) for pod in ill if (hit := _refused(pod, denied) or _mount(view, pod))]
        if hits:
            pod, (cause, said, strength) = hits[0]
            yield _finding(subject, pod, cause, said, strength, of_pods(len(hits), len(pods)))


def _refused(pod: Pod, denied: dict[tuple[str, str], str]) -> tuple[str, Observation, float] | None:
    """A container that ends, or does not get ready, over a path that lies in a volume of its own."""
    for one in pod.containers:
        line = denied.get((pod.name, one.name), "")
        paths = mount_paths(pod, one)
        if not line or not paths or one.ready:
            continue
        told = [path for path in _PATH.findall(line) if path.count("/") > 1 or path in paths]
        inside = any(path == mount or path.startswith(f"{mount}/") for path in told for mount in paths)
        if inside or (not told and _failed(one)):
            ref = f"{pod.namespace}/pod/{pod.name}/{one.name}"
            said = Observation(source="log", ref=ref, quote=line[:300])
            return "volume-permission-denied", said, 0.93 if inside else 0.85
    return None


def _failed(container: Container) -> bool:
    return container.exit is not None and container.exit.code != 0


def _mount(view: View, pod: Pod) -> tuple[str, Observation, float] | None:
    """The newest refusal of a volume that is no missing ConfigMap or Secret, for a pod that waits for it."""
    if any(one.running or one.exit for one in pod.containers):
        return None
    told = [
        one
        for one in view.pod_events(pod, "FailedAttachVolume", "FailedMount", "FailedMapVolume")
        if one.warning
    ]
    told = [one for one in told if not _OTHER_MISSING.search(one.message)]
    if not told:
        return None
    attach = [one for one in told if one.reason == "FailedAttachVolume" or "Multi-Attach" in one.message]
    if attach:
        return "volume-attach-failed", attach[-1].cited(), 0.92
    denied = [one for one in told if _DENIED.search(one.message)]
    if denied:
        return "volume-permission-denied", denied[-1].cited(), 0.92
    plain = [one for one in told if "timed out waiting" not in one.message] or told
    return "volume-mount-failed", plain[-1].cited(), 0.88


def _finding(
    subject: Subject, pod: Pod, cause: str, said: Observation, strength: float, share: str
) -> Finding:
    mounts = sorted(
        {f"{path} ({name})" for one in pod.containers for path, name in mount_paths(pod, one).items()}
    )
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=subject,
        statement=f"{subject}: {_WORDS[cause]} ({share} not ready).",
        mechanism="A container starts only with all its volumes mounted, and works only if its user may use them.",
        cites=first([said, pod.cited(f"mounts {', '.join(mounts)}") if mounts else None]),
        refuted_by=DETECTOR.refuted_by,
        next_check=describe(pod.subject),
        strength=strength,
    )


DETECTOR = Detector(
    code="volume-mount",
    family="startup",
    refuted_by="The same path can be used by the same user in a pod on the same node.",
    causes=tuple(_WORDS),
    needs=("pods", "events"),
    detect=detect,
)
