from typing import Any

import pytest

from bot.domain.people import Holder, Role
from bot.gates.role_held import evaluate
from tests.gates.gate_cases import IVY, OMAR, ZOE, ago, at_proposal, case, incident, keys, person, proposal


def _holder(user_id: str, term: int) -> Holder:
    return Holder(user_id=user_id, since=ago(5), term=term)


def test_keys_of_people_who_hold_their_roles_now_pass() -> None:
    assert evaluate(case()).passed is True


@pytest.mark.parametrize("change", [{"is_human": False}, {"is_guest": True}, {"is_deactivated": True}])
def test_bots_guests_and_deactivated_people_hold_no_role(change: dict[str, Any]) -> None:
    assert evaluate(case(approver=person(IVY, Role.COMMANDER, **change))).passed is False
    assert evaluate(case(confirmer=person(OMAR, Role.RESPONDER, **change))).passed is False


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"approver": person(IVY, Role.RESPONDER)}, "commander's key is not in the commanders group"),
        ({"confirmer": person(OMAR, Role.COMMANDER)}, "owner's key is not in the responders group"),
        ({"approver": None}, "commander's key could not be looked up"),
        ({"confirmer": None}, "owner's key could not be looked up"),
        ({"approver": person(ZOE, Role.COMMANDER)}, "could not be looked up"),
        ({"incident": incident(commander=None)}, "incident's commander is not"),
        ({"incident": incident(owner=None)}, "incident's owner is not"),
        ({"incident": incident(commander=_holder(ZOE, 3), command_term=3)}, "incident's commander is not"),
        ({"incident": incident(owner=_holder(ZOE, 2), owner_term=2)}, "incident's owner is not"),
    ],
)
def test_whoever_does_not_hold_the_role_now_is_refused(change: dict[str, Any], said: str) -> None:
    verdict = evaluate(case(**change))
    assert verdict.passed is False
    assert said in verdict.reason


@pytest.mark.parametrize(
    "now",
    [
        incident(commander=_holder(IVY, 4), command_term=4),
        incident(commander=_holder(IVY, 2), command_term=3),
        incident(owner=_holder(OMAR, 3), owner_term=3),
        incident(owner=_holder(OMAR, 1), owner_term=2),
    ],
)
def test_handing_over_and_back_revives_no_key(now: Any) -> None:
    verdict = evaluate(case(incident=now))
    assert verdict.passed is False
    assert "earlier term" in verdict.reason


def test_both_faults_are_said() -> None:
    verdict = evaluate(case(approver=None, confirmer=None))
    assert "commander's key" in verdict.reason
    assert "owner's key" in verdict.reason


@pytest.mark.parametrize("kept", [0, 1])
def test_a_missing_key_is_not_checked_before_send_and_refused_at_send(kept: int) -> None:
    shown = proposal()
    one_key = shown.model_copy(update={"decisions": (keys(shown.digest)[kept],)})
    both_people = {"approver": person(IVY, Role.COMMANDER), "confirmer": person(OMAR, Role.RESPONDER)}
    assert evaluate(at_proposal(proposal=one_key, **both_people)).passed is True
    assert evaluate(case(proposal=one_key)).passed is False


def test_a_lapsed_key_shows_before_send_too() -> None:
    assert evaluate(at_proposal(proposal=proposal(), approver=None)).passed is False
