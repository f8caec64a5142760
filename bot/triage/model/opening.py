"""The opening: what a model is told of an incident before it asks for anything.

Facts that change stand here and never in the prompt, which stays the same for every run of a release. All of it is
data: marked as such, redacted, and bounded.
"""

from collections.abc import Iterator, Sequence

from bot.domain.alert import Alert
from bot.domain.diagnosis import Diagnosis, Evidence, Hypothesis
from bot.domain.incident import Incident
from bot.domain.noun import Noun
from bot.domain.snapshot import Snapshot
from bot.triage.model.reads import wrapped
from bot.triage.model.shown import shown

_ALERT, _QUOTE, _LINE, _QUESTION = 4_000, 2_000, 400, 2_000
_MOST_LINES, _EVIDENCE = 60, 40


class Told(Noun):
    """What is known as a run begins. `metrics` are the names of the queries that may be asked."""

    incident: Incident
    alert: Alert | None
    diagnosis: Diagnosis
    snapshot: Snapshot | None
    metrics: tuple[str, ...] = ()
    question: str = ""


def opening(told: Told, key: bytes) -> str:
    """The first message, in a fixed order of parts; equal facts give equal text."""
    return "\n\n".join(part for part in _parts(told, key) if part)


def exhibits(diagnosis: Diagnosis, key: bytes) -> tuple[Evidence, ...]:
    """The evidence of the rules as a model is shown it, with its id: what its quotations are held against."""
    return tuple(
        one.model_copy(
            update={
                "quote": shown(one.quote, _QUOTE, key),
                "ref": shown(one.ref, _LINE, key).translate({ord(sign): "" for sign in '"<>\n'}),
            }
        )
        for one in diagnosis.evidence[:_EVIDENCE]
    )


def first_free(diagnosis: Diagnosis) -> int:
    """The number of the first evidence id that the diagnosis has not taken."""
    taken = [int(one.id[1:]) for one in diagnosis.evidence if one.id[1:].isdecimal()]
    return max(taken, default=0) + 1


def _parts(told: Told, key: bytes) -> Iterator[str]:
    incident, diagnosis = told.incident, told.diagnosis
    target = f"{incident.target}" if incident.target else "no target is mapped"
    taken = diagnosis.taken_at.strftime("%Y-%m-%d %H:%M:%S UTC")
    yield _data("Target", [f"{target}; severity {incident.severity.value}; snapshot of {taken}"], key)
    if told.alert is not None:
        yield _alert(told.alert, key)
    yield "The rules' diagnosis, which stands in the thread already: " + diagnosis.verdict.value
    for one in diagnosis.hypotheses:
        yield _data(f"Hypothesis {one.rank} of the rules ({one.confidence:.2f})", list(_of_rules(one)), key)
    yield "\n".join(wrapped(one.id, one.source, one.ref, one.quote) for one in exhibits(diagnosis, key))
    if diagnosis.leftovers:
        yield _data("Harmless facts", diagnosis.leftovers, key)
    yield _data("Read for the snapshot", [f"{one.what}: {one.count}" for one in diagnosis.reads], key)
    gaps = [f"{one.what}: {one.reason or one.why}" for one in diagnosis.gaps]
    yield _data("Not read", gaps or ["(nothing was missed)"], key)
    yield _data("Queries for measurements", told.metrics or ["(none)"], key)
    if told.snapshot is None:
        yield "The snapshot is not kept any more."
    if told.question:
        asked = shown(told.question, _QUESTION, key)
        yield f"A person asks, in the incident's thread:\n<question>\n{asked}\n</question>"


def _alert(alert: Alert, key: bytes) -> str:
    lines = [
        f"name: {alert.name}",
        f"state: {alert.state.value}; severity: {alert.severity.value}; instances: {alert.count}",
        *([f"since: {alert.starts_at.isoformat()}"] if alert.starts_at else []),
        *(f"label {name}: {value}" for name, value in sorted(alert.labels.items())),
        *(f"annotation {name}: {value}" for name, value in sorted(alert.annotations.items())),
        *([f"text: {alert.quoted}"] if alert.quoted else []),
    ]
    text = shown("\n".join(shown(one, 4 * _LINE, key) for one in lines), _ALERT, key)
    return f'<alert source="{shown(alert.source, 60, key)}">\n{text}\n</alert>'


def _of_rules(one: Hypothesis) -> Iterator[str]:
    yield f"cause: {one.cause}; subject: {one.subject}"
    yield f"statement: {one.statement}"
    if one.mechanism:
        yield f"mechanism: {one.mechanism}"
    against = f"; against: {', '.join(one.against)}" if one.against else ""
    yield f"evidence: {', '.join(one.evidence) or 'none'}{against}"
    yield f"would be refuted by: {one.refuted_by}"


def _data(title: str, lines: Sequence[str], key: bytes) -> str:
    told = [shown(one, _LINE, key).replace("\n", " ") for one in lines[:_MOST_LINES]]
    if len(lines) > _MOST_LINES:
        told.append(f"and {len(lines) - _MOST_LINES} more")
    return "\n".join([f"{title}:", *(f"- {one}" for one in told)])
