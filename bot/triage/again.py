"""Again: a past diagnosis made once more from the record: snapshot, rules, the recorded model, claims, messages.

Nothing is asked of anybody. Under the version that made it, what comes out is what stands in the thread, byte for
byte; under another one the difference is what has changed since, and is shown as such.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from bot.diagnosis import diagnose
from bot.diagnosis.calibration import PRIOR
from bot.diagnosis.muted import told_last
from bot.domain.agreement import Accord
from bot.domain.diagnosis import Diagnosis
from bot.domain.errors import PermanentError
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import ModelOutcome
from bot.domain.noun import Noun
from bot.render.model import model_line
from bot.render.rendered import Rendered
from bot.triage import letter, thread
from bot.triage.model.conclude import BesideModel, Conclusion, conclude
from bot.triage.model.conclude import written as model_written
from bot.triage.model.opening import exhibits
from bot.triage.model.refine import model_key
from bot.triage.model.replay import Replayed, replay
from bot.triage.model.terms import Ask, outcome_of
from bot.triage.ports.recordings import Part, Piece
from bot.triage.ports.store import PastDiagnosis, Transaction

NOT_KEPT = (
    "what D-{number} was made of is not kept any more "
    "(retention.snapshots_days and model_runs_days say how long it is)"
)
NOT_THERE = "there is no diagnosis D-{number} in this record"


class Message(Noun):
    """One message of the thread: as it stands there (None: it was not kept), and as it comes out now."""

    name: str
    stands: Rendered | None
    again: Rendered

    @property
    def same(self) -> bool:
        """Whether both are the same, byte for byte, as JSON with its keys in order."""
        return self.stands is not None and _bytes(self.stands) == _bytes(self.again)


class Again(Noun):
    """A diagnosis made once more.

    `model` is how the model's run ended, "" without one; `found` is its diagnosis now, `stood` the one on the record;
    `unlike` says where it is asked otherwise now.
    """

    past: PastDiagnosis
    rules: Diagnosis
    messages: tuple[Message, ...]
    model: str = ""
    found: Diagnosis | None = None
    stood: Diagnosis | None = None
    unlike: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether every message comes out as it stands."""
        return all(one.same for one in self.messages)


async def make_again(tx: Transaction, number: int, *, version: str, key: bytes) -> Again:
    """Make a diagnosis again, the rules' one or the model's that refines it; `version` is that of these rules.

    Raises:
        PermanentError: there is none of that number, or what it was made of is not kept any more.
    """
    past = await rules_of(tx, number)
    rows = await tx.ledger.of(past.incident.id)
    told = [letter.Beside.model_validate(one.body) for one in await tx.recordings.of(letter.said_of(past.id))]
    if not told:
        raise PermanentError(NOT_KEPT.format(number=past.id))
    rules = await rules_again(tx, past, version=version, muted=told[0].muted)
    row = _run_of(rows, past.id)
    pieces = await tx.recordings.of(str(row.detail["run"])) if row is not None else ()
    if row is None or not pieces:
        return Again(past=past, rules=rules, messages=(await _first(tx, past, rules, told[-1]),))
    played = await replay(pieces, str(row.detail["why"]))
    outcome, concluded = _concluded(played, pieces, row, rules, key)
    beside = told[-1].model_copy(update={"model": model_line(outcome)})
    messages = [await _first(tx, past, rules, beside)]
    refined = int(row.detail["refinement"])
    stood = await tx.diagnoses.get(refined) if refined else None
    if concluded is not None:
        messages += await _second(tx, past, rules, concluded, refined)
    return Again(
        past=past,
        rules=rules,
        messages=tuple(messages),
        model=played.run.ended.value if played.run.ended else played.run.why,
        found=concluded.diagnosis if concluded is not None else None,
        stood=stood.diagnosis if stood is not None else None,
        unlike=played.unlike,
    )


