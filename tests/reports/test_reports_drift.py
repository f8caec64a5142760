"""What counts as drift: with the numbers, by more than chance, and not otherwise."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.domain.ledger import LedgerEntry
from bot.domain.model import Ended
from bot.reports.drift import Drift, drifts
from bot.reports.quality import quality_of
from bot.reports.replays import Miss, Replay
from tests.reports.quality_rows import NOW, at, attempted, diagnosed, month, rated, refined


def found(rows: Sequence[LedgerEntry]) -> list[Drift]:
    rows = sorted(rows, key=lambda row: row.at)
    return list(drifts(quality_of(rows, since=NOW - timedelta(weeks=5), until=NOW), rows))


def keys(rows: Sequence[LedgerEntry]) -> list[str]:
    return [one.key for one in found(rows)]


def week(number: int, count: int, **changes: object) -> list[LedgerEntry]:
    """So many runs of one week."""
    return [refined(100 * number + one, at(number, one), **changes) for one in range(count)]


def test_an_even_month_and_an_empty_one_have_none() -> None:
    assert found(month()) == []
    assert found([]) == []


def test_a_fall_of_the_agreement_is_told_with_its_numbers() -> None:
    rows = [
        *week(2, 20),
        *week(3, 5),
        *[refined(900 + one, at(3, 60 + one), agreement="other") for one in range(5)],
    ]
    [one] = found(rows)
    assert one.key == "agreement:model:2026-W49"
    assert one.what == (
        "Rules and model name the same cause and object less often (model): "
        "50% of 10 in the last 7 days, 100% of 20 in the 28 before."
    )


def test_a_rise_of_the_agreement_is_no_drift() -> None:
    rows = [*week(2, 20, agreement="other"), *week(3, 10)]
    assert found(rows) == []


def test_too_few_to_count_are_no_drift() -> None:
    few = [refined(900 + one, at(3, one), agreement="other") for one in range(7)]
    assert found([*week(2, 20), *few]) == []
    first_of_all = [refined(900 + one, at(3, one), agreement="other") for one in range(20)]
    assert found(first_of_all) == []


def test_what_chance_explains_is_no_drift() -> None:
    before = [*week(2, 6), *[refined(700 + one, at(2, 60 + one), agreement="other") for one in range(4)]]
    now = [*week(3, 3), *[refined(900 + one, at(3, 60 + one), agreement="other") for one in range(5)]]
    # 60 % before and 38 % now is more than the threshold, of eight runs against ten.
    assert found([*before, *now]) == []


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("unbacked", {"unbacked": 2}),
        ("refused", {"ended": Ended.REFUSED.value}),
        ("no answer", {"ended": Ended.LATE.value}),
    ],
)
def test_what_gets_worse_is_told_by_its_name(name: str, changes: dict[str, object]) -> None:
    assert f"{name}:model:2026-W49" in keys([*week(2, 30), *week(3, 10, **changes)])


def test_wrong_verdicts_on_the_rules_are_the_rules() -> None:
    good = [row for one in range(20) for row in (diagnosed(one + 1, at(2)), rated(one + 1, at(2), "right"))]
    bad = [row for one in range(6) for row in (diagnosed(one + 51, at(3)), rated(one + 51, at(3), "wrong"))]
    [one] = found([*good, *bad])
    assert one.key == "wrong:rules:2026-W49"
    assert "100% of 6 in the last 7 days, 0% of 20 in the 28 before" in one.what


def test_every_day_of_the_week_is_looked_at_also_where_it_is_midnight_between_two_weeks() -> None:
    monday = NOW.replace(hour=0)
    sunday = [
        refined(900 + one, monday - timedelta(hours=1, minutes=one), agreement="other") for one in range(10)
    ]
    rows = sorted([*week(2, 20), *sunday], key=lambda row: row.at)
    quality = quality_of(rows, since=monday - timedelta(weeks=5), until=monday)
    assert [one.key for one in drifts(quality, rows)] == ["agreement:model:2026-W49"]


def test_a_verdict_counts_when_it_was_given_however_old_the_diagnosis_is() -> None:
    made = [diagnosed(one + 1, at(1, one)) for one in range(26)]
    soon = [rated(one + 1, at(1, 100 + one), "right") for one in range(20)]
    late = [rated(one + 1, at(3.5, one), "wrong") for one in range(20, 26)]
    [one] = found([*made, *soon, *late])
    assert one.key == "wrong:rules:2026-W49"
    assert "100% of 6 in the last 7 days, 0% of 20 in the 28 before" in one.what
    assert found([*made[:20], *soon, *late]) == [], "of whose diagnosis these are, the rows do not tell"


def test_a_verdict_that_its_person_took_back_counts_as_the_last_one() -> None:
    made = [diagnosed(one + 1, at(1, one)) for one in range(26)]
    said = [rated(one + 1, at(1, 100 + one), "right") for one in range(20)]
    bad = [rated(one + 1, at(3.5, one), "wrong") for one in range(20, 26)]
    back = [rated(one + 1, at(3.6, one), "right") for one in range(20, 26)]
    assert found([*made, *said, *bad, *back]) == []


def test_another_model_under_the_same_release_is_told_once_by_its_key() -> None:
    rows = [
        attempted(1, at(1)),
        attempted(2, at(2), served="claude-opus-5-5-b"),
        attempted(3, at(2, 5), served="claude-opus-5-5-b"),
        attempted(4, at(2, 6), served="other", ended=Ended.LATE),
        attempted(5, at(2, 7), served=""),
        attempted(6, at(2, 8), served="claude-haiku-5-5", release="2026-12"),
        attempted(7, NOW),
    ]
    assert keys(rows[:-1]) == ["served:2026-11:claude-opus-5-5:claude-opus-5-5-b:2026-11-16"]
    _, back = found(rows)
    assert back.what == (
        "Release 2026-11 is answered by claude-opus-5-5 since 2026-11-30; before, claude-opus-5-5-b answered."
    )


def test_each_change_of_the_model_that_answers_is_told_and_within_a_day_once() -> None:
    names = ("a", "b", "a", "b", "a")
    rows = [attempted(one, at(1 + one / 7), served=name) for one, name in enumerate(names, start=1)]
    assert keys(rows) == [
        "served:2026-11:a:b:2026-11-11",
        "served:2026-11:b:a:2026-11-12",
        "served:2026-11:a:b:2026-11-13",
        "served:2026-11:b:a:2026-11-14",
    ]
    rows = [attempted(one, at(1, one), served=name) for one, name in enumerate(names, start=1)]
    assert keys(rows) == ["served:2026-11:a:b:2026-11-09", "served:2026-11:b:a:2026-11-09"]


def test_a_day_of_attempts_without_one_good_is_told() -> None:
    tried = [attempted(one, NOW - timedelta(hours=one), ended=Ended.DENIED) for one in (1, 2, 3)]
    [one] = found(tried)
    assert one.key == "silent:2026-11-30"
    assert one.what == "The model answered none of 3 attempts within 24 hours (key not accepted)."
    assert found(tried[:2]) == []
    assert found([*tried, attempted(9, NOW - timedelta(hours=4))]) == []


def test_a_golden_incident_that_came_out_otherwise_is_told_by_case_and_maker() -> None:
    miss = Miss(case="bad-rollout", wanted="readiness-probe-port", said="oom-killed")
    replay = Replay(at=NOW, maker="rules 0.1.0", cases=2, right=1, missed=(miss,))
    quality = quality_of([], since=at(0), until=NOW).model_copy(update={"replays": (replay,)})
    [one] = drifts(quality, [])
    assert one.key == "golden:rules 0.1.0:bad-rollout"
    assert one.what == (
        "Golden incident bad-rollout came out otherwise by rules 0.1.0: oom-killed, not readiness-probe-port."
    )


def test_cases_that_were_not_tried_are_told_once_a_week_for_each_reason() -> None:
    replay = Replay(at=NOW, maker="2026-11", is_model=True, cases=1, right=1, left=14, why="stopped (model)")
    quality = quality_of([], since=NOW - timedelta(weeks=5), until=NOW)
    [one] = drifts(quality.model_copy(update={"replays": (replay,)}), [])
    assert one.key == "left:2026-11:stopped (model):2026-W49"
    assert one.what == "14 of 15 golden incidents were not tried by 2026-11: stopped (model)."


def every_drift() -> list[Drift]:
    """One finding of each kind."""
    gone = {"unbacked": 2, "ended": Ended.LATE.value, "agreement": "other"}
    refused = {"ended": Ended.REFUSED.value, "agreement": "other"}
    now = NOW - timedelta(minutes=30)
    rows = [
        *week(2, 30),
        attempted(1, at(1), served="claude-opus-5-5-a"),
        attempted(2, at(2)),
        *[row for one in range(20) for row in (diagnosed(one + 1, at(1)), rated(one + 1, at(1), "right"))],
        *[refined(400 + one, now, **gone) for one in range(20)],
        *[refined(500 + one, now, **refused) for one in range(10)],
        *[row for one in range(6) for row in (diagnosed(one + 51, now), rated(one + 51, now, "wrong"))],
        *[attempted(one, NOW - timedelta(hours=one), ended=Ended.BUSY) for one in (1, 2, 3)],
    ]
    miss = Miss(case="bad-rollout", wanted="readiness-probe-port of Deployment shop/checkout", said="healthy")
    replay = Replay(at=NOW, maker="rules 0.1.0", cases=2, right=1, missed=(miss,), left=3)
    rows = sorted(rows, key=lambda row: row.at)
    quality = quality_of(rows, since=NOW - timedelta(weeks=5), until=NOW)
    return list(drifts(quality.model_copy(update={"replays": (replay,)}), rows))


def test_each_kind_of_finding_has_a_key_of_its_own() -> None:
    kinds = {one.key.split(":")[0] for one in every_drift()}
    assert kinds == {
        "agreement",
        "unbacked",
        "wrong",
        "refused",
        "no answer",
        "golden",
        "left",
        "served",
        "silent",
    }
