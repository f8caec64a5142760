"""Orders: the one request that carries a mitigation out, as method, path and body.

Every body names the uid of what was decided on, and for the real write its resourceVersion too, so the API server
refuses whatever is meant for another object or another state. A deletion has its options in the body alone: where there
is a body the API server reads none from the query, `dryRun` included.
"""

from dataclasses import dataclass
from typing import Any

from bot.adapters.kubernetes.kinds import path_of
from bot.domain.errors import PermanentError
from bot.domain.mitigation import DeletePod, EvictPod, Mitigation, RecreateJob, Scale
from bot.domain.proposal import LiveTarget
from bot.domain.target import Subject
from bot.domain.tool import TOOLS
from bot.facts.job_again import job_again

PROPOSAL = "lookout.dev/proposal"
MERGE, JSON = "application/strategic-merge-patch+json", "application/json"
PLURALS = {
    "CronJob": "cronjobs",
    "DaemonSet": "daemonsets",
    "Deployment": "deployments",
    "Job": "jobs",
    "Node": "nodes",
    "Pod": "pods",
    "StatefulSet": "statefulsets",
}
"""The kinds that are ever changed."""
ALL = ["All"]


@dataclass(frozen=True, slots=True)
class Order:
    """One request, without its query."""

    method: str
    path: str
    body: dict[str, Any]
    content_type: str = JSON


def place(subject: Subject, *parts: str) -> str:
    """The path of one object that may be changed.

    Raises:
        PermanentError: a kind that Lookout changes nothing about.
    """
    plural = PLURALS.get(subject.kind)
    if plural is None:
        raise PermanentError(f"{subject} is of a kind that Lookout changes nothing about")
    return path_of(plural, subject.namespace, subject.name, *parts)


def require_kind(mitigation: Mitigation) -> None:
    """Nothing, if the action is for this kind.

    Raises:
        PermanentError: it is not.
    """
    if mitigation.subject.kind not in TOOLS[mitigation.action].kinds:
        raise PermanentError(f"{mitigation.action} of {mitigation.subject} is nothing that Lookout does")


def order(
    mitigation: Mitigation,
    *,
    current: dict[str, Any],
    patch: dict[str, Any],
    meets: dict[str, str],
    mark: str = "",
    dry: bool = False,
) -> Order:
    """The request for a mitigation.

    `current` is the object as it is (read for a Job, else {}), `patch` the bare patch of an action that is one, `meets`
    the preconditions (`uid`, `resourceVersion`), `mark` the proposal's id for the annotation.

    Raises:
        PermanentError: the action is not for this kind.
    """
    require_kind(mitigation)
    subject = mitigation.subject
    match mitigation:
        case DeletePod():
            body = {"apiVersion": "v1", "kind": "DeleteOptions", **_options(meets, dry=dry)}
            return Order("DELETE", place(subject), body)
        case EvictPod():
            metadata = {"name": subject.name, "namespace": subject.namespace}
            body = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": metadata}
            body["deleteOptions"] = _options(meets, dry=dry)
            return Order("POST", place(subject, "eviction"), body)
        case RecreateJob():
            fresh = job_again(current, mitigation.new_name)
            fresh["metadata"]["annotations"] |= {PROPOSAL: mark} if mark else {}
            return Order("POST", path_of("jobs", subject.namespace), fresh)
        case _:
            return _patching(mitigation, patch, meets, mark)


def preconditions(live: LiveTarget) -> dict[str, str]:
    """What the real write must meet."""
    return {"uid": live.uid, "resourceVersion": live.resource_version}


def described(mitigation: Mitigation, live: LiveTarget) -> str:
    """The request in one line, as the ledger and the thread show it."""
    subject = mitigation.subject
    method, name, parts = "PATCH", subject.name, tuple[str, ...]()
    match mitigation:
        case Scale():
            parts = ("scale",)
        case DeletePod():
            method = "DELETE"
        case EvictPod():
            method, parts = "POST", ("eviction",)
        case RecreateJob():
            method, name = "POST", mitigation.new_name
        case _:
            pass
    what = "/".join((PLURALS.get(subject.kind, subject.kind.lower()), name, *parts))
    where = f" in {subject.namespace}" if subject.namespace else ""
    of = f" from {subject.name}" if isinstance(mitigation, RecreateJob) else ""
    return f"{method} {what}{where}{of} (uid {live.uid}, resourceVersion {live.resource_version})"


def _patching(mitigation: Mitigation, patch: dict[str, Any], meets: dict[str, str], mark: str) -> Order:
    scale = isinstance(mitigation, Scale)
    metadata: dict[str, Any] = dict(meets)
    if mark and not scale:  # the scale subresource keeps no annotations
        metadata["annotations"] = {PROPOSAL: mark}
    path = place(mitigation.subject, *(("scale",) if scale else ()))
    return Order("PATCH", path, {**patch, "metadata": metadata}, MERGE)


def _options(meets: dict[str, str], *, dry: bool) -> dict[str, Any]:
    return {"preconditions": meets, **({"dryRun": ALL} if dry else {})}
