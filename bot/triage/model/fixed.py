"""Fixed: every word that a model is told whatever the incident, beside its prompt: part of a release, by its digest.

The forms that its answers must have, what the loop says to it, and the words around the facts of an opening. Those
are taken from openings about an incident that never was, so no word of them can be forgotten here.
"""

import json
from datetime import UTC, datetime

from bot.diagnosis.answers import ANSWER_SCHEMA
from bot.diagnosis.claims import CLAIMS_SCHEMA
from bot.domain.alert import Alert, AlertState, Severity
from bot.domain.diagnosis import Diagnosis, Evidence, Hypothesis, VerdictKind
from bot.domain.incident import Incident, IncidentStatus
from bot.domain.snapshot import Gap, Read, Scope, Snapshot
from bot.domain.target import Subject, Target
from bot.triage.model import loop, reads
from bot.triage.model.opening import Told, opening

_AT = datetime(2000, 1, 1, tzinfo=UTC)
_KEY = bytes(16)
_SUBJECT = Subject(kind="Deployment", namespace="namespace", name="name")


def fixed_words() -> tuple[str, ...]:
    """All of them, in a fixed order; another word in any of them is another release."""
    forms = (CLAIMS_SCHEMA, ANSWER_SCHEMA)
    openings = (opening(told, _KEY) for told in (_full(), _bare()))
    return (*(json.dumps(one, sort_keys=True) for one in forms), *loop.TOLD, *reads.TOLD, *openings)


def _full() -> Told:
    """An opening with every part that there can be, and more lines than are told."""
    return Told(
        incident=_incident(Target(cluster="cluster", namespace="namespace", service="service")),
        alert=Alert(
            source="source",
            name="name",
            state=AlertState.FIRING,
            labels={"label": "value"},
            annotations={"annotation": "value"},
            fingerprint="",
            starts_at=_AT,
            quoted="quoted",
        ),
        diagnosis=Diagnosis(
            verdict=VerdictKind.FAULT,
            hypotheses=(
                _hypothesis().model_copy(update={"mechanism": "mechanism", "against": ("E1",)}),
                _hypothesis().model_copy(update={"rank": 2, "evidence": ()}),
            ),
            evidence=(Evidence(id="E1", source="source", ref="ref", quote="quote", digest=""),),
            leftovers=("leftover",),
            reads=tuple(Read(what=f"read {number}", count=number) for number in range(100)),
            gaps=(Gap(what="gap", why="why"), Gap(what="gap", why="why", reason="reason")),
            taken_at=_AT,
            made_by="",
        ),
        snapshot=Snapshot(scope=Scope(cluster="cluster", namespace="namespace"), taken_at=_AT),
        metrics=("query",),
        question="question",
    )


def _bare() -> Told:
    """An opening without anything that can be missing."""
    nothing = Diagnosis(verdict=VerdictKind.HEALTHY, taken_at=_AT, made_by="")
    return Told(incident=_incident(None), alert=None, diagnosis=nothing, snapshot=None)


def _incident(target: Target | None) -> Incident:
    return Incident(
        id="",
        number=0,
        channel="",
        thread_ts="",
        title="title",
        severity=Severity.HIGH,
        status=IncidentStatus.FIRING,
        target=target,
        fingerprint="",
        opened_at=_AT,
    )


def _hypothesis() -> Hypothesis:
    return Hypothesis(
        rank=1,
        cause="cause",
        subject=_SUBJECT,
        statement="statement",
        confidence=0.5,
        evidence=("E1",),
        refuted_by="refuted by",
        next_check="next check",
    )
