"""Conclusions: what the rules and the model made of what they saw, in the order in which it was said."""

from collections.abc import Iterator, Mapping, Sequence

from bot.domain.diagnosis import Diagnosis
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.snapshot import Gap, Read
from bot.reports.postmortem.nouns import Conclusion
from bot.reports.verdicts import verdicts_of

REFINED_BY = "refinement"
"""In the row of a model's run, the id of the diagnosis that it came to."""


def numbers_of(rows: Sequence[LedgerEntry]) -> tuple[int, ...]:
    """The ids of all diagnoses that the rows name, of rules and model, oldest first."""
    refined = {_number(row, REFINED_BY) for row in rows if row.act is Act.REFINED}
    return tuple(sorted({*snapshots_of(rows), *refined} - {0}))


def snapshots_of(rows: Sequence[LedgerEntry]) -> tuple[int, ...]:
    """The ids of the rules' diagnoses, oldest first: each has a snapshot of its own, which the model's share."""
    return tuple(sorted({_number(row, "diagnosis") for row in rows if row.act is Act.DIAGNOSED} - {0}))


def conclusions_of(rows: Sequence[LedgerEntry], diagnoses: Mapping[int, Diagnosis]) -> tuple[Conclusion, ...]:
    """One for each diagnosis and each run of the model; a run without an answer says why."""
    return tuple(_all(rows, diagnoses))


def read_of(
    rows: Sequence[LedgerEntry], diagnoses: Mapping[int, Diagnosis]
) -> tuple[tuple[Read, ...], tuple[Gap, ...]]:
    """What was read in any triage, each thing as it was read last, and what gave nothing and was not read later."""
    reads: dict[str, Read] = {}
    gaps: dict[str, Gap] = {}
    for row in rows:
        diagnosis = diagnoses.get(_number(row, "diagnosis")) if row.act is Act.DIAGNOSED else None
        if diagnosis is not None:
            reads |= {one.what: one for one in diagnosis.reads}
            gaps = {what: gap for what, gap in gaps.items() if what not in reads}
            gaps |= {one.what: one for one in diagnosis.gaps}
    return tuple(reads.values()), tuple(gaps.values())


def _all(rows: Sequence[LedgerEntry], diagnoses: Mapping[int, Diagnosis]) -> Iterator[Conclusion]:
    for row in rows:
        if row.act is Act.DIAGNOSED:
            number = _number(row, "diagnosis")
            yield _concluded(row, diagnoses.get(number), number, rows)
        elif row.act is Act.REFINED:
            number = _number(row, REFINED_BY)
            made = _concluded(row, diagnoses.get(number), number or _number(row, "diagnosis"), rows)
            told = {
                "by_model": True,
                "made_by": _release(row) or made.made_by,
                "why": made.why if made.concluded else str(row.detail.get("why") or "no answer"),
                "unbacked": row.detail.get("unbacked") or 0,
                "agreement": str(row.detail.get("agreement") or ""),
            }
            yield made.model_copy(update=told)


def _concluded(
    row: LedgerEntry, diagnosis: Diagnosis | None, number: int, rows: Sequence[LedgerEntry]
) -> Conclusion:
    made_by = str(row.detail.get("made_by") or (diagnosis.made_by if diagnosis else ""))
    made = Conclusion(diagnosis=number, at=row.at, made_by=made_by, verdicts=verdicts_of(rows, number))
    if diagnosis is None:
        return made.model_copy(update={"why": "the diagnosis is not in the record"})
    if not diagnosis.hypotheses:
        return made.model_copy(update={"verdict": diagnosis.verdict.value})
    best = diagnosis.hypotheses[0]
    known = {one.id: f"{one.id} {one.source} {one.ref}" for one in diagnosis.evidence}
    told = {
        "verdict": diagnosis.verdict.value,
        "cause": best.cause,
        "subject": str(best.subject),
        "concluded": best.statement,
        "confidence": best.confidence,
        "saw": tuple(known.get(one, one) for one in best.evidence),
    }
    return made.model_copy(update=told)


def _release(row: LedgerEntry) -> str:
    """`release 2026-11 (claude-opus-5-5, 3f2a90bb12cd)`: with the digest of what the model was told beforehand."""
    name, *more = (str(row.detail.get(key) or "") for key in ("release", "model", "digest"))
    told = ", ".join(one for one in more if one)
    return f"release {name}{f' ({told})' if told else ''}" if name else ""


def _number(row: LedgerEntry, field: str) -> int:
    said = row.detail.get(field)
    return said if isinstance(said, int) and not isinstance(said, bool) else 0
