"""One incident from its first alert to its postmortem, as rows, diagnoses, proposals and snapshots."""

from datetime import datetime
from typing import Any

from bot.domain.inference import Layer
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.snapshot import Gap, Scope, Snapshot
from bot.reports.postmortem import Postmortem, postmortem
from tests.render import render_factories as make

IVY, NORA, EMIL = make.IVY, make.NORA, "U0EMIL"
NAMES = {IVY: "Ivy", NORA: "Nora"}
SCOPE = Scope(cluster="prod", namespace="shop", service="cart")
INFERENCE = {
    "truth": "The probe asked the old port",
    "told": "The diff of revision 7",
    "layer": Layer.DATA.value,
    "action": "Read revisions first",
    "owner": NORA,
}


def stamp(at: datetime) -> str:
    """As the API writes it."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def replicaset(revision: int, made: float, port: int = 8080) -> dict[str, Any]:
    """A revision of the cart, made so many minutes after `make.NOW`."""
    return {
        "metadata": {
            "name": f"cart-{revision}",
            "namespace": "shop",
            "uid": f"rs-{revision}",
            "creationTimestamp": stamp(make.minutes(made)),
            "annotations": {"deployment.kubernetes.io/revision": str(revision)},
            "ownerReferences": [{"kind": "Deployment", "name": "cart", "uid": "d", "controller": True}],
        },
        "spec": {"template": {"spec": {"containers": [{"name": "app", "readinessProbe": {"port": port}}]}}},
    }


def pod(name: str, last: float | None = None, *, code: int = 137, **more: Any) -> dict[str, Any]:
    """A pod of revision 7 whose container's last run ended so many minutes after `make.NOW`."""
    owner = {"kind": "ReplicaSet", "name": "cart-7", "uid": "rs-7", "controller": True}
    ended = {"exitCode": code, "reason": "OOMKilled", "finishedAt": stamp(make.minutes(last or 0))}
    status = {
        "name": "app",
        "restartCount": 3,
        "state": {"running": {}},
        "lastState": {"terminated": ended} if last is not None else {},
    }
    return {
        "metadata": {"name": name, "namespace": "shop", "uid": f"uid-{name}", "ownerReferences": [owner]},
        "spec": {"containers": [{"name": "app"}]},
        "status": {"phase": "Running", "containerStatuses": [status]},
        **more,
    }


def snapshot(*pods: dict[str, Any], at: float = 0, **objects: tuple[dict[str, Any], ...]) -> Snapshot:
    """What was read at that minute: these pods, and by default two revisions of the cart."""
    deployment = {"metadata": {"name": "cart", "namespace": "shop", "uid": "d"}, "spec": {}}
    held = {
        "pods": pods,
        "deployments": (deployment,),
        "replicasets": (replicaset(6, -900), replicaset(7, -9, 8081)),
        **objects,
    }
    return Snapshot(
        scope=SCOPE,
        taken_at=make.minutes(at),
        objects={kind: {"shop": tuple(raws)} for kind, raws in held.items()},
    )


def alerted(at: float, name: str = "HighErrorRate", act: Act = Act.ALERT, **fields: Any) -> LedgerEntry:
    """An alert's row."""
    alert = make.alert(name=name, fingerprint=name, starts_at=make.minutes(at - 1), **fields)
    return make.row(act, at, alert=alert.model_dump(mode="json"))


def executed(at: float, **fields: Any) -> LedgerEntry:
    """The attempt's row."""
    told = make.execution(begun_at=make.minutes(at), **fields).model_dump(mode="json")
    return make.row(Act.EXECUTED, at, number=3, **told)


def verified(at: float, *, ok: bool = True) -> LedgerEntry:
    """The check's row."""
    detail = {**make.verification(ok=ok).model_dump(mode="json"), "number": 3}
    return LedgerEntry(incident_id="inc-1", at=make.minutes(at), act=Act.VERIFIED, detail=detail)


def story() -> tuple[LedgerEntry, ...]:
    """The rows up to the close."""
    joined = alerted(1, "PodsNotReady", Act.JOINED, annotations={"summary": "2 of 6 pods are ready"})
    return (
        alerted(-3, annotations={"summary": "14 % of requests fail"}),
        make.row(Act.OPENED, -3, target="prod/shop/cart"),
        make.row(Act.READ, -2.9),
        make.row(
            Act.DIAGNOSED,
            -2.8,
            diagnosis=7,
            verdict="fault",
            cause="readiness-probe-port",
            subject="Deployment shop/cart",
            confidence=0.93,
            made_by="rules 0.1.0",
        ),
        joined,
        make.row(Act.REMINDED, 2, count=1, minutes=5),
        make.row(
            Act.REFINED,
            2.5,
            run="refine:7",
            diagnosis=7,
            refinement=8,
            model="claude-opus-5-5",
            release="2026-11",
            digest="3f2a90bb12cd",
            agreement="same",
            unbacked=2,
        ),
        make.row(Act.TOOK, 14, NORA),
        make.row(Act.PROPOSED, 15, number=3, proposal="prop-1", action="undo"),
        make.row(Act.ROLE, 17, IVY, role="commander"),
        make.row(Act.APPROVED, 17, IVY, number=3, reason=""),
        make.row(Act.CONFIRMED, 18, NORA, number=3, reason="the diff is the old port"),
        executed(18.2),
        verified(20),
        make.row(Act.RECOVERED, 24, fingerprint="HighErrorRate"),
        make.row(Act.HANDED_OVER, 30, NORA, to=EMIL),
        make.row(Act.RELEASED, 34, NORA, owner=NORA),
        make.row(Act.TOOK, 45, EMIL),
        make.row(Act.CLOSED, 56, NORA, cause="wrong port in the probe"),
        make.row(Act.RATED, 57, NORA, diagnosis=7, verdict="right"),
    )


def crowded() -> Postmortem:
    """An open incident that was owned at once, with many diagnoses without an answer and many actions."""
    rows = (
        make.row(Act.TOOK, -3, NORA),
        *(
            make.row(Act.REFINED, at, diagnosis=9, release="2026-11", why="no answer in 60 s")
            for at in range(6)
        ),
        make.row(Act.DIAGNOSED, 7, diagnosis=9, made_by="rules 0.1.0"),
        *(make.row(Act.INFERENCE, 8, NORA, action=f"Alert on probe {number}") for number in range(12)),
    )
    snapshots = [snapshot(*(pod(f"p{at}", at, code=at) for at in range(20)), replicasets=())]
    return found(rows=rows, incident=make.owned(), diagnoses={}, proposals=(), snapshots=snapshots)


def found(*more: LedgerEntry, rows: tuple[LedgerEntry, ...] | None = None, **fields: Any) -> Postmortem:
    """The postmortem of the story, with more rows behind it."""
    gaps = (Gap(what="events", why="403 forbidden", reason="not allowed"),)
    refined = make.diagnosis(
        hypotheses=(make.hypothesis(confidence=0.86, source="model"),), made_by="release 2026-11"
    )
    told: dict[str, Any] = {
        "incident": make.closed(),
        "diagnoses": {7: make.diagnosis(gaps=gaps), 8: refined},
        "proposals": (make.both(),),
        "snapshots": (snapshot(pod("a", -6), pod("b", -5)), snapshot(pod("a", 3), pod("b", -5), at=4)),
        "taken": 2,
        "now": make.minutes(90),
    }
    return postmortem(rows=(*(story() if rows is None else rows), *more), **{**told, **fields})
