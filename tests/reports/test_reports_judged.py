"""What people said of the model's first hypotheses, from the rows of runs and verdicts."""

from datetime import UTC, datetime
from typing import Any

from bot.domain.agreement import Accord, Judged
from bot.domain.ledger import Act, LedgerEntry
from bot.reports.judged import judged

AT = datetime(2026, 11, 20, 2, 16, tzinfo=UTC)


def ran(accord: Accord, stated: float | None = 0.9) -> LedgerEntry:
    detail = {"diagnosis": 1, "refinement": 2, "accord": accord.value, "stated": stated}
    return row(Act.REFINED, "", detail)


def said(diagnosis: int, verdict: str, who: str = "U1") -> LedgerEntry:
    return row(Act.RATED, who, {"diagnosis": diagnosis, "verdict": verdict})


def row(act: Act, actor: str, detail: dict[str, Any]) -> LedgerEntry:
    return LedgerEntry(incident_id="i", at=AT, act=act, actor=actor, detail=detail)


def test_a_verdict_on_the_models_own_message_counts_for_it() -> None:
    found = judged([ran(Accord.OTHER), said(2, "right"), said(1, "wrong")])
    assert found == (Judged(accord=Accord.OTHER, stated=0.9, right=1),)


def test_where_both_say_the_same_the_verdict_on_the_rules_message_counts() -> None:
    assert judged([ran(Accord.SAME), said(1, "wrong")]) == (Judged(accord=Accord.SAME, stated=0.9, right=0),)


def test_verdicts_of_several_people_are_their_mean() -> None:
    rows = [ran(Accord.OTHER), said(2, "right"), said(2, "partly", "U2")]
    assert [one.right for one in judged(rows)] == [0.75]


def test_a_run_without_a_verdict_a_number_or_an_answer_says_nothing() -> None:
    assert judged([ran(Accord.OTHER)]) == ()
    assert judged([ran(Accord.OTHER, None), said(2, "right")]) == ()
    unended = row(Act.REFINED, "", {"diagnosis": 1, "refinement": 0, "accord": "", "stated": 0.9})
    assert judged([unended, said(1, "right")]) == ()
