"""The quality by week and maker, from rows alone."""

from datetime import timedelta

import pytest

from bot.domain.ledger import Act, LedgerEntry
from bot.domain.model import Ended
from bot.reports.quality import Quality, Said, Tally, quality_of, week_of
from bot.reports.replays import REPLAY, Replay, newest, replay_of, replays_in
from bot.reports.score import not_scored, scored
from bot.reports.series import charts_of
from tests.reports.quality_rows import NOW, at, attempted, diagnosed, month, rated, refined
from tests.reports.test_reports_score import CART, HEALTHY, OOM, told


def quality(*rows: LedgerEntry, weeks: float = 5) -> Quality:
    return quality_of(rows, since=NOW - timedelta(weeks=weeks), until=NOW)


def tally(found: Quality, week: str, maker: str) -> Tally:
    return next(one for one in found.tallies if (one.week, one.maker) == (week, maker))


def test_a_month_is_counted_by_week_with_the_rules_before_the_model() -> None:
    found = quality(*month())
    assert found.weeks == ("2026-W45", "2026-W46", "2026-W47", "2026-W48")
    assert [(one.week, one.maker) for one in found.tallies[:2]] == [
        ("2026-W45", "rules 0.1.0"),
        ("2026-W45", "2026-11"),
    ]
    rules, model = tally(found, "2026-W46", "rules 0.1.0"), tally(found, "2026-W46", "2026-11")
    assert (rules.triages, rules.answered, rules.said) == (10, 10, Said(right=9, wrong=1))
    assert (rules.p50, rules.p95, rules.cost) == (2.0, 2.0, 0)
    assert (model.triages, model.answered, model.refused) == (9, 8, 1)
    assert (model.same, model.other, model.kept) == (8, 0, 18)
    assert (model.attempts, model.failed, model.cost) == (9, {"declined to answer": 1}, 9 * 20_000)
    assert (model.p50, model.calls, model.call_errors) == (10.0, 36, 0)
    assert found.last_success == at(3, 9)


def test_nothing_gives_an_empty_report() -> None:
    found = quality()
    assert (found.weeks, found.tallies, found.last_success, found.replays) == ((), (), None, ())
    assert [one.any for chart in charts_of(found) for one in chart.series] == [False] * 8


def test_a_week_in_which_nothing_was_is_a_week_all_the_same() -> None:
    found = quality(diagnosed(1, at(0)), diagnosed(2, at(2)))
    assert found.weeks == ("2026-W45", "2026-W46", "2026-W47")
    [right, *_] = charts_of(found)
    assert right.series[0].values == (None, None, None)


def test_what_lies_outside_of_the_time_does_not_count() -> None:
    found = quality(diagnosed(1, at(0)), diagnosed(2, at(3)), diagnosed(3, at(5)), weeks=2)
    assert [(one.week, one.triages) for one in found.tallies] == [("2026-W48", 1)]


def test_the_last_verdict_of_a_person_counts_for_the_week_of_the_diagnosis() -> None:
    found = quality(
        diagnosed(1, at(0)),
        rated(1, at(0, 1), "right"),
        rated(1, at(2), "wrong"),
        rated(1, at(2), "partly", by="U2"),
        rated(77, at(2), "right"),
    )
    assert tally(found, "2026-W45", "rules 0.1.0").said == Said(partly=1, wrong=1)
    assert found.weeks == ("2026-W45",)


def test_a_verdict_on_the_models_message_is_the_models() -> None:
    found = quality(diagnosed(1, at(0)), refined(1, at(0)), rated(1001, at(0, 5), "right"))
    assert tally(found, "2026-W45", "2026-11").said == Said(right=1)
    assert tally(found, "2026-W45", "rules 0.1.0").said == Said()
    assert found.aside.answered_said == Said(right=1)


def test_triages_with_and_without_the_model_stand_side_by_side() -> None:
    aside = quality(*month()).aside
    # Of ten triages in a week one was left to the rules by lot and one declined by the model.
    assert (aside.answered, aside.left, aside.alone) == (32, 4, 4)
    assert aside.answered_said == Said(right=28, wrong=4)
    assert aside.left_said == aside.alone_said == Said(right=4)


def test_a_run_that_never_asked_is_no_run() -> None:
    kept_out = refined(1, at(0), release="", ended=None, turns=0, agreement="none", refinement=0)
    stopped = refined(2, at(0), ended=None, turns=0, agreement="none", refinement=0)
    found = quality(diagnosed(1, at(0)), kept_out, diagnosed(2, at(0)), stopped)
    assert [(one.maker, one.triages) for one in found.tallies] == [("rules 0.1.0", 2)]
    assert found.aside.alone == 2


