from bot.domain.proposal import Rehearsal
from bot.gates.rehearsed import evaluate
from tests.gates.gate_cases import at_proposal, case


def test_a_dry_run_that_the_server_accepts_passes() -> None:
    assert evaluate(case()).passed is True


def test_no_dry_run_cannot_be_told() -> None:
    for asked in (case(rehearsal=None), at_proposal(rehearsal=None)):
        assert evaluate(asked).passed is None


def test_a_refused_dry_run_is_refused_with_the_servers_words() -> None:
    verdict = evaluate(
        case(rehearsal=Rehearsal(ok=False, diff="", reason="admission webhook denied the request"))
    )
    assert verdict.passed is False
    assert "admission webhook denied the request" in verdict.reason


def test_a_refusal_without_words_is_a_refusal() -> None:
    verdict = evaluate(case(rehearsal=Rehearsal(ok=False, diff="")))
    assert verdict.passed is False
    assert verdict.reason.endswith("refuses the change.")
