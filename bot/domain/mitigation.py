"""Mitigations: a closed union of typed actions. What is not here, Lookout cannot do.

Each changes one object. What each may be applied to, what a runbook may tell it and which rights it takes stands in
`bot.domain.tool`; what each costs, in `bot.gates.tiers`.
"""

from typing import Annotated, Literal

from pydantic import Field

from bot.domain.noun import Noun
from bot.domain.target import Subject


class Restart(Noun):
    """Roll the pods of a workload by a new pod-template annotation."""

    action: Literal["restart"] = "restart"
    subject: Subject


class Undo(Noun):
    """Put the pod template of an earlier revision back into a Deployment. `to_revision` is that revision's number."""

    action: Literal["undo"] = "undo"
    subject: Subject
    to_revision: int


class Pause(Noun):
    """Hold a Deployment's rollout where it stands: no pod is replaced until it is resumed."""

    action: Literal["pause"] = "pause"
    subject: Subject


class Resume(Noun):
    """Let a paused Deployment's rollout go on, with whatever was changed in its template meanwhile."""

    action: Literal["resume"] = "resume"
    subject: Subject


class Scale(Noun):
    """Set the replicas of a workload through the scale subresource, from the number seen to the number wanted."""

    action: Literal["scale"] = "scale"
    subject: Subject
    from_replicas: int
    to_replicas: int


class DeletePod(Noun):
    """Delete one pod with its grace, so that its workload makes another. Never by force."""

    action: Literal["delete-pod"] = "delete-pod"
    subject: Subject


class EvictPod(Noun):
    """Ask for one pod to leave through the eviction subresource, which keeps disruption budgets."""

    action: Literal["evict-pod"] = "evict-pod"
    subject: Subject


class Cordon(Noun):
    """Keep new pods off a node; those on it stay."""

    action: Literal["cordon"] = "cordon"
    subject: Subject


class Uncordon(Noun):
    """Let new pods onto a cordoned node again."""

    action: Literal["uncordon"] = "uncordon"
    subject: Subject


class SuspendCronJob(Noun):
    """Let a CronJob's schedule start no more Jobs; one that runs goes on."""

    action: Literal["suspend-cronjob"] = "suspend-cronjob"
    subject: Subject


class ResumeCronJob(Noun):
    """Let a suspended CronJob's schedule start Jobs again; one that it missed may start at once."""

    action: Literal["resume-cronjob"] = "resume-cronjob"
    subject: Subject


class RecreateJob(Noun):
    """Create a failed Job's template again under `new_name`; the failed one, its pods and its logs stay.

    One write in place of a deletion and a creation, between which there would be neither. The name follows from the
    failed Job's uid, so a second attempt meets the first one's Job and is refused by the API server.
    """

    action: Literal["recreate-job"] = "recreate-job"
    subject: Subject
    new_name: str

    @property
    def made(self) -> Subject:
        """The Job that it creates."""
        return Subject(kind="Job", namespace=self.subject.namespace, name=self.new_name)


Mitigation = Annotated[
    Restart
    | Undo
    | Pause
    | Resume
    | Scale
    | DeletePod
    | EvictPod
    | Cordon
    | Uncordon
    | SuspendCronJob
    | ResumeCronJob
    | RecreateJob,
    Field(discriminator="action"),
]
