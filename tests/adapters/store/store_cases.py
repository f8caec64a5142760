"""Examples of nouns for the store's tests."""

from datetime import timedelta
from typing import Any

from bot.domain.alert import Severity
from bot.domain.diagnosis import Diagnosis, Hypothesis, VerdictKind
from bot.domain.incident import Incident, IncidentStatus
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.mitigation import Scale
from bot.domain.proposal import Decision, DecisionRole, LiveTarget, Proposal, Rehearsal
from bot.domain.retention import Retention
from bot.domain.runbook import Limits
from bot.domain.snapshot import Gap, LogKey, Read, Scope, Snapshot
from bot.domain.target import Subject, Target
from bot.render.rendered import Rendered
from bot.triage.ports.store import Store
from tests.fakes_clock import START

LEASE = timedelta(seconds=30)
SHORT = Retention(**dict.fromkeys(Retention.model_fields, timedelta(hours=1)))
"""An hour for each kind."""
TARGET = Target(cluster="prod", namespace="books", service="catalog")
CATALOG = Subject(kind="Deployment", namespace="books", name="catalog")


def incident(incident_id: str = "inc-1", **changes: Any) -> Incident:
    """A firing incident of `TARGET` in #C1."""
    return Incident(
        **{
            "id": incident_id,
            "number": 0,
            "channel": "C1",
            "thread_ts": f"{incident_id}.0001",
            "title": "CatalogErrors",
            "severity": Severity.HIGH,
            "status": IncidentStatus.FIRING,
            "target": TARGET,
            "fingerprint": "fp-1",
            "opened_at": START,
            **changes,
        }
    )


def proposal(proposal_id: str = "prop-1", *, uid: str = "uid-1", **changes: Any) -> Proposal:
    """A proposal to scale the catalog, open for ten minutes."""
    return Proposal(
        **{
            "id": proposal_id,
            "number": 0,
            "incident_id": "inc-1",
            "service": "catalog",
            "cluster": "prod",
            "mitigation": Scale(subject=CATALOG, from_replicas=2, to_replicas=3),
            "reason": "two replicas are saturated",
            "tier": 1,
            "runbook": "saturated",
            "runbook_version": 1,
            "step": "scale-up",
            "limits": Limits(),
            "undo": "kubectl -n books scale deployment/catalog --replicas=2",
            "expect": "3 replicas ready",
            "expect_within": 300,
            "kubectl": "kubectl -n books scale deployment/catalog --replicas=3",
            "live": LiveTarget(
                uid=uid, generation=4, resource_version="99", touched="ab", replicas=2, ready=2, pods=1
            ),
            "rehearsal": Rehearsal(ok=True, diff="-replicas: 2\n+replicas: 3"),
            "opened_at": START,
            "expires_at": START + timedelta(minutes=10),
            **changes,
        }
    )


def decision(role: DecisionRole, user: str, *, of: Proposal | None = None, **changes: Any) -> Decision:
    """That human's key to a proposal (`proposal()` if none is given)."""
    digest = (of or proposal()).digest
    return Decision(**{"role": role, "user_id": user, "at": START, "term": 1, "digest": digest, **changes})


APPROVAL = decision(DecisionRole.COMMANDER, "U-IVY")
CONFIRMATION = decision(DecisionRole.OWNER, "U-NORA")


async def with_incident(store: Store) -> None:
    """Put `incident()` into the store."""
    async with store.begin() as tx:
        await tx.incidents.add(incident())


async def armed(store: Store) -> None:
    """Put `incident()` and an armed `proposal()` into the store."""
    async with store.begin() as tx:
        await tx.incidents.add(incident())
        await tx.proposals.add(proposal())
        assert await tx.proposals.decide("prop-1", APPROVAL)
        assert await tx.proposals.decide("prop-1", CONFIRMATION)


def entry(act: Act, **changes: Any) -> LedgerEntry:
    """A ledger row of `inc-1`."""
    return LedgerEntry(**{"incident_id": "inc-1", "at": START, "act": act, **changes})


def message(text: str) -> Rendered:
    """A message with one block."""
    return Rendered(text=text, blocks=({"type": "section", "text": {"type": "mrkdwn", "text": text}},))


def diagnosis(
    cause: str = "oom-killed", statement: str = "The container is killed at its limit."
) -> Diagnosis:
    """A diagnosis of one hypothesis."""
    return Diagnosis(
        verdict=VerdictKind.FAULT,
        hypotheses=(
            Hypothesis(
                rank=1,
                cause=cause,
                subject=CATALOG,
                statement=statement,
                confidence=0.9,
                evidence=("E1",),
                refuted_by="memory far below the limit",
                next_check="kubectl -n books describe deployment catalog",
            ),
        ),
        taken_at=START,
        made_by="rules 0.1.0",
    )


def snapshot(service: str = "catalog", namespace: str = "books") -> Snapshot:
    """A small snapshot with every field in use."""
    key = LogKey(namespace=namespace, pod="catalog-1", container="app", previous=True)
    return Snapshot(
        scope=Scope(cluster="prod", namespace=namespace, service=service),
        taken_at=START,
        objects={"pods": {namespace: ({"metadata": {"name": "catalog-1"}},), "": ()}},
        logs={key: "boom\nübel"},
        alerts=({"labels": {"alertname": "CatalogErrors"}},),
        metrics={"status": "success"},
        query="why is it slow",
        reads=(Read(what="pods", count=1, bytes=120, seconds=0.25),),
        gaps=(Gap(what="events", why="403"),),
    )
