"""What a mitigation means in the API's words: the patch, the equivalent kubectl command, the way back.

Pure: objects as they were read go in, a body or a sentence comes out. `bot.facts.live` hashes what such a
patch would touch; the cluster writer sends it, with the preconditions that only it knows.
"""

import shlex
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from bot.domain.errors import PermanentError
from bot.domain.mitigation import Mitigation, Restart, Scale, Undo
from bot.domain.proposal import LiveTarget
from bot.domain.target import Subject

Raw = Mapping[str, Any]

REVISION = "deployment.kubernetes.io/revision"
RESTARTED_AT = "kubectl.kubernetes.io/restartedAt"
TEMPLATE_HASH = "pod-template-hash"


def revision_of(raw: Raw) -> int:
    """The revision number that the controller wrote on a Deployment or ReplicaSet; 0 if there is none."""
    text = str((raw.get("metadata", {}).get("annotations") or {}).get(REVISION, ""))
    return int(text) if text.isdecimal() else 0


def owned_by(workload: Raw, replicasets: Sequence[Raw]) -> tuple[Raw, ...]:
    """The ReplicaSets that this very workload owns (by uid: a namesake's leftovers do not count)."""
    uid = workload.get("metadata", {}).get("uid")
    return tuple(one for one in replicasets if uid and uid in _owner_uids(one))


def template_of(raw: Raw) -> dict[str, Any]:
    """A copy of the pod template as a person wrote it: without the controller's hash label."""
    template = deepcopy(dict(raw.get("spec", {}).get("template") or {}))
    labels = (template.get("metadata") or {}).get("labels") or {}
    labels.pop(TEMPLATE_HASH, None)
    return template


def revision_template(revision: int, subject: Subject, replicasets: Sequence[Raw]) -> dict[str, Any] | None:
    """The pod template of that revision, from the ReplicaSet that kept it; None if none did."""
    for one in replicasets:
        if revision_of(one) == revision and subject.name in _owner_names(one, subject.kind):
            return template_of(one)
    return None


def previous_revision(workload: Raw, replicasets: Sequence[Raw]) -> int | None:
    """The newest revision other than the current one whose template differs from the current one.

    A revision that differs only in the time of a restart is no way back, so it is passed over.
    """
    current, template = revision_of(workload), _comparable(template_of(workload))
    others = (
        revision_of(one)
        for one in owned_by(workload, replicasets)
        if _comparable(template_of(one)) != template
    )
    return max((number for number in others if 0 < number != current), default=None)


def patch_for(mitigation: Mitigation, *, replicasets: Sequence[Raw], now_text: str) -> dict[str, Any]:
    """The strategic-merge patch that carries out a mitigation, without any precondition.

    `replicasets` are those of the Deployment (needed for an undo only), `now_text` is RFC 3339. The body of a
    scale is for the scale subresource.

    Raises:
        PermanentError: no ReplicaSet keeps the wanted revision any more.
    """
    match mitigation:
        case Restart():
            return {"spec": {"template": {"metadata": {"annotations": {RESTARTED_AT: now_text}}}}}
        case Scale():
            return {"spec": {"replicas": mitigation.to_replicas}}
        case Undo():
            template = revision_template(mitigation.to_revision, mitigation.subject, replicasets)
            if template is None:
                raise PermanentError(
                    f"revision {mitigation.to_revision} of {mitigation.subject} is not kept by any ReplicaSet"
                )
            return {"spec": {"template": {"$patch": "replace", **template}}}


def kubectl_for(mitigation: Mitigation, context: str = "") -> str:
    """The command with which a person does the same; `context` "" is kubectl's current one."""
    head, subject = _kubectl(mitigation.subject, context), _argument(mitigation.subject)
    match mitigation:
        case Restart():
            return f"{head} rollout restart {subject}"
        case Undo():
            return f"{head} rollout undo {subject} --to-revision={mitigation.to_revision}"
        case Scale():
            counts = f"--current-replicas={mitigation.from_replicas} --replicas={mitigation.to_replicas}"
            return f"{head} scale {subject} {counts}"


def undo_of(mitigation: Mitigation, live: LiveTarget) -> str:
    """How to take the change back, in words or as a command; the same whenever asked."""
    head, subject = _kubectl(mitigation.subject, ""), _argument(mitigation.subject)
    match mitigation:
        case Restart():
            return "nothing to take back: the pods are replaced from the same template"
        case Undo():
            return f"{head} rollout undo {subject} --to-revision={live.revision}"
        case Scale():
            return f"{head} scale {subject} --replicas={mitigation.from_replicas}"


def inverse_of(mitigation: Mitigation, live: LiveTarget) -> Mitigation | None:
    """The mitigation that takes this one back, `live` being the target as it was before; a restart has none."""
    match mitigation:
        case Restart():
            return None
        case Undo(subject=subject):
            return Undo(subject=subject, to_revision=live.revision) if live.revision else None
        case Scale(subject=subject, from_replicas=before, to_replicas=after):
            return Scale(subject=subject, from_replicas=after, to_replicas=before)


def _comparable(template: dict[str, Any]) -> dict[str, Any]:
    """A template without what says nothing about its content: the restart's time, empty and null metadata."""
    metadata = dict(template.get("metadata") or {})
    annotations = {k: v for k, v in (metadata.get("annotations") or {}).items() if k != RESTARTED_AT}
    kept = {**metadata, "annotations": annotations}
    return {**template, "metadata": {key: value for key, value in kept.items() if value}}


def _owner_uids(raw: Raw) -> set[str]:
    return {str(owner.get("uid")) for owner in raw.get("metadata", {}).get("ownerReferences") or ()}


def _owner_names(raw: Raw, kind: str) -> set[str]:
    owners = raw.get("metadata", {}).get("ownerReferences") or ()
    return {str(owner.get("name")) for owner in owners if owner.get("kind") == kind}


def _kubectl(subject: Subject, context: str) -> str:
    at = f" --context {shlex.quote(context)}" if context else ""
    return f"kubectl{at} -n {shlex.quote(subject.namespace)}"


def _argument(subject: Subject) -> str:
    return f"{subject.kind.lower()}/{shlex.quote(subject.name)}"
