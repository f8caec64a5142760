import pytest

from bot.gates.digest import evaluate
from tests.gates.gate_cases import at_proposal, case, live, proposal


def test_keys_for_this_content_pass_and_the_digest_is_shown() -> None:
    verdict = evaluate(case())
    assert verdict.passed is True
    assert proposal().digest[:12] in verdict.reason


@pytest.mark.parametrize("which", [0, 1])
def test_a_key_for_other_content_is_refused(which: int) -> None:
    shown = proposal()
    changed = list(shown.decisions)
    changed[which] = changed[which].model_copy(update={"digest": "0" * 64})
    assert evaluate(case(proposal=shown.model_copy(update={"decisions": tuple(changed)}))).passed is False


def test_a_proposal_changed_after_its_keys_is_refused() -> None:
    swapped = proposal().model_copy(update={"live": live(uid="uid-2")})
    assert evaluate(case(proposal=swapped)).passed is False


def test_without_keys_there_is_nothing_to_compare() -> None:
    assert evaluate(at_proposal()).passed is True


def test_the_reason_is_that_of_its_verdict() -> None:
    shown = proposal()
    assert evaluate(case(proposal=shown)).reason == (
        f"Each key present is for this content. Digest {shown.digest[:12]}."
    )
    swapped = shown.model_copy(update={"live": live(uid="uid-2")})
    assert "other content" in evaluate(case(proposal=swapped)).reason
