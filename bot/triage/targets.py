"""Targets: where an alert points. Its labels say it, else the service map, else the channel it was posted in.

Labels are untrusted: what cannot be a name in a cluster names nothing. Nothing found is None, and people are asked.
"""

import re
from collections.abc import Mapping

from bot.domain.target import Subject, Target
from bot.triage.policy import ChannelPolicy, Policy

NAME = re.compile(r"[A-Za-z0-9](?:[-A-Za-z0-9._]{0,251}[A-Za-z0-9])?")
"""What can be a name in a cluster; any other label text names nothing, however well it reads."""
UNUSUAL, LONGEST = re.compile(r"[^-A-Za-z0-9._:/@]+"), 120
"""What is in no cluster's name (an ARN is one), and how much is kept of a name that nobody configured."""
NAMESPACES = ("exported_namespace", "namespace", "kubernetes_namespace")
SERVICES = (
    "exported_service",
    "service",
    "app",
    "deployment",
    "app_kubernetes_io_name",
    "statefulset",
    "daemonset",
    "job_name",
)
EXPORTER = re.compile(r".*(?:kube-state-metrics|-exporter|cadvisor|kubelet)")
"""Services that tell of others: in the label of an alert such a name is who measured, not what is ill."""
POD = re.compile(r"(.+?)-(?:[a-z0-9]{6,10}-[a-z0-9]{5}|[0-9]{1,4})")


def target_of(policy: Policy, labels: Mapping[str, str], channel_id: str) -> Target | None:
    """Where an alert points: its labels, else the service map, else the channel's default, else None."""
    room = policy.channel(channel_id)
    known = {key: text for key, text in labels.items() if text in policy.services or NAME.fullmatch(text)}
    told = cluster_told(policy, labels)
    service = _service(policy, known)
    mapped = policy.services.get(service)
    namespace = next((known[key] for key in NAMESPACES if known.get(key)), "")
    cluster = told or (mapped.cluster if mapped else "") or cluster_of(policy, room)
    if mapped is not None and namespace in ("", mapped.namespace):
        return mapped.model_copy(update={"cluster": cluster})
    if namespace:
        workload = _workload(known, namespace)
        return Target(cluster=cluster, namespace=namespace, service=service, workload=workload)
    usual = _default(policy, channel_id, service, cluster)
    return usual.model_copy(update={"cluster": told}) if usual is not None and told else usual


def cluster_told(policy: Policy, labels: Mapping[str, str]) -> str:
    """The cluster that an alert's labels name, "" if none does.

    The first label that is there decides. What is called by no name of the configuration is no cluster of it: its own
    word is returned, as far as it can be a name, and never the usual cluster in its place.
    """
    word = next((text for key in policy.cluster_labels if (text := labels.get(key, "").strip())), "")
    named = policy.cluster(word)
    return named if named in policy.cluster_names else UNUSUAL.sub("_", named)[:LONGEST]


def usual_target(policy: Policy, channel_id: str) -> Target | None:
    """Where a channel points by itself."""
    return _default(policy, channel_id, "", cluster_of(policy, policy.channel(channel_id)))


def _service(policy: Policy, labels: Mapping[str, str]) -> str:
    """The service that labels name: the first that the map knows, else the first that is no exporter's."""
    told = [labels[key] for key in SERVICES if labels.get(key)]
    pod = POD.fullmatch(labels.get("pod", ""))
    mapped = (one for one in (*told, *([pod[1]] if pod else [])) if one in policy.services)
    return next(mapped, next((one for one in told if not EXPORTER.fullmatch(one)), ""))


def _default(policy: Policy, channel_id: str, service: str, cluster: str) -> Target | None:
    """The channel's own place, for a service that was named or for the channel's own."""
    room = policy.channel(channel_id)
    homes = policy.homes.get(channel_id, ())
    own = room.service or (homes[0] if len(homes) == 1 else "")
    usual = policy.services.get(own)
    if room.namespace:
        there = usual is not None and usual.namespace == room.namespace
        own = own if room.service or there else ""
        return Target(cluster=cluster, namespace=room.namespace, service=service or own)
    if usual is None or not service:
        return usual
    return Target(cluster=usual.cluster, namespace=usual.namespace, service=service)


def cluster_of(policy: Policy, room: ChannelPolicy) -> str:
    """The cluster of what names none: the channel's, else the only one."""
    return room.cluster or policy.default_cluster


def _workload(labels: Mapping[str, str], namespace: str) -> Subject | None:
    kinds = {"deployment": "Deployment", "statefulset": "StatefulSet", "daemonset": "DaemonSet"}
    found = next((key for key in kinds if labels.get(key)), "")
    return Subject(kind=kinds[found], namespace=namespace, name=labels[found]) if found else None
