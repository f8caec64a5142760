"""A mitigation in words: what would change, and how much of it."""

from bot.domain.mitigation import (
    Cordon,
    DeletePod,
    EvictPod,
    Mitigation,
    Pause,
    RecreateJob,
    Resume,
    ResumeCronJob,
    Scale,
    SuspendCronJob,
    Undo,
)
from bot.domain.proposal import Proposal
from bot.render.words import count, name


def deed(mitigation: Mitigation) -> str:  # noqa: PLR0911 - one for each of the union
    """`roll Deployment shop/checkout back to revision 6`: an infinitive without subject or tense."""
    subject = name(str(mitigation.subject), 160)
    match mitigation:
        case Undo():
            return f"roll {subject} back to revision {mitigation.to_revision}"
        case Scale():
            return f"scale {subject} from {mitigation.from_replicas} to {mitigation.to_replicas} replicas"
        case Pause() | Resume():
            return f"{mitigation.action} the rollout of {subject}"
        case DeletePod():
            return f"delete {subject} with its grace"
        case EvictPod():
            return f"evict {subject}"
        case SuspendCronJob() | ResumeCronJob():
            word = "suspend" if isinstance(mitigation, SuspendCronJob) else "resume"
            return f"{word} the schedule of {subject}"
        case RecreateJob():
            return f"create {subject} again as {name(mitigation.new_name, 80)}"
        case _:  # restart, cordon and uncordon are their own words
            return f"{mitigation.action} {subject}"


def caveat(mitigation: Mitigation) -> str:
    """What the diff does not show of the effect, as a sentence; "" if it shows all."""
    match mitigation:
        case Resume():
            return "What was changed in the template while it was paused is rolled out then."
        case Cordon():
            return "The pods on the node stay there; new ones go elsewhere."
        case ResumeCronJob():
            return "A run that was missed meanwhile may start at once."
        case SuspendCronJob():
            return "A run that has begun goes on."
        case RecreateJob():
            return "The work is done a second time from its beginning; the failed Job and its logs stay."
        case _:
            return ""


def blast_radius(proposal: Proposal) -> str:
    """What the action would touch, of how much, against the runbook's limits."""
    live, limits, subject = proposal.live, proposal.limits, proposal.mitigation.subject
    hourly = f"at most {count(limits.per_hour, 'change')} an hour"
    if not subject.namespace:
        open_to = f"of {count(live.replicas, 'node')} ready and open to new pods"
        if not isinstance(proposal.mitigation, Cordon):
            return f"1 node and no pod; {live.ready} {open_to} as it was read, {hourly}"
        least = f"(least {limits.min_nodes_share:.0%})"
        return f"1 node and no pod; leaves {live.ready - live.lost} {open_to} {least}, {hourly}"
    pods = f"{count(live.pods, 'pod')}"
    if not live.replicas:
        return f"1 object in 1 namespace, {pods} (limit {limits.max_pods}), {hourly}"
    share = live.lost / live.ready if live.ready else 0.0
    return (
        f"{pods} of a workload that wants {live.replicas} (limit {limits.max_pods}), "
        f"{share:.0%} of the {live.ready} ready (limit {limits.max_share:.0%}), {hourly}"
    )


def where(proposal: Proposal) -> str:
    """The target: object, cluster and service."""
    service = f", service {name(proposal.service, 80)}" if proposal.service else ""
    return f"{name(str(proposal.mitigation.subject), 160)}, cluster {name(proposal.cluster, 80)}{service}"
