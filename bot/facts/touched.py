"""What an action would change of an object, as a hash.

It is what tells two humans' decision about one thing from a write to another.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.mitigation import (
    Cordon,
    DeletePod,
    EvictPod,
    Mitigation,
    Pause,
    RecreateJob,
    Restart,
    Resume,
    ResumeCronJob,
    Scale,
    SuspendCronJob,
    Uncordon,
    Undo,
)
from bot.facts.change import owned_by, revision_template, template_of
from bot.facts.job_again import has_failed
from bot.facts.raw import text

Raw = Mapping[str, Any]


def touched_by(mitigation: Mitigation, *, target: Raw, replicasets: Sequence[Raw] = ()) -> str:
    """SHA-256 (hex) over the canonical JSON of the fields that the mitigation would change or depends on.

    `target` is the raw object, `replicasets` are of its namespace (an undo also depends on the template that it puts
    back). A resume rolls out whatever was changed meanwhile, so it depends on the template too.
    """
    return _digest(_touched(mitigation, target, replicasets))


def _touched(mitigation: Mitigation, target: Raw, replicasets: Sequence[Raw]) -> dict[str, Any]:  # noqa: PLR0911 - one for each of the union
    spec = target.get("spec", {})
    match mitigation:
        case Restart():
            return {"template": template_of(target)}
        case Undo():
            own = owned_by(target, replicasets)
            wanted = revision_template(mitigation.to_revision, mitigation.subject, own)
            return {"template": template_of(target), "wanted": wanted}
        case Pause():
            return {"paused": spec.get("paused") is True}
        case Resume():
            return {"paused": spec.get("paused") is True, "template": template_of(target)}
        case Scale():
            return {"replicas": spec.get("replicas", 1)}
        case DeletePod() | EvictPod():
            return {"node": spec.get("nodeName"), "leaving": is_leaving(target)}
        case Cordon() | Uncordon():
            return {"unschedulable": spec.get("unschedulable") is True}
        case SuspendCronJob() | ResumeCronJob():
            return {"suspend": spec.get("suspend") is True, "jobTemplate": spec.get("jobTemplate")}
        case RecreateJob():
            return {"spec": spec, "failed": has_failed(target)}


def is_leaving(raw: Raw) -> bool:
    """Whether the object is being deleted already."""
    return bool(text(raw, "metadata", "deletionTimestamp"))


def _digest(fields: Mapping[str, Any]) -> str:
    canonical = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
