"""Runbook: machine-parseable steps, owned and reviewed. Prose in it is for people and is never executed."""

from datetime import date

from pydantic import Field

from bot.domain.noun import Noun


class Limits(Noun):
    """Bounds on one step: pods it may touch, share of ready replicas, changes per service and hour, replica bounds.

    `min_nodes_share` is the share of all nodes that a cordon must leave ready and open to new pods.
    """

    max_pods: int = Field(default=10, ge=1)
    max_share: float = Field(default=1.0, gt=0, le=1)
    per_hour: int = Field(default=2, ge=1)
    min_replicas: int = Field(default=1, ge=0)
    max_replicas: int = Field(default=10, ge=1)
    min_nodes_share: float = Field(default=0.5, gt=0, le=1)


class Step(Noun):
    """One step.

    `tool` is "observe" (a check for a human, `command` is what to paste) or the name of a mitigation (see
    `bot.domain.tool`); `arguments` go to that tool ("replicas": "+1"); `needs` are the permissions it takes, as
    "verb resource[/subresource]"; `expect` says what should be true afterwards, within `expect_within` seconds;
    `escalation` whom to wake when this step does not bring it ("": the runbook's).
    """

    id: str
    title: str
    tool: str
    arguments: dict[str, str] = Field(default_factory=dict)
    needs: tuple[str, ...] = ()
    tier: int = Field(ge=0, le=3)
    limits: Limits = Limits()
    undo: str = ""
    expect: str = ""
    expect_within: int = Field(default=300, ge=5)
    escalation: str = ""
    command: str = ""
    prose: str = ""


class Runbook(Noun):
    """The runbook of one or more causes.

    `owner` and `escalation` (whom to wake when it does not help) are a group's handle or a person's Slack id.
    """

    id: str
    version: int = Field(ge=1)
    title: str
    owner: str
    reviewed: date
    causes: tuple[str, ...]
    steps: tuple[Step, ...]
    escalation: str
    prose: str = ""
    source: str = ""
