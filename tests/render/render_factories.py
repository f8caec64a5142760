"""One of each noun that messages are made of, with every field open to change."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from bot.domain.alert import Alert, AlertState, Link, Severity
from bot.domain.diagnosis import Diagnosis, Evidence, Hypothesis, VerdictKind
from bot.domain.freeze import Freeze, Freezes, Override, Unread
from bot.domain.incident import Incident, IncidentStatus
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.mitigation import Undo
from bot.domain.model import Ended, ModelOutcome
from bot.domain.mute import Mute
from bot.domain.people import Holder, HumanAct
from bot.domain.preflight import Can, LinkAnswer
from bot.domain.proposal import (
    Decision,
    DecisionRole,
    Execution,
    Finding,
    LiveTarget,
    Outcome,
    Proposal,
    ProposalState,
    Rehearsal,
    Verification,
)
from bot.domain.rota import Duty, Shift
from bot.domain.runbook import Limits, Runbook, Step
from bot.domain.snapshot import Gap, Read
from bot.domain.stop import Stop, Switch
from bot.domain.target import Subject, Target
from bot.render.access import Access
from bot.render.nearest import Known
from bot.reports.past import PastLine
from bot.reports.preflight import StepRow

NOW = datetime(2026, 11, 20, 2, 14, tzinfo=UTC)
DEPLOYMENT = "prod-1"
CART = Subject(kind="Deployment", namespace="shop", name="cart")
ELSEWHERE = timezone(timedelta(hours=9))
NORA, IVY = "U0NORA", "U0IVY"


def minutes(number: float) -> datetime:
    """That many minutes after now."""
    return NOW + timedelta(minutes=number)


ACTS = tuple(
    HumanAct(user=user, act=act.value, at=at)
    for user, act, at in (
        (NORA, Act.ACKNOWLEDGED, "02:16"),
        (NORA, Act.TOOK, "02:16"),
        (NORA, Act.CONFIRMED, "02:32"),
        (NORA, Act.REJECTED, "02:33"),
        (NORA, Act.CLOSED, "03:10"),
        (NORA, Act.STOPPED, "02:20"),
        (NORA, Act.HANDED_OVER, "02:32"),
        (NORA, Act.ASKED, "02:20"),
        (NORA, Act.RATED, "02:20"),
        (IVY, Act.ROLE, "02:31"),
        (IVY, Act.APPROVED, "02:31"),
        (IVY, Act.STOPPED, "02:20"),
        (IVY, Act.FOUND, "02:38"),
        (NORA, Act.INFERENCE, "03:34"),
        (NORA, Act.POSTMORTEM, "03:40"),
    )
)


def incident(**fields: Any) -> Incident:
    """An unowned, firing incident."""
    made: dict[str, Any] = {
        "id": "inc-1",
        "number": 12,
        "channel": "C0INCIDENTS",
        "thread_ts": "1763604840.000100",
        "title": "HighErrorRate",
        "severity": Severity.CRITICAL,
        "status": IncidentStatus.FIRING,
        "target": Target(cluster="prod", namespace="shop", service="cart"),
        "fingerprint": "f" * 64,
        "opened_at": minutes(-3),
        "source": "alertmanager",
    }
    return Incident(**(made | fields))


def owned(**fields: Any) -> Incident:
    """An incident that Nora owns."""
    return incident(owner=Holder(user_id=NORA, since=minutes(2), term=1), owner_term=1, **fields)


def closed(**fields: Any) -> Incident:
    """An incident that Nora closed."""
    end: dict[str, Any] = {"closed_at": minutes(56), "closed_by": NORA, "cause": "wrong port in the probe"}
    return owned(status=IncidentStatus.CLOSED, **(end | fields))


def alert(**fields: Any) -> Alert:
    """An alert of Alertmanager with links."""
    made: dict[str, Any] = {
        "source": "alertmanager",
        "name": "HighErrorRate",
        "state": AlertState.FIRING,
        "labels": {"service": "cart", "namespace": "shop"},
        "fingerprint": "f" * 64,
        "starts_at": minutes(-4),
        "links": (
            Link(label="runbook_url", url="https://runbooks.example/cart?a=1&b=2"),
            Link(label="dashboard", url="https://graphs.example/d/1"),
        ),
        "quoted": "14 % of requests fail since 02:10",
    }
    return Alert(**(made | fields))


READS = (Read(what="pods", count=212, seconds=0.4), Read(what="deployments", count=9, seconds=0.1))
GAPS = (Gap(what="events", why="403"),)


def evidence(
    number: int = 1, quote: str = "Readiness probe failed: connection refused", **fields: Any
) -> Evidence:
    """An event as evidence."""
    made: dict[str, Any] = {
        "id": f"E{number}",
        "source": "event",
        "ref": "shop/pod/cart-7d9f",
        "quote": quote,
        "at": minutes(-2),
        "digest": "d" * 64,
    }
    return Evidence(**(made | fields))


def hypothesis(rank: int = 1, **fields: Any) -> Hypothesis:
    """A probe on a port nobody listens on."""
    made: dict[str, Any] = {
        "rank": rank,
        "cause": "readiness-probe-port",
        "subject": CART,
        "statement": "The readiness probe of Deployment shop/cart asks port 8081, where nothing listens.",
        "mechanism": "Pods of revision 7 never become ready, so the Service has no endpoints.",
        "confidence": 0.93,
        "evidence": ("E1",),
        "against": (),
        "refuted_by": "a container of the pod that listens on port 8081",
        "next_check": "kubectl -n shop describe pod cart-7d9f",
    }
    return Hypothesis(**(made | fields))


def diagnosis(**fields: Any) -> Diagnosis:
    """One hypothesis, one quote, one gap."""
    made: dict[str, Any] = {
        "verdict": VerdictKind.FAULT,
        "hypotheses": (hypothesis(),),
        "evidence": (evidence(),),
        "reads": READS,
        "gaps": GAPS,
        "findings": 2,
        "taken_at": NOW,
        "duration_ms": 1800,
        "made_by": "rules 0.1.0",
    }
    return Diagnosis(**(made | fields))


def outcome(**fields: Any) -> ModelOutcome:
    """A run of the model that came to an answer."""
    made: dict[str, Any] = {
        "release": "2026-11",
        "digest": "3f2a9c01d4e7",
        "model": "claude-opus-5-5",
        "ended": Ended.ANSWER,
        "seconds": 12.34,
        "cost": 41_000,
        "calls": 4,
        "turns": 3,
        "same_cause": True,
        "confidence": 0.86,
    }
    return ModelOutcome(**(made | fields))


OUTCOMES = {
    "model": outcome(),
    "model apart": outcome(same_cause=False, confidence=0.62, unbacked=2),
    "model alone": outcome(same_cause=None, confidence=0.5, withheld=1, cost=9_000),
    "model unsure": outcome(same_cause=None, confidence=None, cost=0, calls=1, unbacked=1),
    "late": outcome(ended=Ended.LATE, why="no answer in 60 s"),
    "stopped": ModelOutcome(why="stopped by a lever: model"),
    "budget": ModelOutcome(why="not asked, the budget of the day is used up", back_at=minutes(1_306)),
    "quota": ModelOutcome(ended=Ended.QUOTA, why="the provider's quota is used up", back_at=minutes(15_000)),
    "silent": ModelOutcome(),
    **{
        f"model {ended}": ModelOutcome(ended=ended, why=why)
        for ended, why in (
            (Ended.REFUSED, "it declined to answer"),
            (Ended.CUT, "the answer was cut at its greatest length"),
            (Ended.CONTEXT, "there was more than it can read"),
            (Ended.BUSY, "the provider is overloaded"),
            (Ended.LIMITED, "the provider limits the rate"),
            (Ended.BROKEN, "the answer broke off"),
            (Ended.GARBLED, "no usable answer: it is empty"),
            (Ended.DENIED, "the provider did not accept the key"),
            (Ended.INVALID, "the provider did not accept the request"),
            (Ended.UNREACHABLE, "the provider is not reachable"),
            (Ended.TOOLS, "no answer in 8 turns"),
            (Ended.PAUSED, "no answer within 300000 tokens"),
        )
    },
}
"""How runs of the model go, by a name for each."""


def commanded(**fields: Any) -> Incident:
    """An incident that Nora owns and Ivy commands."""
    return owned(commander=Holder(user_id=IVY, since=minutes(17), term=1), command_term=1, **fields)


def known(**fields: Any) -> Known:
    """What the record holds of an incident, for an answer."""
    changes = (
        evidence(2, "changed in revision 7: readinessProbe.httpGet.port 8080 -> 8081", source="change"),
        evidence(3, "this ConfigMap was written", source="change", ref="shop/configmap/cart", at=None),
    )
    made: dict[str, Any] = {
        "incident": incident(),
        "diagnosis": diagnosis(),
        "diagnosis_id": 7,
        "changes": changes,
        "began": minutes(-4),
        "proposals": (proposal(),),
        "now": NOW,
    }
    return Known(**(made | fields))


def runbook(**fields: Any) -> Runbook:
    """A runbook with one check and one step."""
    observe = Step(
        id="look",
        title="Compare the probe's port with the ports of the container",
        tool="observe",
        tier=0,
        command="kubectl -n shop get deployment cart -o yaml",
    )
    made: dict[str, Any] = {
        "id": "readiness-probe-port",
        "version": 3,
        "title": "A readiness probe asks the wrong port",
        "owner": "responders",
        "reviewed": NOW.date(),
        "causes": ("readiness-probe-port",),
        "steps": (observe, Step(id="undo", title="Undo the rollout", tool="undo", tier=1)),
        "escalation": "commanders",
    }
    return Runbook(**(made | fields))


def proposal(**fields: Any) -> Proposal:
    """A pending roll-back."""
    made: dict[str, Any] = {
        "id": "prop-1",
        "number": 3,
        "incident_id": "inc-1",
        "service": "cart",
        "cluster": "prod",
        "mitigation": Undo(subject=CART, to_revision=6),
        "reason": "Hypothesis 1 (0.93): the readiness probe asks port 8081, where nothing listens.",
        "tier": 1,
        "runbook": "readiness-probe-port",
        "runbook_version": 3,
        "step": "undo",
        "limits": Limits(),
        "undo": "kubectl -n shop rollout undo deployment/cart --to-revision=7",
        "expect": "all replicas of the Deployment are ready",
        "expect_within": 300,
        "kubectl": "kubectl -n shop rollout undo deployment/cart --to-revision=6",
        "live": LiveTarget(
            uid="u-1",
            generation=7,
            resource_version="991",
            touched="t" * 64,
            replicas=6,
            ready=4,
            pods=6,
            opted_in=True,
        ),
        "rehearsal": Rehearsal(ok=True, diff="-          port: 8081\n+          port: 8080"),
        "opened_at": minutes(1),
        "expires_at": minutes(27),
    }
    return Proposal(**(made | fields))


def approved(**fields: Any) -> Decision:
    """Ivy's key."""
    made: dict[str, Any] = {
        "role": DecisionRole.COMMANDER,
        "user_id": IVY,
        "at": minutes(17),
        "term": 1,
        "digest": proposal().digest,
    }
    return Decision(**(made | fields))


