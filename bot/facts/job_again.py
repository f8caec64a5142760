"""A failed Job's template once more: the body of a new Job, without what the API server and others wrote into the old.

A Job's template is immutable and a failed one never runs again, so doing its work again takes a new object. The old one
is left as it is: its pods and logs are the evidence of what went wrong.
"""

import hashlib
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from bot.facts.raw import dig, items, labels, name_of, text

Raw = Mapping[str, Any]

LONGEST_NAME = 63
"""A Job's name becomes a label of its pods, which may not be longer."""
RECREATED_FROM = "lookout.dev/recreated-from"
_OF_THE_CONTROLLER = frozenset(
    {"controller-uid", "job-name", "batch.kubernetes.io/controller-uid", "batch.kubernetes.io/job-name"}
)


def again_name(job: Raw) -> str:
    """The name of the Job that does this one's work again: its own, and six hexadecimal digits of its uid's SHA-256.

    The same whenever asked, so of two creations the API server takes one.
    """
    tail = "-" + hashlib.sha256(text(job, "metadata", "uid").encode()).hexdigest()[:6]
    return name_of(job)[: LONGEST_NAME - len(tail)].rstrip("-.") + tail


def has_failed(job: Raw) -> bool:
    """Whether the Job is given up: its condition Failed is true."""
    return _holds(job, "Failed")


def has_succeeded(job: Raw) -> bool:
    """Whether the Job is done: its condition Complete is true."""
    return _holds(job, "Complete")


def job_again(job: Raw, new_name: str) -> dict[str, Any]:
    """The body of the new Job: the old one's labels, and its spec without the selector that the controller gave it."""
    spec = deepcopy(dict(job.get("spec") or {}))
    for field in ("selector", "manualSelector"):
        spec.pop(field, None)
    _strip(dig(spec, "template", "metadata"))
    metadata: dict[str, Any] = {"name": new_name, "namespace": text(job, "metadata", "namespace")}
    metadata["labels"] = _own(labels(job, "metadata", "labels"))
    metadata["annotations"] = {RECREATED_FROM: f"{name_of(job)}/{text(job, 'metadata', 'uid')}"}
    return {"apiVersion": "batch/v1", "kind": "Job", "metadata": metadata, "spec": spec}


def _strip(metadata: Any) -> None:
    """Take the controller's labels out of a template's metadata, in place."""
    if isinstance(metadata, dict):
        metadata["labels"] = _own(labels(metadata, "labels"))
        metadata.pop("creationTimestamp", None)


def _own(borne: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in borne.items() if key not in _OF_THE_CONTROLLER}


def _holds(job: Raw, kind: str) -> bool:
    found = (one for one in items(job, "status", "conditions") if one.get("type") == kind)
    return any(one.get("status") == "True" for one in found)
