"""Ledger rows as triages, runs of the model and people leave them, by week."""

from datetime import UTC, datetime, timedelta
from typing import Any

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Attempt, Ended, Purpose
from bot.domain.spending import DOLLAR
from bot.triage.model.hand_on import KEPT_OUT

MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
"""In 2026-W45."""
NOW = MONDAY + timedelta(weeks=4)


def at(week: float, minutes: float = 0.0) -> datetime:
    """So many weeks after the first Monday."""
    return MONDAY + timedelta(weeks=week, minutes=minutes)


def diagnosed(
    number: int, when: datetime, *, made_by: str = "rules 0.1.0", seconds: float = 2.0, model: str = "asked"
) -> LedgerEntry:
    """The rules' diagnosis of that number; `model` is "asked", or why the model was not."""
    detail = {
        "diagnosis": number,
        "made_by": made_by,
        "verdict": "fault",
        "seconds": seconds,
        "model": model,
    }
    return LedgerEntry(incident_id=f"inc-{number}", at=when, act=Act.DIAGNOSED, detail=detail)


def refined(number: int, when: datetime, **changes: Any) -> LedgerEntry:
    """A run of the model about that diagnosis; its own diagnosis has a number a thousand higher."""
    detail = {
        "run": f"refine:{number}",
        "diagnosis": number,
        "release": "2026-11",
        "ended": Ended.ANSWER.value,
        "turns": 2,
        "calls": 4,
        "failed_calls": 0,
        "seconds": 10.0,
        "kept": 2,
        "unbacked": 0,
        "agreement": "same",
        "refinement": number + 1000,
        **changes,
    }
    return LedgerEntry(incident_id=f"inc-{number}", at=when, act=Act.REFINED, detail=detail)


def attempted(number: int, when: datetime, **changes: Any) -> LedgerEntry:
    """One attempt, of two cents."""
    attempt = Attempt(
        **{
            "run": f"refine:{number}",
            "purpose": Purpose.INVESTIGATE,
            "step": 1,
            "release": "2026-11",
            "release_digest": "3f2a00000000",
            "model": "claude-opus-5-5",
            "served": "claude-opus-5-5",
            "ended": Ended.ANSWER,
            "cost": DOLLAR // 50,
            "seconds": 5.0,
            **changes,
        }
    )
    detail = attempt.model_dump(mode="json")
    return LedgerEntry(incident_id=f"inc-{number}", at=when, act=Act.ATTEMPTED, detail=detail)


def rated(number: int, when: datetime, verdict: str, by: str = "U1") -> LedgerEntry:
    """A person's verdict on the diagnosis of that number."""
    detail = {"diagnosis": number, "verdict": verdict}
    return LedgerEntry(incident_id=f"inc-{number}", at=when, act=Act.RATED, actor=by, detail=detail)


def month() -> list[LedgerEntry]:
    """Four weeks: ten triages each, one left to the rules; most verdicts are right, one run of nine is declined."""
    rows: list[LedgerEntry] = []
    for week in range(4):
        for place in range(10):
            number, when = 10 * week + place + 1, at(week, place)
            verdict = rated(number, when, "wrong" if place == 9 else "right")
            if place == 0:
                rows += [diagnosed(number, when, model=KEPT_OUT), verdict]
                continue
            rows += [diagnosed(number, when), verdict]
            refused = place == 8
            rows.append(attempted(number, when, ended=Ended.REFUSED if refused else Ended.ANSWER))
            changes = {"ended": Ended.REFUSED.value, "agreement": "none"} if refused else {}
            rows.append(refined(number, when, **changes))
    return rows