def confirmed(**fields: Any) -> Decision:
    """Nora's key."""
    return approved(**({"role": DecisionRole.OWNER, "user_id": NORA, "at": minutes(18)} | fields))


def both(state: ProposalState = ProposalState.ARMED, **fields: Any) -> Proposal:
    """A proposal with both keys."""
    return proposal(
        state=state, decisions=(approved(), confirmed(reason="the diff is the old port")), **fields
    )


def execution(outcome: Outcome = Outcome.DONE, **fields: Any) -> Execution:
    """One attempt."""
    made: dict[str, Any] = {
        "proposal_id": "prop-1",
        "epoch": 1,
        "begun_at": minutes(18),
        "outcome": outcome,
        "request": "PATCH deployments/cart in shop (uid u-1, resourceVersion 991)",
        "answer": "200 OK, generation 8",
        "seconds": 0.2,
        "ended_at": minutes(18),
    }
    return Execution(**(made | fields))


def finding(**fields: Any) -> Finding:
    """What Ivy saw of an attempt without an answer."""
    made: dict[str, Any] = {
        "user_id": IVY,
        "at": minutes(24),
        "is_in": True,
        "seen": "revision 6 in the object",
    }
    return Finding(**(made | fields))


def verification(*, ok: bool = True, **fields: Any) -> Verification:
    """The check afterwards."""
    seen = "6 of 6 replicas are ready" if ok else "4 of 6 replicas are ready"
    return Verification(**({"proposal_id": "prop-1", "ok": ok, "seen": seen, "at": minutes(20)} | fields))


