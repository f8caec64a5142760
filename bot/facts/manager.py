"""What else manages an object: a change that another controller would take back is no change of ours to make.

Names are as a person says them ("Argo CD application shop"); `bot.gates.managed_elsewhere` knows what each would undo.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.target import Subject
from bot.facts.raw import items, labels, name_of, text

Raw = Mapping[str, Any]

ARGO_TRACKING = "argocd.argoproj.io/tracking-id"
ARGO_INSTANCE = "argocd.argoproj.io/instance"
COMMON_INSTANCE = "app.kubernetes.io/instance"
FLUX = {
    "kustomize.toolkit.fluxcd.io": "Flux Kustomization",
    "helm.toolkit.fluxcd.io": "Flux HelmRelease",
}
MIRROR = "kubernetes.io/config.mirror"
LEAVING = {
    "ToBeDeletedByClusterAutoscaler": "cluster autoscaler",
    "karpenter.sh/disrupted": "Karpenter",
    "karpenter.sh/disruption": "Karpenter",
}
"""Taints of those who are taking a node out."""


def manager_of(raw: Raw) -> str:
    """What else manages the object, as a person names it ("Argo CD application shop"); "" if nothing does."""
    metadata = raw.get("metadata", {})
    borne, annotations = metadata.get("labels") or {}, metadata.get("annotations") or {}
    tracking = str(annotations.get(ARGO_TRACKING, ""))
    if tracking or ARGO_INSTANCE in borne:
        # The common instance label alone is set by many a chart; beside a tracking id it names the
        # application.
        app = borne.get(ARGO_INSTANCE) or tracking.partition(":")[0] or borne.get(COMMON_INSTANCE, "")
        return f"Argo CD application {app}"
    for prefix, words in FLUX.items():
        if name := borne.get(f"{prefix}/name"):
            home = borne.get(f"{prefix}/namespace")
            return f"{words} {home}/{name}" if home else f"{words} {name}"
    return _by_reference(controller_of(raw))


def controller_of(raw: Raw) -> Raw | None:
    """The owner reference that controls the object, None if it has none."""
    return next((one for one in items(raw, "metadata", "ownerReferences") if one.get("controller")), None)


def autoscaler_of(subject: Subject, autoscalers: Sequence[Raw]) -> str:
    """The HorizontalPodAutoscaler that sets this workload's replicas, as a manager; "" if none does."""
    for one in autoscalers:
        aimed = (text(one, "spec", "scaleTargetRef", "kind"), text(one, "spec", "scaleTargetRef", "name"))
        if aimed == (subject.kind, subject.name):
            return f"HorizontalPodAutoscaler {name_of(one)}"
    return ""


def manager_of_pod(pod: Raw, workload: Raw | None) -> str:
    """What besides its workload has a say over a pod: the workload's manager, an operator, a Job, files of a node."""
    if MIRROR in labels(pod, "metadata", "annotations"):
        return f"static pod of Node {text(pod, 'spec', 'nodeName')}"
    if workload is not None:
        return manager_of(workload)
    return _by_reference(controller_of(pod))


def manager_of_node(node: Raw) -> str:
    """Who is taking a node out of the cluster; "" if nobody is."""
    keys = (text(taint, "key") for taint in items(node, "spec", "taints"))
    return next((f"{LEAVING[key]} (taint {key})" for key in keys if key in LEAVING), "")


def _by_reference(owner: Raw | None) -> str:
    return f"{owner.get('kind')} {owner.get('name')} (owner reference)" if owner else ""
