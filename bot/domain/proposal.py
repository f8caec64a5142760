"""Proposal: one mitigation on one live target, the decisions on it, and the attempt that may follow (gate.md)."""

import hashlib
import json
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.domain.freeze import Override, Place
from bot.domain.mitigation import Mitigation
from bot.domain.noun import Noun
from bot.domain.runbook import Limits
from bot.domain.target import Subject


class ProposalState(StrEnum):
    """`ARMED` has both decisions. States after `EXECUTING` are terminal."""

    PENDING = "PENDING"
    ARMED = "ARMED"
    EXECUTING = "EXECUTING"
    DONE = "DONE"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"
    WITHDRAWN = "WITHDRAWN"

    @property
    def is_open(self) -> bool:
        """Still waiting for a decision or for its execution to begin."""
        return self in (ProposalState.PENDING, ProposalState.ARMED)


class DecisionRole(StrEnum):
    """The two keys: the commander approves, the owner confirms."""

    COMMANDER = "commander"
    OWNER = "owner"


BUDGETS, AUTOSCALERS = "PodDisruptionBudget", "HorizontalPodAutoscaler"
"""Kinds that limits hang on and that may be unread while the target itself was read."""


class Budget(Noun):
    """A PodDisruptionBudget over the pods of a target: how many must stay healthy, how many are, how many may go."""

    name: str
    desired: int
    healthy: int
    allowed: int


class LiveTarget(Noun):
    """The target as it is now.

    `touched` is the SHA-256 of the spec fields that the action would change; `resource_version` is the precondition of
    the write and no part of any digest. `pods` counts the pods that the action would replace, `losing` how many ready
    ones it takes away at once (None: as many of them as are ready), `ready` and `replicas` are of the workload,
    `settled` says that its controller has nothing left to roll out. Of a node they count nodes: all, and those that are
    ready and take new pods; its `losing` is 1 if it is one of those. `owner` is the workload where the target is a pod
    of it. `held` says that it is paused, suspended, cordoned or being deleted, and of a Job that it failed. `budgets`
    are the disruption budgets over its pods, read for an action that takes pods away; `unread` has those of `BUDGETS`
    and `AUTOSCALERS` that such an action wants and that could not be read. `manager` names what else manages
    the object ("Argo CD application shop"), "" if nothing. `opted_in` is the label of the namespace or of the node,
    `critical` the workload's.
    """

    uid: str
    generation: int
    resource_version: str
    touched: str
    replicas: int
    ready: int
    pods: int
    losing: int | None = None
    revision: int = 0
    settled: bool = True
    held: bool = False
    owner: Subject | None = None
    budgets: tuple[Budget, ...] = ()
    unread: tuple[str, ...] = ()
    manager: str = ""
    opted_in: bool = False
    critical: bool = False

    @property
    def lost(self) -> int:
        """How many ready replicas (of a node: ready nodes) the action takes away at once, at most."""
        return min(self.pods, self.ready) if self.losing is None else self.losing


class Rehearsal(Noun):
    """What the server answered to the dry run: a unified diff of the fields that would change."""

    ok: bool
    diff: str
    reason: str = ""


class Decision(Noun):
    """One human's key, bound to the digest and to the term in which the role was held."""

    role: DecisionRole
    user_id: str
    at: datetime
    term: int
    digest: str
    reason: str = ""


class Proposal(Noun):
    """What is proposed, exactly: what two humans see is what runs (`digest`)."""

    id: str
    number: int
    incident_id: str
    service: str
    cluster: str
    mitigation: Mitigation
    reason: str
    tier: int
    runbook: str
    runbook_version: int
    step: str
    limits: Limits
    undo: str
    expect: str
    expect_within: int
    kubectl: str
    live: LiveTarget
    rehearsal: Rehearsal
    requester: str = ""
    override: Override | None = None
    opened_at: datetime
    expires_at: datetime
    state: ProposalState = ProposalState.PENDING
    decisions: tuple[Decision, ...] = ()
    ended_by: str = ""
    ended_why: str = ""

    @property
    def place(self) -> Place:
        """What the change touches, as freezes name it; a node has no namespace and so touches all of them."""
        return Place(cluster=self.cluster, namespace=self.mitigation.subject.namespace, service=self.service)

    @property
    def digest(self) -> str:
        """SHA-256 over everything a decision is about; the live resourceVersion and the decisions are left out."""
        seen: dict[str, Any] = {
            "cluster": self.cluster,
            "mitigation": self.mitigation.model_dump(mode="json"),
            "uid": self.live.uid,
            "generation": self.live.generation,
            "touched": self.live.touched,
            "runbook": [self.runbook, self.runbook_version, self.step],
            "limits": self.limits.model_dump(mode="json"),
            "undo": self.undo,
            "proposal": self.id,
        }
        if self.override is not None:
            seen["override"] = self.override.model_dump(mode="json")
        return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()

    def decision(self, role: DecisionRole) -> Decision | None:
        """The decision of that role, if one stands."""
        return next((one for one in self.decisions if one.role is role), None)


class Outcome(StrEnum):
    """How one attempt ended."""

    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Execution(Noun):
    """One attempt: what was sent, what the API answered, for how long the write was under way (seconds)."""

    proposal_id: str
    epoch: int
    begun_at: datetime
    outcome: Outcome
    request: str
    answer: str
    seconds: float
    ended_at: datetime


class Finding(Noun):
    """What a human saw of an attempt whose outcome is UNKNOWN: whether the change is in, and what showed it."""

    user_id: str
    at: datetime
    is_in: bool
    seen: str = ""


class Verification(Noun):
    """The check afterwards: whether what the step expects became true in time."""

    proposal_id: str
    ok: bool
    seen: str
    at: datetime
