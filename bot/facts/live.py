"""A workload as it is now, seen through one mitigation: what decisions and limits are held against.

Pure: the raw objects come from `bot.triage.target_now`. Pods, nodes and what is of the batch group have a file of their
own beside this one.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.mitigation import Mitigation, Pause, Resume, Scale
from bot.domain.proposal import LiveTarget
from bot.facts.budget import budgets_over
from bot.facts.change import owned_by, revision_of
from bot.facts.manager import autoscaler_of, manager_of
from bot.facts.raw import dig, labels
from bot.facts.touched import touched_by

Raw = Mapping[str, Any]

OPT_IN = ("lookout.dev/mitigations", "allowed")
TIER = ("lookout.dev/tier", "critical")
FINISHED = frozenset({"Succeeded", "Failed"})


def live_target(
    mitigation: Mitigation,
    *,
    workload: Raw,
    pods: Sequence[Raw],
    replicasets: Sequence[Raw],
    namespace: Raw | None,
    budgets: Sequence[Raw] = (),
    autoscalers: Sequence[Raw] = (),
) -> LiveTarget:
    """The live target of a mitigation of a workload.

    `workload` is the raw Deployment, StatefulSet or DaemonSet; of `pods` and `replicasets` only those that it
    owns count. `namespace` None (not read) counts as not opted in. `budgets` and `autoscalers` are those of the
    namespace, for a scale.
    """
    metadata = workload.get("metadata", {})
    replicas = replicas_of(workload)
    own = pods_of(workload, owned_by(workload, replicasets), pods)
    settled = is_settled(workload)
    return LiveTarget(
        uid=str(metadata.get("uid", "")),
        generation=int(metadata.get("generation") or 0),
        resource_version=str(metadata.get("resourceVersion", "")),
        touched=touched_by(mitigation, target=workload, replicasets=replicasets),
        replicas=replicas,
        ready=ready_of(workload),
        pods=_affected(mitigation, replicas, len(own), settled=settled),
        losing=_losing(mitigation, replicas),
        revision=revision_of(workload),
        settled=settled,
        held=dig(workload, "spec", "paused") is True,
        budgets=budgets_over(own, budgets),
        manager=manager_of(workload) or autoscaler_of(mitigation.subject, autoscalers),
        opted_in=namespace is not None and bears(namespace, OPT_IN),
        critical=bears(workload, TIER),
    )


def is_settled(workload: Raw) -> bool:
    """The controller has seen the newest generation, and all pods are of it (as `kubectl rollout status` asks)."""
    metadata, status, replicas = (
        workload.get("metadata", {}),
        workload.get("status") or {},
        replicas_of(workload),
    )
    seen = int(status.get("observedGeneration") or 0) >= int(metadata.get("generation") or 0)
    updated = int(status.get("updatedReplicas", status.get("updatedNumberScheduled", 0)) or 0)
    total = int(status.get("replicas", updated) or 0)
    return seen and updated >= replicas and total <= replicas


def bears(raw: Raw, label: tuple[str, str]) -> bool:
    """Whether the object has that label with that value."""
    return labels(raw, "metadata", "labels").get(label[0]) == label[1]


def replicas_of(workload: Raw) -> int:
    """How many replicas the workload wants; of a DaemonSet, on how many nodes it should run."""
    status = workload.get("status") or {}
    if "desiredNumberScheduled" in status:  # a DaemonSet has no number of its own
        return int(status["desiredNumberScheduled"])
    wanted = (workload.get("spec") or {}).get("replicas")
    return 1 if wanted is None else int(wanted)


def ready_of(workload: Raw) -> int:
    """How many of its replicas are ready."""
    status = workload.get("status") or {}
    return int(status.get("readyReplicas") or status.get("numberReady") or 0)


def pods_of(workload: Raw, own: Sequence[Raw], pods: Sequence[Raw]) -> tuple[Raw, ...]:
    """The pods of the workload, or of a ReplicaSet of it (`own`), that have not finished."""
    owners = {raw.get("metadata", {}).get("uid") for raw in (workload, *own)}
    return tuple(
        pod
        for pod in pods
        if (pod.get("status") or {}).get("phase") not in FINISHED
        and any(owner.get("uid") in owners for owner in pod.get("metadata", {}).get("ownerReferences") or ())
    )


def _losing(mitigation: Mitigation, replicas: int) -> int | None:
    """A scale up takes no ready pod away; a rollout, and a scale down, are taken for the worst case."""
    return 0 if isinstance(mitigation, Scale) and mitigation.to_replicas >= replicas else None


def _affected(mitigation: Mitigation, replicas: int, pods: int, *, settled: bool) -> int:
    """How many pods the action would replace, add or remove; a resume, all while its rollout has not ended."""
    match mitigation:
        case Scale():
            return abs(mitigation.to_replicas - replicas)
        case Pause():
            return 0
        case Resume():
            return 0 if settled else pods
        case _:
            return pods