def stop(**fields: Any) -> Stop:
    """Ivy's lever."""
    return Stop(**({"scope": "mitigation", "by": IVY, "at": minutes(6), "why": "planned failover"} | fields))


def freeze(**fields: Any) -> Freeze:
    """Nora's, of the cart."""
    made: dict[str, Any] = {
        "scope": "service:cart",
        "starts_at": minutes(-5),
        "ends_at": minutes(120),
        "why": "I own this, all resolved",
        "source": "command",
        "by": NORA,
    }
    return Freeze(**(made | fields))


FROZEN = Freezes(
    windows=(
        freeze(),
        freeze(source="calendar:releases", why="On it <!here>", by="", starts_at=minutes(60)),
        freeze(source="vendor:cards", why="API: major_outage", ends_at=None),
        freeze(source="incident", why="I-9 is open with severity critical", ends_at=None),
        freeze(source="configuration", why=""),
    ),
    unread=(Unread(source="calendar:releases", why="<@U0IVY> acknowledged it"),),
)
OVERRIDE = Override(
    freeze="abc", scope="service:cart", source="calendar:releases", reason="Nora is on it", by=IVY
)


def switch(*stops: Stop, readable: bool = True) -> Switch:
    """A switch as read now."""
    return Switch(stops=stops, read_at=NOW, readable=readable)


