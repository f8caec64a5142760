"""The target as it is now, seen through one mitigation: what decisions and limits are held against.

Pure: the raw objects come from `bot.triage.target_now`, and from the cluster writer just before an undo. The
hash in `touched` is what tells two humans' decision about one thing from a write to another.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.mitigation import Mitigation, Restart, Scale, Undo
from bot.domain.proposal import LiveTarget
from bot.facts.change import owned_by, revision_of, revision_template, template_of

Raw = Mapping[str, Any]

OPT_IN = ("lookout.dev/mitigations", "allowed")
TIER = ("lookout.dev/tier", "critical")
ARGO_TRACKING = "argocd.argoproj.io/tracking-id"
ARGO_INSTANCE = "argocd.argoproj.io/instance"
COMMON_INSTANCE = "app.kubernetes.io/instance"
FLUX = {
    "kustomize.toolkit.fluxcd.io": "Flux Kustomization",
    "helm.toolkit.fluxcd.io": "Flux HelmRelease",
}
FINISHED = frozenset({"Succeeded", "Failed"})


def live_target(
    mitigation: Mitigation,
    *,
    workload: Raw,
    pods: Sequence[Raw],
    replicasets: Sequence[Raw],
    namespace: Raw | None,
) -> LiveTarget:
    """The live target of a mitigation.

    `workload` is the raw Deployment, StatefulSet or DaemonSet; of `pods` and `replicasets` only those that it
    owns count. `namespace` None (not read) counts as not opted in.
    """
    metadata = workload.get("metadata", {})
    replicas = _replicas(workload)
    own = owned_by(workload, replicasets)
    return LiveTarget(
        uid=str(metadata.get("uid", "")),
        generation=int(metadata.get("generation") or 0),
        resource_version=str(metadata.get("resourceVersion", "")),
        touched=touched_by(mitigation, workload=workload, replicasets=replicasets),
        replicas=replicas,
        ready=_ready(workload),
        pods=_affected(mitigation, replicas, _pods_of(workload, own, pods)),
        revision=revision_of(workload),
        settled=_settled(workload, replicas),
        manager=manager_of(workload),
        opted_in=namespace is not None and _bears(namespace, OPT_IN),
        critical=_bears(workload, TIER),
    )


def touched_by(mitigation: Mitigation, *, workload: Raw, replicasets: Sequence[Raw]) -> str:
    """SHA-256 (hex) over the canonical JSON of the fields that the mitigation would change.

    A restart and an undo touch the pod template; an undo also depends on the template that it puts back; a
    scale touches the number of replicas.
    """
    match mitigation:
        case Restart():
            return _digest({"template": template_of(workload)})
        case Scale():
            return _digest({"replicas": workload.get("spec", {}).get("replicas", 1)})
        case Undo():
            own = owned_by(workload, replicasets)
            wanted = revision_template(mitigation.to_revision, mitigation.subject, own)
            return _digest({"template": template_of(workload), "wanted": wanted})


def manager_of(workload: Raw) -> str:
    """What else manages the object, as a person names it ("Argo CD application shop"); "" if nothing does."""
    metadata = workload.get("metadata", {})
    labels, annotations = metadata.get("labels") or {}, metadata.get("annotations") or {}
    tracking = str(annotations.get(ARGO_TRACKING, ""))
    if tracking or ARGO_INSTANCE in labels:
        # The common instance label alone is set by many a chart; beside a tracking id it names the
        # application.
        app = labels.get(ARGO_INSTANCE) or tracking.partition(":")[0] or labels.get(COMMON_INSTANCE, "")
        return f"Argo CD application {app}"
    for prefix, words in FLUX.items():
        if name := labels.get(f"{prefix}/name"):
            home = labels.get(f"{prefix}/namespace")
            return f"{words} {home}/{name}" if home else f"{words} {name}"
    for owner in metadata.get("ownerReferences") or ():
        if owner.get("controller"):
            return f"{owner.get('kind')} {owner.get('name')} (owner reference)"
    return ""


def _settled(workload: Raw, replicas: int) -> bool:
    """The controller has seen the newest generation, and all pods are of it (as `kubectl rollout status` asks)."""
    metadata, status = workload.get("metadata", {}), workload.get("status") or {}
    seen = int(status.get("observedGeneration") or 0) >= int(metadata.get("generation") or 0)
    updated = int(status.get("updatedReplicas", status.get("updatedNumberScheduled", 0)) or 0)
    total = int(status.get("replicas", updated) or 0)
    return seen and updated >= replicas and total <= replicas


def _bears(raw: Raw, label: tuple[str, str]) -> bool:
    return (raw.get("metadata", {}).get("labels") or {}).get(label[0]) == label[1]


def _digest(fields: Mapping[str, Any]) -> str:
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _replicas(workload: Raw) -> int:
    status = workload.get("status") or {}
    if "desiredNumberScheduled" in status:  # a DaemonSet has no number of its own
        return int(status["desiredNumberScheduled"])
    wanted = (workload.get("spec") or {}).get("replicas")
    return 1 if wanted is None else int(wanted)


def _ready(workload: Raw) -> int:
    status = workload.get("status") or {}
    return int(status.get("readyReplicas") or status.get("numberReady") or 0)


def _pods_of(workload: Raw, own: Sequence[Raw], pods: Sequence[Raw]) -> int:
    """How many pods of the workload, or of a ReplicaSet of it, have not finished."""
    owners = {raw.get("metadata", {}).get("uid") for raw in (workload, *own)}
    return sum(
        1
        for pod in pods
        if (pod.get("status") or {}).get("phase") not in FINISHED
        and any(owner.get("uid") in owners for owner in pod.get("metadata", {}).get("ownerReferences") or ())
    )


def _affected(mitigation: Mitigation, replicas: int, pods: int) -> int:
    """How many pods the action would replace, add or remove."""
    return abs(mitigation.to_replicas - replicas) if isinstance(mitigation, Scale) else pods
