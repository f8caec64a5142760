"""Conclude: what stands of a model's answer, as a diagnosis of its own beside the rules' one, and the letter of it.

From the record alone, so a replay comes to the same. What is claimed is judged in `bot.diagnosis.claims`.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.diagnosis.agreement import compare
from bot.diagnosis.calibration import PRIOR, Table
from bot.diagnosis.claims import check_claims, refined
from bot.diagnosis.muted import told_last
from bot.domain.agreement import Agreement
from bot.domain.diagnosis import Diagnosis, Evidence
from bot.domain.incident import Incident
from bot.domain.model import ModelOutcome
from bot.domain.noun import Noun
from bot.render.model import model_message
from bot.render.rendered import Rendered


class Conclusion(Noun):
    """The model's diagnosis, how it stands to the rules', what the thread is told of the run, and what was dropped."""

    diagnosis: Diagnosis
    agreement: Agreement
    outcome: ModelOutcome
    dropped: tuple[str, ...] = ()


class BesideModel(Noun):
    """All that a model's diagnosis is told with, beside both diagnoses: the state of things when it was written."""

    incident: Incident
    now: datetime
    deployment: str
    diagnosis: int
    outcome: ModelOutcome


def conclude(
    answer: dict[str, Any],
    evidence: Sequence[Evidence],
    rules: Diagnosis,
    outcome: ModelOutcome,
    muted: Sequence[str] = (),
    table: Table = PRIOR,
) -> Conclusion:
    """What stands of the answer, held against the evidence and the rules' diagnosis; `muted` causes are told last.

    `table` is what the model's own numbers are worth.
    """
    checked = check_claims(answer, evidence, rules=rules, table=table)
    made_by = f"model, release {outcome.release} ({outcome.model}, {outcome.digest})"
    taken_at = max([one.at for one in evidence if one.at is not None], default=rules.taken_at)
    found = refined(
        checked, rules, made_by=made_by, taken_at=taken_at, duration_ms=round(outcome.seconds * 1000)
    )
    found = told_last(found, set(muted))
    agreement = compare(rules, found)
    told = outcome.model_copy(
        update={
            "unbacked": checked.unbacked,
            "withheld": checked.withheld,
            "same_cause": agreement.accord.same_cause,
            "confidence": found.hypotheses[0].confidence if found.hypotheses else None,
        }
    )
    return Conclusion(diagnosis=found, agreement=agreement, outcome=told, dropped=checked.dropped)


def written(rules: Diagnosis, found: Diagnosis, beside: BesideModel) -> Rendered:
    """The model's message beside the rules' one."""
    return model_message(
        beside.incident,
        rules,
        found,
        compare(rules, found),
        beside.outcome,
        diagnosis_id=beside.diagnosis,
        now=beside.now,
        deployment=beside.deployment,
    )
