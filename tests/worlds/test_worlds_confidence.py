"""What is said with nine tenths is right nine times in ten, also where evidence is missing."""

import pytest

from bot.diagnosis import diagnose
from tests.benchmarks.mutations import Mutation, untouched, without_events, without_logs, without_signals
from tests.worlds.cases import FAULTS, faulty
from tests.worlds.styles import STYLES

SURE = 0.9


@pytest.mark.parametrize(
    "robbed", [untouched, without_events, without_logs, without_signals], ids=lambda one: one.__name__
)
def test_what_is_said_for_nearly_sure_is_nearly_always_right(robbed: Mutation) -> None:
    cases = [case for place, fault in enumerate(FAULTS) if (case := faulty(fault, place % len(STYLES), 11))]
    told = [(case.truth, diagnose(robbed(case.snapshot, "")[0], version="test").hypotheses) for case in cases]
    sure = [
        one.subject.name == truth.name and one.cause in truth.causes
        for truth, said in told
        for one in said[:1]
        if truth and one.confidence >= SURE
    ]
    assert len(sure) >= len(FAULTS) / 2
    assert sum(sure) / len(sure) >= SURE
