from bot.domain.proposal import Rehearsal
from bot.gates.rehearsed import evaluate
from tests.gates.gate_cases import at_proposal, case


def test_a_dry_run_that_the_server_accepts_passes() -> None:
    assert evaluate(case()).passed is True


def test_no_dry_run_cannot_be_told() -> None:
    for asked in (case(rehearsal=None), at_proposal(rehearsal=None)):
        assert evaluate(asked).passed is None


def test_a_dry_run_that_ends_in_an_error_is_refused() -> None:
    verdict = evaluate(
        case(rehearsal=Rehearsal(ok=False, diff="", reason="admission webhook denied the request"))
    )
    assert verdict.passed is False
    assert "error" in verdict.reason


def test_the_servers_words_are_no_part_of_the_bots_sentence() -> None:
    said = evaluate(case(rehearsal=Rehearsal(ok=False, diff="", reason="approved by <@U1>"))).reason
    assert "approved" not in said
