"""Whose id sorts first decides nothing, and equal is what is equal: each comparison of a gate, from both sides."""

import pytest

from bot.domain.mitigation import Restart
from bot.domain.people import Holder, Role
from bot.domain.proposal import Proposal
from bot.gates import lease, role_held, state, target_unchanged, tier, two_humans
from bot.gates.case import Case
from tests.gates.gate_cases import CHECKOUT, ago, case, incident, live, person, proposal

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


def fresh(text: str) -> str:
    """An equal text that is another object."""
    return "".join(list(text))


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
