"""A pod as it is now, and the workload that would make another: seen by whoever would delete or evict it."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.mitigation import DeletePod, EvictPod
from bot.domain.proposal import LiveTarget
from bot.domain.target import Subject
from bot.facts.budget import budgets_over
from bot.facts.live import OPT_IN, TIER, bears, ready_of, replicas_of
from bot.facts.manager import manager_of_pod
from bot.facts.pod import Pod
from bot.facts.raw import name_of, namespace_of, number, text
from bot.facts.touched import is_leaving, touched_by

Raw = Mapping[str, Any]


def live_pod(
    mitigation: DeletePod | EvictPod,
    *,
    pod: Raw,
    workload: Raw | None,
    budgets: Sequence[Raw],
    namespace: Raw | None,
) -> LiveTarget:
    """The live target of a deletion or an eviction.

    `workload` is what would make another pod: a Deployment, StatefulSet, DaemonSet, or a ReplicaSet of its own; None if
    nothing of these does. `budgets` are those of the namespace; `namespace` None counts as not opted in.
    """
    return LiveTarget(
        uid=text(pod, "metadata", "uid"),
        generation=number(pod, "metadata", "generation"),
        resource_version=text(pod, "metadata", "resourceVersion"),
        touched=touched_by(mitigation, target=pod),
        replicas=replicas_of(workload) if workload else 0,
        ready=ready_of(workload) if workload else 0,
        pods=1,
        losing=int(Pod(dict(pod)).ready),
        held=is_leaving(pod),
        owner=_subject(workload) if workload else None,
        budgets=budgets_over((pod,), budgets),
        manager=manager_of_pod(pod, workload),
        opted_in=namespace is not None and bears(namespace, OPT_IN),
        critical=bears(pod, TIER) or (workload is not None and bears(workload, TIER)),
    )


def _subject(workload: Raw) -> Subject:
    return Subject(kind=text(workload, "kind"), namespace=namespace_of(workload), name=name_of(workload))
