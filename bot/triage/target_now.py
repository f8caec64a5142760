"""The target as it is now: a workload and what belongs to it, read through the `Cluster` port.

Asked as a proposal is opened and again immediately before the write; `bot.facts.live` says what the two must
share.
"""

import asyncio
from typing import Any

from bot.domain.errors import OutsideError, PermanentError
from bot.domain.mitigation import Mitigation
from bot.domain.noun import Noun
from bot.domain.proposal import LiveTarget
from bot.domain.target import Subject
from bot.facts.live import live_target
from bot.triage.ports.cluster import Cluster

PLURALS = {"Deployment": "deployments", "StatefulSet": "statefulsets", "DaemonSet": "daemonsets"}


class WorkloadNow(Noun):
    """A workload with its pods and ReplicaSets, and its namespace (None if that could not be read)."""

    workload: dict[str, Any]
    pods: tuple[dict[str, Any], ...]
    replicasets: tuple[dict[str, Any], ...]
    namespace: dict[str, Any] | None


async def read_workload(cluster: Cluster, subject: Subject) -> WorkloadNow | None:
    """The workload and what belongs to it; None if it does not exist (any more).

    Raises:
        OutsideError: the workload, its pods or its ReplicaSets could not be read, so nothing may be
        concluded. A namespace that could not be read is None, which counts as not opted in. PermanentError: a
        kind that Lookout changes nothing about.
    """
    plural = PLURALS.get(subject.kind)
    if plural is None:
        raise PermanentError(f"{subject} is of a kind that Lookout changes nothing about")
    found = await cluster.list(plural, subject.namespace, fields=f"metadata.name={subject.name}")
    if not found.items:
        return None
    workload = found.items[0]
    labels = selector_text(workload.get("spec", {}).get("selector") or {})
    pods, replicasets, namespace = await asyncio.gather(
        cluster.list("pods", subject.namespace, labels=labels),
        cluster.list("replicasets", subject.namespace, labels=labels),
        _namespace(cluster, subject.namespace),
    )
    return WorkloadNow(workload=workload, pods=pods.items, replicasets=replicasets.items, namespace=namespace)


async def look(cluster: Cluster, mitigation: Mitigation) -> LiveTarget | None:
    """The live target of a mitigation; None if it is gone.

    Raises:
        OutsideError: it could not be read.
    """
    now = await read_workload(cluster, mitigation.subject)
    if now is None:
        return None
    return live_target(
        mitigation,
        workload=now.workload,
        pods=now.pods,
        replicasets=now.replicasets,
        namespace=now.namespace,
    )


def selector_text(selector: dict[str, Any]) -> str:
    """A workload's selector (matchLabels and matchExpressions) in the form that a list request takes."""
    parts = [f"{key}={value}" for key, value in sorted((selector.get("matchLabels") or {}).items())]
    for rule in selector.get("matchExpressions") or ():
        key, values = rule.get("key", ""), ",".join(rule.get("values") or ())
        forms = {
            "In": f"{key} in ({values})",
            "NotIn": f"{key} notin ({values})",
            "Exists": key,
            "DoesNotExist": f"!{key}",
        }
        parts.append(forms[rule["operator"]])
    return ",".join(parts)


async def _namespace(cluster: Cluster, name: str) -> dict[str, Any] | None:
    try:
        found = await cluster.list("namespaces", "", fields=f"metadata.name={name}")
    except OutsideError:
        return None
    return found.items[0] if found.items else None
