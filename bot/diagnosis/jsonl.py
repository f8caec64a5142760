"""A diagnosis as one JSON object, for `lookout diagnose --format jsonl`."""

from typing import Any

from bot.domain.diagnosis import Diagnosis, Hypothesis


def as_json(snapshot_name: str, diagnosis: Diagnosis) -> dict[str, Any]:
    """The object of one line: `snapshot`, `verdict`, `hypotheses`, `findings`, `gaps`, `duration_ms`."""
    return {
        "snapshot": snapshot_name,
        "verdict": diagnosis.verdict.value,
        "hypotheses": [_hypothesis(one, diagnosis) for one in diagnosis.hypotheses],
        "findings": diagnosis.findings,
        "gaps": [f"{gap.what}: {gap.why}" for gap in diagnosis.gaps],
        "duration_ms": diagnosis.duration_ms,
    }


def _hypothesis(one: Hypothesis, diagnosis: Diagnosis) -> dict[str, Any]:
    return {
        "rank": one.rank,
        "cause": one.cause,
        "subject": one.subject.model_dump(),
        "confidence": one.confidence,
        "statement": one.statement,
        "evidence": [_evidence(number, diagnosis) for number in one.evidence],
        "against": [_evidence(number, diagnosis) for number in one.against],
        "refuted_by": one.refuted_by,
        "next_check": one.next_check,
    }


def _evidence(number: str, diagnosis: Diagnosis) -> dict[str, Any]:
    seen = diagnosis.quoted(number)
    return {"id": seen.id, "source": seen.source, "ref": seen.ref, "quote": seen.quote}
