import pytest

from bot.gates.two_humans import evaluate
from tests.gates.gate_cases import IVY, at_proposal, case, keys, proposal


def _with(*kept: int) -> dict[str, object]:
    shown = proposal(decisions=())
    return {
        "proposal": shown.model_copy(update={"decisions": tuple(keys(shown.digest)[one] for one in kept)})
    }


def test_both_keys_of_two_people_pass() -> None:
    assert evaluate(case()).passed is True
    assert evaluate(at_proposal(**_with(1, 0))).passed is True


@pytest.mark.parametrize(
    ("kept", "missing"),
    [
        ((), "the commander's key and the owner's key"),
        ((0,), "the owner's key"),
        ((1,), "the commander's key"),
    ],
)
def test_a_missing_key_is_said_and_refuses_at_send_only(kept: tuple[int, ...], missing: str) -> None:
    at_send, opened = evaluate(case(**_with(*kept))), evaluate(at_proposal(**_with(*kept)))
    assert (at_send.passed, opened.passed) == (False, True)
    assert at_send.reason == f"Missing: {missing}."
    assert opened.reason == "It takes two keys of two people before anything is sent."


def test_one_person_with_both_keys_is_refused() -> None:
    shown = proposal()
    both = tuple(key.model_copy(update={"user_id": IVY}) for key in shown.decisions)
    for asked in (case, at_proposal):
        assert evaluate(asked(proposal=shown.model_copy(update={"decisions": both}))).passed is False
