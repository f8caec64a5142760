"""The rules' diagnosis and the model's side by side, and what a model's number is worth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.diagnosis.agreement import compare, same_subject
from bot.diagnosis.calibration import MOST, PRIOR, calibrated, fitted
from bot.domain.agreement import Accord, Judged
from bot.domain.diagnosis import Diagnosis, VerdictKind
from bot.domain.target import Subject
from tests.diagnosis.claim_factories import CART, diagnosis, hypothesis

MAIL = Subject(kind="Deployment", namespace="shop", name="mail")
UNSURE, HEALTHY = (diagnosis(verdict=one) for one in (VerdictKind.UNSURE, VerdictKind.HEALTHY))


@pytest.mark.parametrize(
    ("rules", "model", "accord", "word", "same_cause"),
    [
        (diagnosis(hypothesis()), diagnosis(hypothesis()), Accord.SAME, "same", True),
        (diagnosis(hypothesis()), diagnosis(hypothesis(subject=MAIL)), Accord.SUBJECT, "other", True),
        (diagnosis(hypothesis()), diagnosis(hypothesis(cause="bad-rollout")), Accord.OTHER, "other", False),
        (diagnosis(hypothesis()), UNSURE, Accord.MODEL_UNSURE, "none", None),
        (diagnosis(hypothesis()), HEALTHY, Accord.MODEL_HEALTHY, "none", None),
        (UNSURE, diagnosis(hypothesis()), Accord.RULES_UNSURE, "none", None),
        (HEALTHY, diagnosis(hypothesis()), Accord.RULES_HEALTHY, "none", None),
        (UNSURE, HEALTHY, Accord.NEITHER, "none", None),
        (
            diagnosis(hypothesis(cause="other")),
            diagnosis(hypothesis(cause="other")),
            Accord.OTHER,
            "other",
            False,
        ),
    ],
)
def test_the_first_hypotheses_are_compared(
    rules: Diagnosis, model: Diagnosis, accord: Accord, word: str, same_cause: bool | None
) -> None:
    found = compare(rules, model)
    assert (found.accord, found.word, found.accord.same_cause) == (accord, word, same_cause)


def test_what_the_rules_have_at_any_rank_is_nothing_further() -> None:
    rules = diagnosis(hypothesis(), hypothesis(2, cause="bad-rollout"))
    swapped = diagnosis(hypothesis(cause="bad-rollout"), hypothesis(2), hypothesis(3, cause="quota-cpu"))
    assert compare(rules, swapped).further == (3,)
    assert compare(rules, swapped).adds
    assert not compare(rules, rules).adds


def test_a_model_that_finds_nothing_wrong_is_heard() -> None:
    assert compare(diagnosis(hypothesis()), HEALTHY).adds
    assert not compare(diagnosis(hypothesis()), UNSURE).adds
    second = diagnosis(hypothesis(), hypothesis(2, cause="bad-rollout"))
    assert compare(second, diagnosis(hypothesis(cause="bad-rollout"))).adds


def test_an_unsure_model_adds_nothing_and_unsure_rules_have_nothing() -> None:
    unsure = diagnosis(hypothesis(cause="bad-rollout"), verdict=VerdictKind.UNSURE)
    assert not compare(diagnosis(hypothesis()), unsure).adds
    assert compare(unsure, diagnosis(hypothesis(cause="bad-rollout"))).further == (1,)


@pytest.mark.parametrize(
    ("kind", "name", "same"),
    [
        ("Deployment", "cart", True),
        ("deployment", "cart", True),
        ("Pod", "cart-7d9f8b6c5-x2x4z", True),
        ("ReplicaSet", "cart-7d9f8b6c5", True),
        ("Pod", "cart", False),
        ("Pod", "cartographer-7d9f8b6c5-x2x4z", False),
        ("Service", "cart", False),
    ],
)
def test_a_pod_and_its_workload_are_one_subject(kind: str, name: str, same: bool) -> None:
    other = Subject(kind=kind, namespace="shop", name=name)
    assert same_subject(CART, other) is same_subject(other, CART) is same
    assert not same_subject(CART, other.model_copy(update={"namespace": "bank"}))


@given(st.floats(0, 1), st.sampled_from(Accord), st.floats(-1, 2))
def test_a_number_is_never_more_than_was_said_nor_than_the_most(
    stated: float, accord: Accord, backed: float
) -> None:
    sure = calibrated(stated, accord, backed)
    assert 0 <= sure <= min(MOST, stated + 0.005)
    assert sure <= calibrated(stated, accord, 1.0)


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from(list(PRIOR)))
def test_who_says_more_is_believed_no_less(one: float, other: float, accord: Accord) -> None:
    low, high = sorted((one, other))
    assert calibrated(low, accord, 1.0) <= calibrated(high, accord, 1.0)


def test_a_fitted_table_takes_the_place_of_the_prior() -> None:
    fitted = dict.fromkeys(PRIOR, (0.1, 0.2, 0.3, 1.0))
    assert calibrated(0.6, Accord.SAME, 1.0, fitted) == 0.2
    assert calibrated(1.0, Accord.SAME, 1.0, fitted) == MOST


def test_verdicts_move_what_a_models_number_is_worth() -> None:
    once = fitted([Judged(accord=Accord.OTHER, stated=0.95, right=1)])
    often = fitted([Judged(accord=Accord.OTHER, stated=0.95, right=1)] * 100)
    assert PRIOR[Accord.OTHER][3] < once[Accord.OTHER][3] < 0.6
    assert often[Accord.OTHER][3] > 0.9
    assert calibrated(0.95, Accord.OTHER, 1.0, often) > 0.9
    assert {accord: tuple(shares) for accord, shares in fitted([]).items()} == PRIOR


def test_wrong_answers_lower_it_and_what_less_was_stated_for_with_it() -> None:
    wrong = fitted([Judged(accord=Accord.SAME, stated=0.95, right=0)] * 100)[Accord.SAME]
    assert wrong[3] == wrong[2] < 0.3
    assert list(wrong) == sorted(wrong)


def test_a_verdict_where_one_of_both_named_nothing_moves_nothing() -> None:
    assert fitted([Judged(accord=Accord.NEITHER, stated=0.9, right=1)]) == fitted([])
