"""What is plainly not well, whether or not any rule can tell why.

Silence of the rules is "healthy" only if nothing here stands; else it is "not enough evidence". What just
began (a minute) is no symptom: pods take time to start.
"""

from collections.abc import Iterator

from bot.domain.target import Subject
from bot.facts.pod import Pod
from bot.facts.raw import number
from bot.facts.view import View
from bot.facts.when import newest
from bot.facts.workload import Workload

_GRACE = 60


def symptoms(view: View) -> tuple[tuple[Subject, str], ...]:
    """Subjects of the incident's namespace, and nodes, that are not well, each with what can be seen."""
    return (*_workloads(view), *_alone(view), *_nodes(view))


def _workloads(view: View) -> Iterator[tuple[Subject, str]]:
    for subject, workload in sorted(view.workloads.items(), key=lambda item: str(item[0])):
        if subject.namespace != view.namespace or workload.owner:
            continue
        wanted, ready = _counts(workload)
        starting = sum(fresh(view, pod) for pod in view.pods_by_owner.get(subject, ()))
        if wanted - ready > starting:
            yield subject, f"{ready} of {wanted} replicas ready"


def _counts(workload: Workload) -> tuple[int, int]:
    """Wanted and ready replicas; (0, 0) for kinds that keep none and where no status was read."""
    if not workload.raw.get("status"):
        return 0, 0
    if workload.kind == "DaemonSet":
        status = workload.raw
        return number(status, "status", "desiredNumberScheduled"), number(status, "status", "numberReady")
    return (workload.wanted, workload.ready) if workload.kind in {"Deployment", "StatefulSet"} else (0, 0)


def _alone(view: View) -> Iterator[tuple[Subject, str]]:
    """Pods that no counted workload speaks for."""
    for subject, pods in sorted(view.pods_by_owner.items(), key=lambda item: str(item[0])):
        if subject.namespace == view.namespace and subject not in view.workloads:
            ill = [pod for pod in pods if not pod.ready and not fresh(view, pod)]
            if ill:
                yield subject, f"{len(ill)} of {len(pods)} pods not ready"


def _nodes(view: View) -> Iterator[tuple[Subject, str]]:
    for node in view.nodes:
        if node.condition("Ready") and not node.ready:
            yield Subject(kind="Node", name=node.name), "not ready"


def fresh(view: View, pod: Pod) -> bool:
    """Whether the pod is not ready yet and had no time to become so."""
    began = newest(pod.created, *(one.since for one in pod.containers))
    return not pod.ready and view.recent(began, _GRACE)
