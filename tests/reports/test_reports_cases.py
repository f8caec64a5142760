"""What people said of a diagnosis as a label, or why it is none."""

from typing import Any

import pytest

from bot.domain.diagnosis import Diagnosis, VerdictKind
from bot.domain.ledger import Act, LedgerEntry
from bot.domain.target import Subject
from bot.reports.cases import Labelling, label_of
from tests.render import render_factories as make

CODES = ("oom-killed", "dns-failure", "bad-rollout")
CART = Subject(kind="Deployment", namespace="shop", name="cart")
DNS = Subject(kind="Deployment", namespace="kube-system", name="coredns")


def told(*causes: tuple[str, Subject], verdict: VerdictKind = VerdictKind.FAULT) -> Diagnosis:
    ranked = tuple(
        make.hypothesis(rank, cause=cause, subject=subject)
        for rank, (cause, subject) in enumerate(causes, start=1)
    )
    return make.diagnosis(hypotheses=ranked, verdict=verdict)


def rated(by: str, verdict: str, *, diagnosis: int = 7, **said: Any) -> LedgerEntry:
    return make.row(Act.RATED, 1, by, verdict=verdict, diagnosis=diagnosis, **said)


OOM = told(("oom-killed", CART), ("dns-failure", DNS))


def label(*rows: LedgerEntry, closed: str = "", first: Diagnosis = OOM, **more: Diagnosis) -> Labelling:
    diagnoses = {7: first} | {int(name[1:]): one for name, one in more.items()}
    return label_of(diagnoses, rows, codes=CODES, closed=closed)


def test_right_labels_what_stood_first_with_its_object() -> None:
    found = label(rated("U1", "right"), rated("U2", "right"))
    assert found.label is not None
    assert (found.label.verdict, found.label.causes, found.label.subject) == ("fault", ("oom-killed",), CART)
    assert found.label.why == "2 people said right"
    assert str(found.label) == "oom-killed of Deployment shop/cart"


def test_right_of_nothing_wrong_labels_a_healthy_place() -> None:
    found = label(rated("U1", "right"), first=told(verdict=VerdictKind.HEALTHY))
    assert found.label is not None
    assert (found.label.verdict, found.label.causes, found.label.subject) == ("healthy", (), None)
    assert str(found.label) == "healthy"


@pytest.mark.parametrize("verdict", ["right", "wrong", "partly"])
def test_not_enough_evidence_teaches_nothing_by_a_verdict_alone(verdict: str) -> None:
    found = label(rated("U1", verdict), first=told(verdict=VerdictKind.UNSURE))
    assert (found.label, found.why) == (None, "no verdict")


def test_a_code_named_with_wrong_is_the_label_and_its_object_is_that_of_a_lower_rank() -> None:
    found = label(rated("U1", "wrong", cause="dns-failure"))
    assert found.label is not None
    assert (found.label.causes, found.label.subject) == (("dns-failure",), DNS)
    assert found.why == "1 person named the cause"
    elsewhere = label(rated("U1", "partly", cause="bad-rollout"))
    assert elsewhere.label is not None
    assert elsewhere.label.subject is None


def test_a_cause_called_right_about_another_object_has_no_object() -> None:
    found = label(rated("U1", "wrong", cause="oom-killed"))
    assert found.label is not None
    assert (found.label.causes, found.label.subject) == (("oom-killed",), None)


def test_words_of_ones_own_are_no_label() -> None:
    found = label(rated("U1", "wrong", note="a bad cable"))
    assert (found.label, found.why) == (None, "the first cause was called wrong, and none was named")


def test_the_last_verdict_of_a_person_counts() -> None:
    found = label(rated("U1", "right"), rated("U1", "wrong", cause="dns-failure"))
    assert found.label is not None
    assert found.label.causes == ("dns-failure",)


@pytest.mark.parametrize(
    ("rows", "closed"),
    [
        ((rated("U1", "right"), rated("U2", "wrong")), ""),
        ((rated("U1", "right"), rated("U2", "wrong", cause="dns-failure")), ""),
        ((rated("U1", "right"),), "dns-failure"),
        ((rated("U1", "partly", cause="bad-rollout"), rated("U2", "wrong", cause="dns-failure")), ""),
    ],
)
def test_what_contradicts_itself_is_unclear_and_said(rows: tuple[LedgerEntry, ...], closed: str) -> None:
    found = label(*rows, closed=closed)
    assert found.label is None
    assert found.why.startswith("unclear: ")


def test_the_cause_at_close_is_a_label_where_it_is_a_code() -> None:
    found = label(closed=" OOM-killed ")
    assert found.label is not None
    assert (found.label.causes, found.label.why) == (("oom-killed",), "the cause at close")
    assert label(closed="the memory again").label is None
    both = label(rated("U1", "right"), closed="oom-killed")
    assert both.why == "1 person said right and the cause at close"


def diagnosed(number: int) -> LedgerEntry:
    return make.row(Act.DIAGNOSED, 0, diagnosis=number)


def test_the_cause_at_close_is_the_first_triages_and_of_later_ones_only_where_they_name_it() -> None:
    missed = label(diagnosed(7), diagnosed(9), closed="bad-rollout")
    assert missed.label is not None
    assert (missed.label.causes, missed.why) == (("bad-rollout",), "the cause at close")
    later = label(diagnosed(5), diagnosed(7), closed="bad-rollout")
    assert (later.label, later.why) == (None, "no verdict")
    named = label(diagnosed(5), diagnosed(7), closed="dns-failure")
    assert named.label is not None
    assert (named.label.causes, named.label.subject) == (("dns-failure",), DNS)
    said = label(diagnosed(5), rated("U1", "right"), closed="bad-rollout")
    assert said.why == "1 person said right"


def test_the_cause_at_close_is_never_that_of_a_triage_that_found_nothing_wrong() -> None:
    healthy = told(verdict=VerdictKind.HEALTHY)
    assert label(diagnosed(7), closed="oom-killed", first=healthy).why == "no verdict"
    model = told(("oom-killed", CART))
    assert label(diagnosed(7), closed="oom-killed", first=healthy, d8=model).why == "no verdict"


def test_verdicts_on_a_refinement_count_for_the_same_triage() -> None:
    model = told(("dns-failure", DNS))
    found = label(rated("U1", "wrong"), rated("U1", "right", diagnosis=8), d8=model)
    assert found.label is not None
    assert (found.label.causes, found.label.subject) == (("dns-failure",), DNS)


def test_verdicts_on_another_triage_do_not_count() -> None:
    assert label(rated("U1", "right", diagnosis=9)).why == "no verdict"


def test_two_objects_called_right_leave_the_object_open() -> None:
    other = told(("oom-killed", DNS))
    found = label(rated("U1", "right"), rated("U2", "right", diagnosis=8), d8=other)
    assert found.label is not None
    assert (found.label.causes, found.label.subject) == (("oom-killed",), None)


def test_nothing_wrong_and_a_cause_contradict_each_other() -> None:
    healthy = told(verdict=VerdictKind.HEALTHY)
    found = label(rated("U1", "right"), rated("U2", "wrong", cause="dns-failure"), first=healthy)
    assert found.why == "unclear: what was said contradicts itself (nothing wrong, dns-failure)"
    denied = label(rated("U1", "right"), rated("U2", "wrong"), first=healthy)
    assert denied.why == "unclear: nothing wrong was called right and wrong"
