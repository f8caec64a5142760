"""Mitigations: a closed union of typed actions. What is not here, Lookout cannot do."""

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


class Scale(Noun):
    """Set the replicas of a workload through the scale subresource, from the number seen to the number wanted."""

    action: Literal["scale"] = "scale"
    subject: Subject
    from_replicas: int
    to_replicas: int


Mitigation = Annotated[Restart | Undo | Scale, Field(discriminator="action")]
