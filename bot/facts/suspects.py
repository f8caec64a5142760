"""Which containers' logs are worth reading: those in trouble first, then the service's own, within a number.

Pure. `bot.triage.evidence` asks it once the pods were read and then reads the logs.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bot.domain.noun import Noun
from bot.domain.snapshot import LogKey

Raw = Mapping[str, Any]

RECENT = timedelta(hours=1)
STARTING = frozenset({"ContainerCreating", "PodInitializing"})
PER_OWNER = 2
SERVICE_LABELS = ("app", "app.kubernetes.io/name", "app.kubernetes.io/instance", "service", "k8s-app")


class Suspect(Noun):
    """A container whose log is worth reading; `urgency` 0 comes first, `kin` names its owner and itself."""

    urgency: int
    kin: str
    key: LogKey
    previous: bool

    @property
    def keys(self) -> tuple[LogKey, ...]:
        """The logs to read: the current one and, if it ran before, that of its last run."""
        return (self.key, self.key.model_copy(update={"previous": True})) if self.previous else (self.key,)


def suspects(pods: Sequence[Raw], *, now: datetime, service: str, at_most: int) -> tuple[Suspect, ...]:
    """The most urgent containers, at most `at_most`, and at most two of one container of one owner.

    Ten pods of one broken Deployment say the same ten times; two of them leave room for its neighbours.
    """
    found = sorted(
        (suspect for pod in pods for suspect in _of_pod(pod, now, service)),
        key=lambda one: (one.urgency, one.key.namespace, one.key.pod, one.key.container),
    )
    seen: Counter[str] = Counter()
    chosen: list[Suspect] = []
    for suspect in found:
        seen[suspect.kin] += 1
        if seen[suspect.kin] <= PER_OWNER and len(chosen) < at_most:
            chosen.append(suspect)
    return tuple(chosen)


def _of_pod(pod: Raw, now: datetime, service: str) -> Iterator[Suspect]:
    metadata = pod.get("metadata", {})
    status = pod.get("status") or {}
    owner = next(
        (str(one.get("uid") or one.get("name")) for one in metadata.get("ownerReferences") or ()), ""
    )
    for state in _containers(status):
        urgency = _urgency(state, now)
        if urgency is None and service and _serves(pod, service):
            urgency = 4
        if urgency is None:
            continue
        name = str(state.get("name", ""))
        yield Suspect(
            urgency=urgency,
            kin=f"{owner or metadata.get('name', '')}/{name}",
            key=LogKey(
                namespace=str(metadata.get("namespace", "")),
                pod=str(metadata.get("name", "")),
                container=name,
            ),
            previous=int(state.get("restartCount") or 0) > 0,
        )


def _containers(status: Raw) -> Iterable[Raw]:
    return (*(status.get("initContainerStatuses") or ()), *(status.get("containerStatuses") or ()))


def _urgency(status: Raw, now: datetime) -> int | None:
    """0 crashed or crash-looping, 1 restarted lately, 2 waiting for another reason, 3 not ready."""
    state, last = status.get("state") or {}, status.get("lastState") or {}
    if _failed(state.get("terminated")):
        return 0
    if waiting := state.get("waiting"):
        if _failed(last.get("terminated")):
            return 0
        return None if waiting.get("reason") in STARTING else 2
    if _recently_ended(last.get("terminated"), now):
        return 1
    if "running" in state and status.get("ready") is False:
        return 3
    return None


def _failed(terminated: Raw | None) -> bool:
    return terminated is not None and terminated.get("exitCode") != 0


def _recently_ended(terminated: Raw | None, now: datetime) -> bool:
    if terminated is None:
        return False
    try:
        ended = datetime.fromisoformat(str(terminated.get("finishedAt", "")))
    except ValueError:
        return True  # it did end, and nobody can tell when
    return ended.tzinfo is None or now - ended < RECENT


def _serves(pod: Raw, service: str) -> bool:
    metadata = pod.get("metadata", {})
    labels = metadata.get("labels") or {}
    named = str(metadata.get("name", "")).startswith(f"{service}-")
    return named or service in (labels.get(label) for label in SERVICE_LABELS)
