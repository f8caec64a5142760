"""Diagnoses held against labels: one case, all of them, and how it is printed."""

import pytest

from bot.domain.diagnosis import Diagnosis, VerdictKind
from bot.domain.label import Label
from bot.domain.target import Subject
from bot.render.score import money, score_lines, share
from bot.reports.calibration import expected_error
from bot.reports.score import Scored, not_scored, score_of, scored
from bot.reports.spread import percentile
from tests.render import render_factories as make

CART = Subject(kind="Deployment", namespace="shop", name="cart")
NODE = Subject(kind="Node", name="worker-1")
OOM = Label(verdict=VerdictKind.FAULT, causes=("oom-killed",), subject=CART)
HEALTHY = Label(verdict=VerdictKind.HEALTHY)


def told(
    *causes: tuple[str, Subject], verdict: VerdictKind = VerdictKind.FAULT, sure: float = 0.9
) -> Diagnosis:
    ranked = tuple(
        make.hypothesis(rank, cause=cause, subject=subject, confidence=sure)
        for rank, (cause, subject) in enumerate(causes, start=1)
    )
    return make.diagnosis(hypotheses=ranked, verdict=verdict)


def test_right_takes_cause_and_object() -> None:
    right = scored("a", OOM, told(("oom-killed", CART)))
    assert (right.first, right.within, right.object_right) == (True, True, True)
    elsewhere = scored("a", OOM, told(("oom-killed", NODE)))
    assert (elsewhere.first, elsewhere.within, elsewhere.object_right) == (False, False, False)
    second = scored("a", OOM, told(("dns-failure", NODE), ("oom-killed", CART)))
    assert (second.first, second.within, second.object_right) == (False, True, False)


def test_a_label_without_an_object_is_judged_by_its_cause_alone() -> None:
    label = Label(verdict=VerdictKind.FAULT, causes=("oom-killed", "memory-leak"))
    found = scored("a", label, told(("memory-leak", NODE)))
    assert (found.first, found.object_right) == (True, None)


def test_of_a_healthy_place_only_nothing_wrong_is_right() -> None:
    assert scored("a", HEALTHY, told(verdict=VerdictKind.HEALTHY)).first
    assert not scored("a", HEALTHY, told(verdict=VerdictKind.UNSURE)).first
    assert not scored("a", HEALTHY, told(("oom-killed", CART))).first


def test_wrong_with_much_confidence_is_told_apart_from_unsure() -> None:
    sure = scored("a", OOM, told(("dns-failure", CART), sure=0.9))
    unsure = scored("b", OOM, told(verdict=VerdictKind.UNSURE))
    mild = scored("c", OOM, told(("dns-failure", CART), sure=0.5))
    assert [one.wrong_and_sure for one in (sure, unsure, mild)] == [True, False, False]
    assert [one.unsure for one in (sure, unsure, mild)] == [False, True, False]


def test_all_cases_together() -> None:
    cases = [
        scored("a", OOM, told(("oom-killed", CART), sure=0.9), seconds=1.0, cost=20_000),
        scored("b", OOM, told(("dns-failure", NODE), ("oom-killed", CART), sure=0.9), seconds=3.0),
        scored("c", HEALTHY, told(verdict=VerdictKind.HEALTHY), seconds=2.0),
        not_scored("d", OOM, "the snapshot cannot be read", cost=5_000),
    ]
    score = score_of(cases)
    assert (score.cases, score.first, score.within, score.failed) == (4, 2, 3, 1)
    assert (score.objects, score.objects_right, score.wrong_and_sure) == (3, 1, 1)
    assert score.error == pytest.approx(abs(0.9 + 0.9 - 1) / 2)
    assert (score.p50, score.p95, score.cost) == (1.0, 3.0, 25_000)


def test_percentiles_are_numbers_that_were_there() -> None:
    assert percentile([], 95) == 0.0
    assert percentile([4.0, 1.0, 3.0, 2.0], 50) == 2.0
    assert percentile([4.0, 1.0, 3.0, 2.0], 95) == 4.0
    assert percentile([1.0], 0) == 1.0


def test_the_calibration_error_is_what_was_said_less_what_was_right() -> None:
    assert expected_error([]) == 0.0
    assert expected_error([(0.9, True)] * 9 + [(0.9, False)]) == pytest.approx(0.0)
    assert expected_error([(0.9, False), (0.9, False)]) == pytest.approx(0.9)


def test_the_table_names_what_was_not_right() -> None:
    lines = score_lines("rules 0.1.0", [
        scored("good", OOM, told(("oom-killed", CART)), seconds=0.25),
        scored("bad\x1b[31m", OOM, told(("dns-failure", NODE))),
        not_scored("gone", HEALTHY, "cannot be read"),
    ])  # fmt: skip
    assert lines[0] == "rules 0.1.0 on 3 labelled cases"
    assert "  right first (A@1)             0.33  1 of 3" in lines
    assert lines[-2] == (
        "not right: bad: wanted oom-killed of Deployment shop/cart; dns-failure of Node worker-1 (0.90)"
    )
    assert lines[-1] == "not right: gone: wanted healthy; cannot be read"
    assert score_lines("rules 0.1.0", []) == ["rules 0.1.0: no labelled case in this folder"]


def test_shares_and_money_are_short() -> None:
    assert (share(1, 3), share(0, 0)) == ("0.33", "-")
    assert [money(one) for one in (0, 1, 40_000, 1_250_000)] == ["$0.00", "<$0.01", "$0.04", "$1.25"]


def test_a_scored_case_goes_through_json() -> None:
    one = scored("a", OOM, told(("oom-killed", CART)))
    assert Scored.model_validate_json(one.model_dump_json()) == one
