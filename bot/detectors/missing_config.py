"""ConfigMaps, Secrets or keys in them that a pod refers to and that are not there."""

import re
from collections.abc import Iterator

from bot.detectors import Detector
from bot.domain.diagnosis import Finding, Observation
from bot.domain.target import Subject
from bot.facts.cite import first, of_pods
from bot.facts.command import kubectl
from bot.facts.mounts import references_of
from bot.facts.pod import Pod
from bot.facts.view import View

_KINDS = {"configmap": ("configmap-missing", "ConfigMap"), "secret": ("secret-missing", "Secret")}
_MISSING = re.compile(
    r"(?:(?P<kind>configmap|secret)s? \"(?P<name>[^\"]+)\" not found)"
    r"|(?:find key (?P<key>\S+) in (?P<kind2>ConfigMap|Secret) (?:[^/\s]+/)?(?P<name2>[^\s,]+))"
    r"|(?:references non-existent (?P<kind3>config|secret) key: ?(?P<key3>\S+))",
    re.IGNORECASE,
)
_GRACE = 30
_WAITS = {"CreateContainerConfigError", "ContainerCreating", "PodInitializing", "CreateContainerError"}
Miss = tuple[str, str, str]


def detect(view: View) -> Iterator[Finding]:
    """One finding for each workload and missing object or key."""
    for subject, pods in view.pods_by_owner.items():
        hits: dict[Miss, list[tuple[Pod, Observation]]] = {}
        for pod in pods:
            for miss, said in _misses(view, pod).items():
                hits.setdefault(miss, []).append((pod, said))
        for miss, found in sorted(hits.items()):
            yield _finding(view, subject, miss, found, of_pods(len(found), len(pods)))


def _misses(view: View, pod: Pod) -> dict[Miss, Observation]:
    """What the kubelet says is missing for a pod that still waits: (kind, name, key)."""
    waiting = [one for one in pod.containers if one.waiting in _WAITS]
    if not waiting:
        return {}
    said = [
        (one.waiting_message, pod.cited(f"container {one.name} waits: {one.waiting}: {one.waiting_message}"))
        for one in waiting
    ]
    said += [(event.message, event.cited()) for event in view.pod_events(pod, "Failed", "FailedMount")]
    found: dict[Miss, Observation] = {}
    for message, cited in said:
        match = _MISSING.search(message)
        if match:
            found.setdefault(_miss(match), cited)
    return found or _unlisted(view, pod)


def _unlisted(view: View, pod: Pod) -> dict[Miss, Observation]:
    """Without the kubelet's words: what the pod must have and the list of its namespace does not hold."""
    if pod.created is None or view.recent(pod.created, _GRACE):
        return {}
    return {
        (kind, name, ""): pod.cited(f"refers to {_KINDS[kind][1]} {name}")
        for kind, name in references_of(pod)
        if view.has(f"{kind}s", pod.namespace, name) is False
    }


def _miss(match: re.Match[str]) -> Miss:
    kind = (match["kind"] or match["kind2"] or match["kind3"]).lower().replace("config", "configmap")
    return (
        kind.replace("mapmap", "map"),
        match["name"] or match["name2"] or "",
        (match["key"] or match["key3"] or "").strip(".,;"),
    )


def _finding(
    view: View, subject: Subject, miss: Miss, found: list[tuple[Pod, Observation]], share: str
) -> Finding:
    kind, name, key = miss
    cause, shown = _KINDS[kind]
    what = f"key {key} of {shown} {name}".replace("  ", " ").strip() if key else f"{shown} {name}"
    exists = view.has(f"{kind}s", subject.namespace, name) if name and kind == "configmap" else None
    rollout = view.rollout(subject)
    changes = (
        tuple(one for one in rollout.changes if name and name in (one.before, one.after)) if rollout else ()
    )
    told = f"; {rollout.told(changes)}" if rollout and changes else ""
    listing = Observation(
        source="configmaps",
        ref=f"{subject.namespace}/configmaps",
        quote=f"ConfigMap {name} is {'in' if exists else 'not in'} the list of namespace {subject.namespace}",
    )
    appeared = exists is True and not key
    return Finding(
        detector=DETECTOR.code,
        cause=cause,
        subject=subject,
        statement=f"{subject}: containers cannot be created ({share}), {what} is missing{told}.",
        mechanism="A container is created only if every ConfigMap, Secret and key it refers to is there.",
        cites=first(
            [
                *(said for _, said in found[:2]),
                rollout.cited(changes) if rollout and changes else None,
                listing if exists is False else None,
            ]
        ),
        against=(listing,) if appeared else (),
        refuted_by=f"{what} exists in namespace {subject.namespace} and the pods still wait.",
        next_check=kubectl(subject.namespace, "get", kind, *((name,) if name else ()), "-o", "name"),
        strength=0.6 if appeared else 0.95,
    )


DETECTOR = Detector(
    code="missing-config",
    family="startup",
    refuted_by="The object is there and the pods still wait.",
    causes=("configmap-missing", "secret-missing"),
    needs=("pods", "events"),
    detect=detect,
)