def test_failed_attempts_are_told_apart_by_how_they_ended() -> None:
    rows = [
        attempted(1, at(0), ended=Ended.BUSY),
        attempted(1, at(0), ended=Ended.BUSY, again=1),
        attempted(1, at(0), ended=Ended.TOOLS, again=2),
        attempted(1, at(0), ended=Ended.LATE, step=2),
        attempted(1, at(0), ended=Ended.STOPPED, step=2),
        refined(1, at(0), ended=Ended.LATE.value, agreement="none", failed_calls=1, unbacked=2),
    ]
    model = tally(quality(*rows), "2026-W45", "2026-11")
    assert model.failed == {"provider overloaded": 2, "no answer in time": 1}
    assert (model.attempts, model.answered, model.call_errors, model.unbacked) == (5, 0, 1, 2)
    assert quality(*rows).last_success == at(0)


def test_a_row_of_an_older_version_without_a_time_is_counted_without_one() -> None:
    row = LedgerEntry(
        incident_id="i", at=at(0), act=Act.DIAGNOSED, detail={"diagnosis": 1, "made_by": "rules 0"}
    )
    assert tally(quality(row), "2026-W45", "rules 0").p95 == 0.0


def test_a_week_is_that_of_iso() -> None:
    assert [week_of(at(0) + timedelta(days=one)) for one in (-1, 0, 6, 7)] == [
        "2026-W44",
        "2026-W45",
        "2026-W45",
        "2026-W46",
    ]


def test_the_charts_have_a_value_for_each_week() -> None:
    charts = {one.title: one for one in charts_of(quality(*month()))}
    assert {len(one.values) for chart in charts.values() for one in chart.series} == {4}
    rules, model = charts["Verdicts that say right"].series
    assert rules.values == pytest.approx((0.9,) * 4)
    assert model.values == (None,) * 4
    assert charts["Same cause by rules and model"].series[0].values == (1.0,) * 4
    assert charts["Statements that cite nothing read"].series[0].values == (0.0,) * 4
    assert charts["Runs without an answer"].series[0].values == pytest.approx((1 / 9,) * 4)
    assert charts["Cost of a week"].series[0].values == pytest.approx((0.18,) * 4)
    assert [one.values[0] for one in charts["Time of a triage (p95)"].series] == [2.0, 10.0]


def replayed(maker: str, when: float, *, is_model: bool = False) -> LedgerEntry:
    replay = replay_of(at(when), maker, [scored("a", HEALTHY, told())], is_model=is_model)
    return LedgerEntry(
        incident_id="", at=at(when), act=Act.CHECKED, detail={REPLAY: replay.model_dump(mode="json")}
    )


def test_a_replay_sums_its_cases_and_names_those_that_missed() -> None:
    cases = [
        scored("good", OOM, told(("oom-killed", CART)), seconds=1.0, cost=10),
        scored("bad", OOM, told(("dns-failure", CART)), seconds=2.0, cost=20),
        not_scored("gone", HEALTHY, "no answer in 60 s"),
    ]
    replay = replay_of(at(0), "2026-11", cases, is_model=True, served=("m", "", "m"), left=2, why="stopped")
    assert (replay.cases, replay.right, replay.cost, replay.seconds) == (3, 1, 30, 3.0)
    assert [(one.case, one.said) for one in replay.missed] == [
        ("bad", "dns-failure of Deployment shop/cart"),
        ("gone", "no answer in 60 s"),
    ]
    assert (replay.served, replay.left, replay.why) == (("m",), 2, "stopped")
    assert Replay.model_validate_json(replay.model_dump_json()) == replay


def test_the_newest_replay_of_each_maker_stands_the_rules_first() -> None:
    other = LedgerEntry(incident_id="", at=at(0), act=Act.CHECKED, detail={"drift": "x"})
    rows = [
        replayed("2026-11", 0, is_model=True),
        replayed("rules 0.1.0", 0),
        other,
        replayed("rules 0.1.0", 1),
    ]
    assert [(one.maker, one.at) for one in newest(rows)] == [("rules 0.1.0", at(1)), ("2026-11", at(0))]


def test_a_replay_of_another_version_is_passed_over() -> None:
    replay = Replay(at=NOW, maker="2026-11", is_model=True, cases=15, right=15).model_dump(mode="json")
    rows = [
        LedgerEntry(incident_id="", at=NOW, act=Act.CHECKED, detail={"replay": one})
        for one in (replay | {"colour": "red"}, {"cases": 3}, "odd", None)
    ]
    assert [one.right for one in replays_in(rows)] == [15]