async def rules_of(tx: Transaction, number: int) -> PastDiagnosis:
    """The rules' diagnosis of that number, or the one that the model's of that number refines.

    Raises:
        PermanentError: there is none.
    """
    past = await tx.diagnoses.get(number)
    if past is not None and past.refines:
        past = await tx.diagnoses.get(past.refines)
    if past is None:
        raise PermanentError(NOT_THERE.format(number=number))
    return past


async def rules_again(
    tx: Transaction, past: PastDiagnosis, *, version: str, muted: Sequence[str] = ()
) -> Diagnosis:
    """What these rules say of the snapshot of that diagnosis; how long it took is told as it was.

    Raises:
        PermanentError: the snapshot is not kept any more.
    """
    snapshot = await tx.diagnoses.snapshot(past.id)
    if snapshot is None:
        raise PermanentError(NOT_KEPT.format(number=past.id))
    alert = thread.first_alert(await tx.ledger.of(past.incident.id))
    made = told_last(diagnose(snapshot, alert=alert, version=version), set(muted))
    return made.model_copy(update={"duration_ms": past.diagnosis.duration_ms})


async def steps_of(tx: Transaction, number: int) -> Sequence[Piece]:
    """Every piece of the model's last run about a diagnosis.

    Raises:
        PermanentError: there is no such diagnosis, or no run that is kept.
    """
    past = await rules_of(tx, number)
    row = _run_of(await tx.ledger.of(past.incident.id), past.id)
    pieces = await tx.recordings.of(str(row.detail["run"])) if row is not None else ()
    if not pieces:
        raise PermanentError(f"of D-{past.id} no run of a model is kept")
    return pieces


def _run_of(rows: Sequence[LedgerEntry], diagnosis_id: int) -> LedgerEntry | None:
    """The row of the last run about it."""
    mine = (row for row in reversed(rows) if row.act is Act.REFINED)
    return next((row for row in mine if row.detail.get("diagnosis") == diagnosis_id), None)


def _concluded(
    played: Replayed, pieces: Sequence[Piece], row: LedgerEntry, rules: Diagnosis, key: bytes
) -> tuple[ModelOutcome, Conclusion | None]:
    """What the run came to; what only that moment could tell, how long it took and when to ask again, is as told."""
    first = next(one.body["ask"] for one in pieces if one.part is Part.REQUEST and "ask" in one.body)
    release = Ask.model_validate({**first, "opening": ""}).release
    back_at = str(row.detail["back_at"])
    run = played.run.model_copy(
        update={
            "seconds": float(row.detail["seconds"]),
            "back_at": datetime.fromisoformat(back_at) if back_at else None,
        }
    )
    outcome = outcome_of(run, release)
    if run.answer is None:
        return outcome, None
    evidence = (*exhibits(rules, key), *run.evidence)
    table = {Accord(accord): shares for accord, shares in row.detail.get("table", {}).items()} or PRIOR
    concluded = conclude(run.answer, evidence, rules, outcome, row.detail["muted"], table)
    return concluded.outcome, concluded


async def _first(tx: Transaction, past: PastDiagnosis, rules: Diagnosis, beside: letter.Beside) -> Message:
    stands = await tx.outbox.posted(letter.letter_key(past.incident, past.id))
    again = letter.written(rules, beside)
    return Message(name="the diagnosis", stands=stands.content if stands else None, again=again)


async def _second(
    tx: Transaction, past: PastDiagnosis, rules: Diagnosis, concluded: Conclusion, refined: int
) -> list[Message]:
    """The model's own message, if there is one or would be one now."""
    stands = await tx.outbox.posted(model_key(past.incident, refined))
    told = await tx.recordings.of(letter.said_of(refined))
    if not told or (stands is None and not concluded.agreement.adds):
        return []
    beside = BesideModel.model_validate(told[-1].body).model_copy(update={"outcome": concluded.outcome})
    again = model_written(rules, concluded.diagnosis, beside)
    return [Message(name="the model's message", stands=stands.content if stands else None, again=again)]


def _bytes(content: Rendered) -> bytes:
    return json.dumps(content.model_dump(mode="json"), sort_keys=True).encode()
