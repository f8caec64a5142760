"""A mitigation in words: what would change, and how much of it."""

from bot.domain.mitigation import Mitigation, Restart, Undo
from bot.domain.proposal import Proposal
from bot.render.words import count, name


def deed(mitigation: Mitigation) -> str:
    """`roll Deployment shop/checkout back to revision 6`: an infinitive without subject or tense."""
    subject = name(str(mitigation.subject), 160)
    if isinstance(mitigation, Restart):
        return f"restart {subject}"
    if isinstance(mitigation, Undo):
        return f"roll {subject} back to revision {mitigation.to_revision}"
    return f"scale {subject} from {mitigation.from_replicas} to {mitigation.to_replicas} replicas"


def blast_radius(proposal: Proposal) -> str:
    """Pods that the action would replace, of how many, against the runbook's limits."""
    live, limits = proposal.live, proposal.limits
    share = min(live.pods, live.ready) / live.ready if live.ready else 0.0
    return (
        f"{count(live.pods, 'pod')} of a workload that wants {live.replicas} (limit {limits.max_pods}), "
        f"{share:.0%} of the {live.ready} ready (limit {limits.max_share:.0%}), "
        f"at most {count(limits.per_hour, 'change')} an hour"
    )


def where(proposal: Proposal) -> str:
    """The target: object, cluster and service."""
    service = f", service {name(proposal.service, 80)}" if proposal.service else ""
    return f"{name(str(proposal.mitigation.subject), 160)}, cluster {name(proposal.cluster, 80)}{service}"
