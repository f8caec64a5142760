from typing import Any

import pytest

from bot.gates.target_unchanged import evaluate
from tests.gates.gate_cases import case, live


@pytest.mark.parametrize(
    ("drift", "said"),
    [
        ({"uid": "uid-2"}, "created again"),
        ({"touched": "bb"}, "fields that the action changes"),
        ({"generation": 8}, "generation 8, shown as 7"),
    ],
)
def test_drift_is_refused_with_what_drifted(drift: dict[str, Any], said: str) -> None:
    verdict = evaluate(case(live=live(**drift)))
    assert verdict.passed is False
    assert said in verdict.reason


@pytest.mark.parametrize("change", [{"resource_version": "4712"}, {"ready": 0}, {"pods": 5}])
def test_what_moves_in_a_crash_loop_is_no_drift(change: dict[str, Any]) -> None:
    assert evaluate(case(live=live(**change))).passed is True


def test_a_target_that_is_gone_or_unread_cannot_be_told() -> None:
    assert evaluate(case(live=None)).passed is None
