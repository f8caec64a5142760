"""The same by hand: the command with which a person does it, and the way back, as words and as a mitigation.

Pure, and the same whenever asked. A lone on-call with the rights may act without Lookout.
"""

import json
import shlex

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
from bot.domain.proposal import LiveTarget
from bot.domain.target import Subject

NO_WAY_BACK = {
    "restart": "nothing to take back: the pods are replaced from the same template",
    "delete-pod": "nothing to take back: the pod's workload makes another one",
    "evict-pod": "nothing to take back: the pod's workload makes another one",
}


def kubectl_for(mitigation: Mitigation, context: str = "") -> str:  # noqa: PLR0911 - one for each of the union
    """The command with which a person does the same, on one line; `context` "" is kubectl's current one."""
    head, subject = _kubectl(mitigation.subject, context), _argument(mitigation.subject)
    match mitigation:
        case Undo():
            return f"{head} rollout undo {subject} --to-revision={mitigation.to_revision}"
        case Restart() | Pause() | Resume():
            return f"{head} rollout {mitigation.action} {subject}"
        case Scale():
            counts = f"--current-replicas={mitigation.from_replicas} --replicas={mitigation.to_replicas}"
            return f"{head} scale {subject} {counts}"
        case DeletePod():
            return f"{head} delete {subject}"
        case EvictPod():
            return _eviction(mitigation.subject, context)
        case Cordon() | Uncordon():
            return f"{head} {mitigation.action} {shlex.quote(mitigation.subject.name)}"
        case SuspendCronJob() | ResumeCronJob():
            word = "true" if isinstance(mitigation, SuspendCronJob) else "false"
            return f'{head} patch {subject} -p \'{{"spec":{{"suspend":{word}}}}}\''
        case RecreateJob():
            return f"{head} get {subject} -o json | jq '{_again(mitigation.new_name)}' | {head} create -f -"


def undo_of(mitigation: Mitigation, live: LiveTarget) -> str:
    """How to take the change back, in words or as a command; the same whenever asked."""
    head, subject = _kubectl(mitigation.subject, ""), _argument(mitigation.subject)
    match mitigation:
        case Undo():
            return f"{head} rollout undo {subject} --to-revision={live.revision}"
        case Scale():
            return f"{head} scale {subject} --replicas={mitigation.from_replicas}"
        case RecreateJob():
            return f"{head} delete {_argument(mitigation.made)}"
        case _:
            back = inverse_of(mitigation, live)
            return kubectl_for(back) if back else NO_WAY_BACK[mitigation.action]


def inverse_of(mitigation: Mitigation, live: LiveTarget) -> Mitigation | None:  # noqa: PLR0911 - one for each of the union
    """The mitigation that takes this one back, `live` being the target as it was before; None if there is none.

    A restart, a deletion and an eviction have none. The Job that a re-creation makes is for people to delete.
    """
    match mitigation:
        case Restart() | DeletePod() | EvictPod() | RecreateJob():
            return None
        case Undo(subject=subject):
            return Undo(subject=subject, to_revision=live.revision) if live.revision else None
        case Scale(subject=subject, from_replicas=before, to_replicas=after):
            return Scale(subject=subject, from_replicas=after, to_replicas=before)
        case Pause(subject=subject):
            return Resume(subject=subject)
        case Resume(subject=subject):
            return Pause(subject=subject)
        case Cordon(subject=subject):
            return Uncordon(subject=subject)
        case Uncordon(subject=subject):
            return Cordon(subject=subject)
        case SuspendCronJob(subject=subject):
            return ResumeCronJob(subject=subject)
        case ResumeCronJob(subject=subject):
            return SuspendCronJob(subject=subject)


def _eviction(pod: Subject, context: str) -> str:
    """Kubectl has no verb for one eviction; this sends the same request."""
    metadata = {"name": pod.name, "namespace": pod.namespace}
    body = json.dumps(
        {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": metadata}, separators=(",", ":")
    )
    place = f"/api/v1/namespaces/{pod.namespace}/pods/{pod.name}/eviction"
    head = f"kubectl --context {shlex.quote(context)}" if context else "kubectl"
    return f"echo {shlex.quote(body)} | {head} create --raw {shlex.quote(place)} -f -"


def _again(new_name: str) -> str:
    """The jq program that makes a new Job of an old one, as `bot.facts.job_again` does."""
    labels = '.labels|=((.//{})|with_entries(select(.key|test("controller-uid$|job-name$")|not)))'
    return (
        f'{{apiVersion,kind,metadata:{{name:"{new_name}",labels:.metadata.labels}},spec}}'
        f"|del(.spec.selector)|(.metadata,.spec.template.metadata)|=({labels})"
    )


def _kubectl(subject: Subject, context: str) -> str:
    at = f" --context {shlex.quote(context)}" if context else ""
    return f"kubectl{at} -n {shlex.quote(subject.namespace)}" if subject.namespace else f"kubectl{at}"


def _argument(subject: Subject) -> str:
    return f"{subject.kind.lower()}/{shlex.quote(subject.name)}"
