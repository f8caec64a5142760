"""A case in which every gate passes, at send; tests change one thing of it at a time."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.alert import Severity
from bot.domain.freeze import Freezes
from bot.domain.incident import Incident, IncidentStatus
from bot.domain.mitigation import Mitigation, Undo
from bot.domain.people import Holder, Person, Role
from bot.domain.proposal import Decision, DecisionRole, LiveTarget, Proposal, ProposalState, Rehearsal
from bot.domain.runbook import Limits
from bot.domain.stop import Stop, Switch
from bot.domain.target import Subject, Target
from bot.gates.case import Case, Moment

NOW = datetime(2026, 11, 20, 2, 33, tzinfo=UTC)
IVY, OMAR, ZOE = "U0IVY", "U0OMAR", "U0ZOE"
CHECKOUT = Subject(kind="Deployment", namespace="shop", name="checkout")


def ago(minutes: float) -> datetime:
    """That many minutes before the case's moment."""
    return NOW - timedelta(minutes=minutes)


def live(**change: Any) -> LiveTarget:
    """Three of three pods ready, opted in, managed by nobody else."""
    base = LiveTarget(
        uid="uid-1",
        generation=7,
        resource_version="4711",
        touched="aa",
        replicas=3,
        ready=3,
        pods=3,
        revision=7,
        opted_in=True,
    )
    return base.model_copy(update=change)


def incident(**change: Any) -> Incident:
    """Ivy commands in her second term, Omar owns in his first."""
    base = Incident(
        id="inc-1",
        number=12,
        channel="C0INCIDENTS",
        thread_ts="1.1",
        title="CheckoutDown",
        severity=Severity.CRITICAL,
        status=IncidentStatus.FIRING,
        target=Target(cluster="prod", namespace="shop", service="checkout"),
        fingerprint="f",
        opened_at=ago(20),
        owner=Holder(user_id=OMAR, since=ago(18), term=1),
        owner_term=1,
        commander=Holder(user_id=IVY, since=ago(15), term=2),
        command_term=2,
    )
    return base.model_copy(update=change)


def keys(digest: str) -> tuple[Decision, ...]:
    """Ivy's approval and Omar's confirmation of that digest."""
    return (
        Decision(
            role=DecisionRole.COMMANDER, user_id=IVY, at=ago(2), term=2, digest=digest, reason="bad rollout"
        ),
        Decision(role=DecisionRole.OWNER, user_id=OMAR, at=ago(1), term=1, digest=digest, reason="agreed"),
    )


def proposal(*, mitigation: Mitigation | None = None, **change: Any) -> Proposal:
    """An undo that both people turned their keys for, being executed; the keys fit whatever is changed."""
    fields: dict[str, Any] = {
        "id": "p-3",
        "number": 3,
        "incident_id": "inc-1",
        "service": "checkout",
        "cluster": "prod",
        "mitigation": mitigation or Undo(subject=CHECKOUT, to_revision=6),
        "reason": "revision 7 changed the readiness probe",
        "tier": 1,
        "runbook": "readiness-probe-port",
        "runbook_version": 1,
        "step": "undo",
        "limits": Limits(),
        "undo": "put revision 7 back",
        "expect": "all pods are ready",
        "expect_within": 300,
        "kubectl": "kubectl -n shop rollout undo deployment/checkout --to-revision=6",
        "live": live(),
        "rehearsal": Rehearsal(ok=True, diff="- port: 8081"),
        "opened_at": ago(3),
        "expires_at": NOW + timedelta(minutes=7),
        "state": ProposalState.EXECUTING,
    }
    made = Proposal(**(fields | change))
    return made if "decisions" in change else made.model_copy(update={"decisions": keys(made.digest)})


def person(user_id: str, *roles: Role, **change: Any) -> Person:
    """A human of the workspace with those roles."""
    return Person(user_id=user_id, roles=frozenset(roles)).model_copy(update=change)


def switch(*scopes: str, **change: Any) -> Switch:
    """A switch read now, with those levers pulled."""
    stops = tuple(Stop(scope=scope, by=ZOE, at=ago(1)) for scope in scopes)
    return Switch(stops=stops, read_at=NOW).model_copy(update=change)


def case(**change: Any) -> Case:
    """Everything holds."""
    fields: dict[str, Any] = {
        "moment": Moment(at_send=True, now=NOW),
        "proposal": proposal(),
        "incident": incident(),
        "approver": person(IVY, Role.COMMANDER),
        "confirmer": person(OMAR, Role.RESPONDER),
        "live": live(),
        "rehearsal": Rehearsal(ok=True, diff="- port: 8081"),
        "switch": switch(),
        "freezes": Freezes(),
        "pair_exists": True,
        "lease_held": True,
    }
    return Case(**(fields | change))


def at_proposal(**change: Any) -> Case:
    """As it is opened: PENDING, no keys."""
    opened = proposal(state=ProposalState.PENDING, decisions=())
    fields: dict[str, Any] = {
        "moment": Moment(at_send=False, now=NOW),
        "proposal": opened,
        "approver": None,
        "confirmer": None,
    }
    return case(**(fields | change))


def clipped(reason: str) -> int:
    """How many characters of a name of many an "x" a reason has, with the mark that stands for the rest."""
    (found,) = re.findall(r"x+…", reason)
    return len(found)


def fresh(text: str) -> str:
    """An equal text that is another object."""
    return "".join(list(text))
