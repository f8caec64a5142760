"""Whose id sorts first decides nothing, and equal is what is equal: each comparison of a gate, from both sides."""

import pytest

from bot.domain.mitigation import Restart
from bot.domain.people import Holder, Role
from bot.domain.proposal import Proposal
from bot.gates import lease, role_held, state, target_unchanged, tier, two_humans
from bot.gates.case import Case
from tests.gates.gate_cases import CHECKOUT, IVY, ago, case, fresh, incident, live, person, proposal

FIRST, LAST = "U0AAA", "U0ZZZ"


def of(approver: str, confirmer: str) -> Case:
    """A case whose keys, offices and look-ups are these two people's, each with a text of its own."""
    shown = proposal()
    keys = [
        key.model_copy(update={"user_id": user})
        for key, user in zip(shown.decisions, (approver, confirmer), strict=True)
    ]
    offices = {
        "commander": Holder(user_id=fresh(approver), since=ago(15), term=2),
        "owner": Holder(user_id=fresh(confirmer), since=ago(18), term=1),
    }
    return case(
        proposal=shown.model_copy(update={"decisions": tuple(keys)}),
        incident=incident(**offices),
        approver=person(fresh(approver), Role.COMMANDER),
        confirmer=person(fresh(confirmer), Role.RESPONDER),
    )


@pytest.mark.parametrize(("approver", "confirmer"), [(FIRST, LAST), (LAST, FIRST)])
def test_two_people_are_two_whichever_sorts_first(approver: str, confirmer: str) -> None:
    assert two_humans.evaluate(of(approver, confirmer)).passed is True
    assert role_held.evaluate(of(approver, confirmer)).passed is True


@pytest.mark.parametrize("other", [FIRST, LAST])
@pytest.mark.parametrize("office", ["approver", "confirmer"])
def test_another_persons_look_up_counts_for_no_key_whichever_sorts_first(other: str, office: str) -> None:
    role = Role.COMMANDER if office == "approver" else Role.RESPONDER
    asked = of("U0MMM", "U0NNN").model_copy(update={office: person(other, role)})
    assert "could not be looked up" in role_held.evaluate(asked).reason


@pytest.mark.parametrize("other", [FIRST, LAST])
@pytest.mark.parametrize(("office", "term"), [("commander", 2), ("owner", 1)])
def test_another_holder_of_the_same_term_is_not_who_turned_the_key(
    other: str, office: str, term: int
) -> None:
    asked = of("U0MMM", "U0NNN")
    held = asked.incident.model_copy(update={office: Holder(user_id=other, since=ago(15), term=term)})
    verdict = role_held.evaluate(asked.model_copy(update={"incident": held}))
    assert f"incident's {office} is not" in verdict.reason


@pytest.mark.parametrize("other", ["inc-0", "inc-2"])
def test_another_incident_is_another_whichever_sorts_first(other: str) -> None:
    assert "another incident" in state.evaluate(case(incident=incident(id=other))).reason


@pytest.mark.parametrize("field", ["uid", "touched"])
@pytest.mark.parametrize("other", ["", "zz"])
def test_another_object_or_content_is_another_whichever_sorts_first(field: str, other: str) -> None:
    assert target_unchanged.evaluate(case(live=live(**{field: other}))).passed is False


@pytest.mark.parametrize("generation", [6, 8])
def test_another_generation_is_another_also_an_earlier_one(generation: int) -> None:
    assert target_unchanged.evaluate(case(live=live(generation=generation))).passed is False


def shown(at: int) -> Proposal:
    """A restart that was shown as of that tier."""
    return proposal(mitigation=Restart(subject=CHECKOUT), tier=at)


def test_an_action_that_became_less_risky_than_shown_passes_and_a_riskier_one_does_not() -> None:
    assert tier.evaluate(case(proposal=shown(2))).passed is True
    assert tier.evaluate(case(proposal=shown(1), live=live(critical=True))).passed is False


@pytest.mark.parametrize(("held", "said"), [(True, "holds the lease"), (False, "has lapsed")])
def test_the_leases_reason_is_that_of_its_verdict(held: bool, said: str) -> None:
    verdict = lease.evaluate(case(lease_held=held))
    assert (verdict.passed, said in verdict.reason) == (held, True)


THOUSAND = "1000"
"""As a number it is another object each time that it is read."""


def test_equal_is_what_is_equal_and_not_what_is_the_same_object() -> None:
    seen = live(uid=fresh("uid"), touched=fresh("aa"), generation=int(THOUSAND))
    now = live(uid=fresh("uid"), touched=fresh("aa"), generation=int(THOUSAND))
    assert target_unchanged.evaluate(case(proposal=proposal(live=seen), live=now)).passed is True
    mine = incident(id=fresh("inc-1"))
    assert state.evaluate(case(incident=mine, proposal=proposal(incident_id=fresh("inc-1")))).passed is True
    one = [key.model_copy(update={"user_id": fresh(FIRST)}) for key in proposal().decisions]
    twice = proposal().model_copy(update={"decisions": tuple(one)})
    assert two_humans.evaluate(case(proposal=twice)).passed is False


def in_terms(holder: int, key: int, office: int) -> Case:
    """A case in which the commander's three terms are those."""
    shown = proposal()
    approval, confirmation = shown.decisions
    keys = (approval.model_copy(update={"term": key}), confirmation)
    held = incident(commander=Holder(user_id=IVY, since=ago(15), term=holder), command_term=office)
    return case(proposal=shown.model_copy(update={"decisions": keys}), incident=held)


@pytest.mark.parametrize("which", [0, 1, 2])
@pytest.mark.parametrize("by", [-1, 1])
def test_any_of_the_three_terms_that_differs_is_another_term(which: int, by: int) -> None:
    terms = [2, 2, 2]
    terms[which] += by
    assert "earlier term" in role_held.evaluate(in_terms(*terms)).reason


def test_equal_terms_are_one_term() -> None:
    assert role_held.evaluate(in_terms(int(THOUSAND), int(THOUSAND), int(THOUSAND))).passed is True