def past(number: int = 12, **fields: Any) -> PastLine:
    """A past diagnosis."""
    made: dict[str, Any] = {
        "id": 40 + number,
        "number": number,
        "at": minutes(-600),
        "service": "cart",
        "namespace": "shop",
        "verdict": "fault",
        "headline": "The readiness probe of Deployment shop/cart asks port 8081, where nothing listens.",
        "confidence": 0.93,
        "permalink": "https://example.slack.com/archives/C0INCIDENTS/p1763604840000100",
    }
    return PastLine(**(made | fields))


def mute(**fields: Any) -> Mute:
    """Nora muted the probe of the cart for an afternoon."""
    made: dict[str, Any] = {
        "cause": "readiness-probe-port",
        "service": "cart",
        "by": NORA,
        "at": NOW,
        "until": minutes(300),
        "why": "the new port comes with Friday's release",
    }
    return Mute(**(made | fields))


def row(act: Act, at: float, actor: str = "", **detail: Any) -> LedgerEntry:
    """A row of the ledger, that many minutes after now."""
    source = "button" if actor else ""
    return LedgerEntry(
        incident_id="inc-1", at=minutes(at), act=act, actor=actor, source=source, detail=detail
    )


ROWS = (
    row(Act.OPENED, -3),
    row(Act.TOOK, 2, NORA),
    row(Act.STOPPED, 6, IVY, scope="incident:inc-1"),
    row(Act.APPROVED, 17, IVY, number=3),
    row(Act.CONFIRMED, 18, NORA, number=3, reason="the old port"),
    row(Act.EXECUTED, 19, number=3, outcome="done"),
    row(Act.VERIFIED, 20, number=3, ok=True, seen="6 of 6 pods are ready"),
)


STEP_ROWS = tuple(
    StepRow(who=who, runbook="bad-rollout", step="undo", can=can, why=why)
    for who, can, why in (
        (NORA, Can.NO, "patch deployments, in all 3 places"),
        (IVY, Can.YES, "not for a StatefulSet: patch statefulsets, in all 3 places"),
        (IVY, Can.UNKNOWN, "no answer, in all 3 places"),
    )
)
DUTIES = (
    Duty(
        rota="responders",
        shifts=(
            Shift(user_id=NORA, name="Nora", starts_at=minutes(-60), ends_at=minutes(60)),
            Shift(user_id=IVY, name="Ivy", starts_at=minutes(60)),
        ),
        read_at=NOW,
        until=minutes(600),
    ),
    Duty(rota="night", problem="PagerDuty refuses (401): check the token or the address"),
)
ACCESS = Access(cluster="prod", namespace="shop", duties=DUTIES, names={}, now=NOW)


def link(can: Can = Can.NO) -> LinkAnswer:
    """A page that is gone."""
    why = "it answers 404: the page is not there"
    return LinkAnswer(url="https://wiki.example.com/x", runbooks=("bad-rollout",), can=can, why=why, at=NOW)
