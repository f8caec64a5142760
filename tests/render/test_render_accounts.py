"""The accounts as lines: each view, its sum, and what was not counted."""

from bot.domain.ledger import Act
from bot.domain.model import Ended, Purpose
from bot.render.accounts import account_lines
from bot.reports.accounts import accounts_of
from tests.reports.test_reports_accounts import attempt, row

ROWS = [
    row(Act.DIAGNOSED, diagnosis=7),
    row(Act.DIAGNOSED, diagnosis=8),
    attempt(),
    attempt(again=1, ended=Ended.ANSWER, seconds=12.34),
    attempt(0, purpose=Purpose.ANSWER, run="answer:1", minute=31),
    row(Act.REFINED, diagnosis=7, ended=Ended.ANSWER.value),
    row(Act.ATTEMPTED, run="x"),
]
TOTAL = "in all: 3 attempts, 3480 tokens (300 fresh, 30 written, 3000 cached, 150 out), $0.006936"


def lines(view: str) -> list[str]:
    """One view of them."""
    return account_lines(accounts_of(ROWS), view)


def test_every_view_ends_in_the_same_sum_and_in_what_was_not_counted() -> None:
    for view in ("product", "sre", "finance"):
        assert lines(view)[-2:] == [
            TOTAL,
            "not counted: 1 rows of attempts that this version cannot read, $0.000000",
        ]


def test_the_product_view_has_diagnoses_by_their_end_and_the_uses_beside() -> None:
    first, answered, alone, use, *_ = lines("product")
    assert first == "diagnoses: 2"
    assert answered.split("  ")[1:3] == ["model answered", "1 diagnoses"]
    assert alone.startswith("  rules alone     1 diagnoses  0 attempts, 0 tokens")
    assert use.startswith("  for answer  1 runs  1 attempts")


def test_the_sre_view_has_outcomes_repeats_and_latencies() -> None:
    first, *outcomes = lines("sre")[:-2]
    assert first == (
        "attempts: 3, of which 1 repeat one before; p50 4.0 s, p90 12.3 s, p99 12.3 s, longest 12.3 s"
    )
    assert outcomes == [
        "  a  answer           1 attempts, 1 repeats  p50 12.3 s, p90 12.3 s, p99 12.3 s, longest 12.3 s",
        "  a  asked for reads  2 attempts, 0 repeats  p50 4.0 s, p90 4.0 s, p99 4.0 s, longest 4.0 s",
    ]


def test_the_finance_view_has_a_line_for_each_day_release_and_model() -> None:
    first, one, two, *_ = lines("finance")
    assert first == "bills: 2"
    assert one.startswith("  2026-11-20  a  model-1-20261101  2 attempts")
    assert two.startswith("  2026-11-21  a  model-1-20261101  1 attempts")


def test_without_attempts_there_are_no_times() -> None:
    assert account_lines(accounts_of([]), "sre")[0] == "attempts: 0, of which 0 repeat one before; no times"
