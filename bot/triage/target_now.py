"""The target as it is now: the object and what belongs to it, read through the `Cluster` port.

Asked as a proposal is opened and again immediately before the write; `bot.facts.live` says what the two must
share. What an action's limits hang on is read with it: without a node's neighbours there is no live target; budgets and
autoscalers that could not be read are named in it, and no gate takes that for a yes.
"""

import asyncio
from typing import Any

from bot.domain.errors import OutsideError, PermanentError
from bot.domain.mitigation import (
    Cordon,
    DeletePod,
    EvictPod,
    Mitigation,
    RecreateJob,
    ResumeCronJob,
    Scale,
    SuspendCronJob,
    Uncordon,
)
from bot.domain.noun import Noun
from bot.domain.proposal import AUTOSCALERS, BUDGETS, LiveTarget
from bot.domain.target import Subject
from bot.domain.tool import TOOLS
from bot.facts.live import live_target
from bot.facts.live_batch import live_batch
from bot.facts.live_node import live_node
from bot.facts.live_pod import live_pod
from bot.facts.manager import controller_of
from bot.facts.raw import name_of, text
from bot.triage.ports.cluster import Cluster

PLURALS = {
    "CronJob": "cronjobs",
    "DaemonSet": "daemonsets",
    "Deployment": "deployments",
    "Job": "jobs",
    "Node": "nodes",
    "Pod": "pods",
    "ReplicaSet": "replicasets",
    "StatefulSet": "statefulsets",
}
WORKLOADS = frozenset({"Deployment", "StatefulSet", "DaemonSet"})
LIMITING = {BUDGETS: "poddisruptionbudgets", AUTOSCALERS: "horizontalpodautoscalers"}


class WorkloadNow(Noun):
    """A workload with its pods and ReplicaSets, and its namespace (None if that could not be read)."""

    workload: dict[str, Any]
    pods: tuple[dict[str, Any], ...]
    replicasets: tuple[dict[str, Any], ...]
    namespace: dict[str, Any] | None


async def read_object(cluster: Cluster, subject: Subject) -> dict[str, Any] | None:
    """One object; None if it does not exist (any more).

    Raises:
        OutsideError: it could not be read. PermanentError: a kind that Lookout changes nothing about.
    """
    plural = PLURALS.get(subject.kind)
    if plural is None:
        raise PermanentError(f"{subject} is of a kind that Lookout changes nothing about")
    found = await cluster.list(plural, subject.namespace, fields=f"metadata.name={subject.name}")
    return found.items[0] if found.items else None


async def read_workload(cluster: Cluster, subject: Subject) -> WorkloadNow | None:
    """The workload and what belongs to it; None if it does not exist (any more).

    Raises:
        OutsideError: the workload, its pods or its ReplicaSets could not be read, so nothing may be
        concluded. A namespace that could not be read is None, which counts as not opted in. PermanentError: it is no
        workload.
    """
    if subject.kind not in WORKLOADS:
        raise PermanentError(f"{subject} is of a kind that Lookout changes nothing about")
    workload = await read_object(cluster, subject)
    if workload is None:
        return None
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
        OutsideError: it, or what is counted for it, could not be read. PermanentError: the action is not for its kind.
    """
    subject = mitigation.subject
    if subject.kind not in TOOLS[mitigation.action].kinds:
        raise PermanentError(f"{mitigation.action} is no action for {subject}")
    match mitigation:
        case DeletePod() | EvictPod():
            return await _pod(cluster, mitigation)
        case Cordon() | Uncordon():
            return await _node(cluster, mitigation)
        case SuspendCronJob() | ResumeCronJob() | RecreateJob():
            target = await read_object(cluster, subject)
            space = await _namespace(cluster, subject.namespace)
            return live_batch(mitigation, target=target, namespace=space) if target else None
        case _:
            return await _workload(cluster, mitigation)


async def owner_of(cluster: Cluster, pod: dict[str, Any]) -> dict[str, Any] | None:
    """The workload that would make another pod in this one's place, raw; None if none would, or if it is gone.

    A ReplicaSet of a Deployment is looked through, and the uid of each owner must be that of the reference.

    Raises:
        OutsideError: it could not be read.
    """
    owner = await _controller(cluster, pod)
    if owner is None or owner["kind"] != "ReplicaSet":
        return owner
    above = controller_of(owner)
    return await _controller(cluster, owner) if above and above.get("kind") == "Deployment" else owner


async def _controller(cluster: Cluster, raw: dict[str, Any]) -> dict[str, Any] | None:
    reference = controller_of(raw)
    kind = text(reference, "kind")
    if reference is None or kind not in WORKLOADS | {"ReplicaSet"}:
        return None
    subject = Subject(kind=kind, namespace=text(raw, "metadata", "namespace"), name=text(reference, "name"))
    found = await read_object(cluster, subject)
    return found if text(found, "metadata", "uid") == text(reference, "uid") else None


async def _workload(cluster: Cluster, mitigation: Mitigation) -> LiveTarget | None:
    subject = mitigation.subject
    now = await read_workload(cluster, subject)
    if now is None:
        return None
    kinds = (BUDGETS, AUTOSCALERS) if isinstance(mitigation, Scale) else ()
    found = {kind: await _limiting(cluster, kind, subject.namespace) for kind in kinds}
    target = live_target(
        mitigation,
        workload=now.workload,
        pods=now.pods,
        replicasets=now.replicasets,
        namespace=now.namespace,
        budgets=found.get(BUDGETS) or (),
        autoscalers=found.get(AUTOSCALERS) or (),
    )
    return target.model_copy(update={"unread": tuple(kind for kind in kinds if found[kind] is None)})


async def _pod(cluster: Cluster, mitigation: DeletePod | EvictPod) -> LiveTarget | None:
    subject = mitigation.subject
    pod = await read_object(cluster, subject)
    if pod is None:
        return None
    workload, budgets, namespace = await asyncio.gather(
        owner_of(cluster, pod),
        _limiting(cluster, BUDGETS, subject.namespace),
        _namespace(cluster, subject.namespace),
    )
    target = live_pod(mitigation, pod=pod, workload=workload, budgets=budgets or (), namespace=namespace)
    return target if budgets is not None else target.model_copy(update={"unread": (BUDGETS,)})


async def _node(cluster: Cluster, mitigation: Cordon | Uncordon) -> LiveTarget | None:
    nodes = (await cluster.list("nodes", "")).items
    node = next((one for one in nodes if name_of(one) == mitigation.subject.name), None)
    return live_node(mitigation, node=node, nodes=nodes) if node else None


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


async def _limiting(cluster: Cluster, kind: str, namespace: str) -> tuple[dict[str, Any], ...] | None:
    """All of a kind that limits hang on, None if they could not be read: a gate says so, people see it on the card."""
    try:
        return (await cluster.list(LIMITING[kind], namespace)).items
    except OutsideError:
        return None


async def _namespace(cluster: Cluster, name: str) -> dict[str, Any] | None:
    try:
        found = await cluster.list("namespaces", "", fields=f"metadata.name={name}")
    except OutsideError:
        return None
    return found.items[0] if found.items else None
