"""Commands for a human to paste: reads only."""

import shlex

from bot.domain.target import Subject

_PLURAL = {
    "Deployment": "deployment",
    "StatefulSet": "statefulset",
    "DaemonSet": "daemonset",
    "ReplicaSet": "replicaset",
    "Job": "job",
    "CronJob": "cronjob",
    "Pod": "pod",
    "Service": "service",
    "Node": "node",
    "PersistentVolumeClaim": "pvc",
    "Namespace": "namespace",
}


def kubectl(namespace: str, *words: str) -> str:
    """`kubectl -n shop describe pod cart-1`; every word is quoted: a strange name stays a name."""
    prefix = f"kubectl -n {shlex.quote(namespace)}" if namespace else "kubectl"
    return " ".join([prefix, *(shlex.quote(word) for word in words)])


def describe(subject: Subject) -> str:
    """Describe one object."""
    return kubectl(
        subject.namespace, "describe", _PLURAL.get(subject.kind, subject.kind.lower()), subject.name
    )


def logs(namespace: str, pod: str, container: str, *, previous: bool = False) -> str:
    """The last lines of one container's log."""
    more = ("--previous",) if previous else ()
    return kubectl(namespace, "logs", pod, "-c", container, "--tail=50", *more)
