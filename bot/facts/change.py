"""What a mitigation means in the API's words: revisions, and the patch that carries it out.

Pure: objects as they were read go in, a body comes out. `bot.facts.touched` hashes what such a patch would touch; the
cluster writer sends it, with the preconditions that only it knows; `bot.facts.by_hand` says the same for people.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from bot.domain.errors import PermanentError
from bot.domain.mitigation import (
    Cordon,
    Mitigation,
    Pause,
    Restart,
    Resume,
    ResumeCronJob,
    Scale,
    SuspendCronJob,
    Uncordon,
    Undo,
)
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
        PermanentError: no ReplicaSet keeps the wanted revision any more, or the mitigation is no patch.
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
        case Pause() | Resume():
            return {"spec": {"paused": isinstance(mitigation, Pause)}}
        case Cordon() | Uncordon():
            return {"spec": {"unschedulable": isinstance(mitigation, Cordon)}}
        case SuspendCronJob() | ResumeCronJob():
            return {"spec": {"suspend": isinstance(mitigation, SuspendCronJob)}}
        case _:
            raise PermanentError(f"{mitigation.action} of {mitigation.subject} is no patch")


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
