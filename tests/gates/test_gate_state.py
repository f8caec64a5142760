import pytest

from bot.domain.incident import IncidentStatus
from bot.domain.proposal import ProposalState
from bot.gates.case import Moment
from bot.gates.state import evaluate
from tests.gates.gate_cases import NOW, at_proposal, case, incident, proposal


@pytest.mark.parametrize("state", list(ProposalState))
def test_only_an_executing_proposal_is_sent(state: ProposalState) -> None:
    verdict = evaluate(case(proposal=proposal(state=state)))
    assert verdict.passed is (state is ProposalState.EXECUTING)
    assert state.value in verdict.reason


@pytest.mark.parametrize("state", list(ProposalState))
def test_only_a_pending_or_armed_proposal_takes_keys(state: ProposalState) -> None:
    asked = case(proposal=proposal(state=state), moment=Moment(at_send=False, now=NOW))
    assert evaluate(asked).passed is (state in (ProposalState.PENDING, ProposalState.ARMED))


def test_nothing_is_changed_for_a_closed_incident() -> None:
    closed = incident(status=IncidentStatus.CLOSED)
    assert evaluate(case(incident=closed)).passed is False
    assert "`closed`" in evaluate(at_proposal(incident=closed)).reason


def test_an_incident_that_its_source_calls_recovered_is_still_open() -> None:
    assert evaluate(case(incident=incident(status=IncidentStatus.QUIET))).passed is True


def test_a_proposal_of_another_incident_is_refused() -> None:
    verdict = evaluate(case(incident=incident(id="inc-2")))
    assert verdict.passed is False
    assert "another incident" in verdict.reason
