"""What a dry run says, for people: a diff of what would change, or a sentence of what would go.

The API server answers a deletion's dry run with the object, and an eviction's with nothing but yes; neither is a diff.
"""

from typing import Any

from bot.adapters.kubernetes.difference import difference
from bot.domain.mitigation import DeletePod, EvictPod, Mitigation, RecreateJob, Restart, Scale, Undo
from bot.facts.manager import controller_of
from bot.facts.pod import Pod
from bot.facts.raw import dig, text
from bot.facts.touched import is_leaving

Raw = dict[str, Any]


def fault(mitigation: Mitigation, before: Raw) -> str:
    """Why the change would do nothing of what it means to, although the API server would take it; "" if it would."""
    subject = mitigation.subject
    if isinstance(mitigation, Restart | Undo) and dig(before, "spec", "paused"):
        return f"{subject} is paused: a change would wait until it is resumed"
    if isinstance(mitigation, DeletePod | EvictPod) and is_leaving(before):
        return f"{subject} is being deleted already: a second request would change nothing"
    return ""


def shown(mitigation: Mitigation, before: Raw, after: Raw, *, key: bytes) -> str:
    """The dry run's answer as text, "" if nothing that counts would change; `key` is the redaction key."""
    match mitigation:
        case Scale():
            return difference(_replicas(before), _replicas(after), name=str(mitigation.subject), key=key)
        case DeletePod() | EvictPod():
            return _leaving(mitigation, before)
        case RecreateJob():
            return difference({}, after, name=str(mitigation.made), key=key)
        case _:
            return difference(before, after, name=str(mitigation.subject), key=key)


def _leaving(mitigation: DeletePod | EvictPod, pod: Raw) -> str:
    seen, owner = Pod(pod), controller_of(pod)
    where = f"on node {seen.node}" if seen.node else "on no node yet"
    state = "ready" if seen.ready else "not ready"
    verb = "deleted" if isinstance(mitigation, DeletePod) else "evicted"
    again = f"{text(owner, 'kind')} {text(owner, 'name')} makes another" if owner else "nothing makes another"
    return f"{mitigation.subject} (uid {seen.uid}, {where}, {state}) would be {verb}; {again}."


def _replicas(raw: Raw) -> Raw:
    return {"spec": {"replicas": (raw.get("spec") or {}).get("replicas", 0)}}
