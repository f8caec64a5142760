"""Faults in applications that the rules were not written beside: rank 1 names the object and the cause."""

import pytest

from bot.diagnosis import diagnose
from bot.domain.diagnosis import VerdictKind
from bot.voice.judge import judge
from tests.worlds.cases import FAULTS, Case, faulty, healthy
from tests.worlds.styles import STYLES
from tests.worlds.truth import Fault

QUIET = 70


def case_of(fault: Fault) -> Case:
    """The fault in one style, another one for each fault, where that style can have it."""
    begin = FAULTS.index(fault)
    found = (faulty(fault, begin + step) for step in range(len(STYLES)))
    return next(case for case in found if case)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: one.__name__)
def test_the_fault_is_found_and_what_is_said_of_it_may_be_said(fault: Fault) -> None:
    case = case_of(fault)
    found = diagnose(case.snapshot, version="test")
    assert case.truth
    assert found.verdict is VerdictKind.FAULT
    best = found.hypotheses[0]
    assert (best.subject.name, best.cause in case.truth.causes) == (case.truth.name, True), best.statement
    for one in found.hypotheses:
        assert judge(one.statement).passed, one.statement
        assert one.next_check.startswith("kubectl ")


@pytest.mark.parametrize("number", range(QUIET))
def test_ordinary_life_of_a_healthy_cluster_is_no_fault(number: int) -> None:
    case = healthy(number)
    found = diagnose(case.snapshot, version="test")
    said = [one.statement for one in found.hypotheses], [f"{gap.what}: {gap.why}" for gap in found.gaps]
    assert found.verdict is VerdictKind.HEALTHY, said
