"""A Clearance is given only if everything holds; whatever one takes away, and whatever else, refuses."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.freeze import Freeze, Freezes
from bot.domain.mitigation import DeletePod
from bot.domain.people import Role
from bot.domain.proposal import ProposalState, Rehearsal
from bot.domain.target import Subject
from bot.gates.case import Case, Verdict
from bot.gates.clearance import Clearance, ask, clear
from tests.gates.gate_cases import IVY, NOW, OMAR, ago, at_proposal, case, live, person, proposal, switch

Break = Callable[[Case], Case]


def _case(**change: Any) -> Break:
    return lambda whole: whole.model_copy(update=change)


def _part(part: str, **change: Any) -> Break:
    return lambda whole: whole.model_copy(update={part: getattr(whole, part).model_copy(update=change)})


def _keys(which: int, **change: Any) -> Break:
    def turn(whole: Case) -> Case:
        keys = list(whole.proposal.decisions)
        keys[which] = keys[which].model_copy(update=change)
        return _part("proposal", decisions=tuple(keys))(whole)

    return turn


FREEZE = Freeze(scope="namespace:shop", starts_at=ago(1), ends_at=NOW + timedelta(hours=1), why="")

POD = Subject(kind="Pod", namespace="shop", name="checkout-a")

#: One way to take away each guard's condition; no two touch the same field, so any of them go together.
BREAKS: dict[str, Break] = {
    "state": _part("proposal", state=ProposalState.ARMED),
    "stopped": _case(switch=switch("mitigation")),
    "freeze": _case(freezes=Freezes(windows=(FREEZE,))),
    "expiry": _part("proposal", expires_at=NOW),
    "tier": _part("live", opted_in=False),
    "managed elsewhere": _part("live", manager="Kafka events (owner reference)"),
    "blast radius": _part("live", pods=11),
    "floor": _part("proposal", mitigation=DeletePod(subject=POD)),
    "rate": _case(changes_last_hour=2),
    "rehearsed": _case(rehearsal=Rehearsal(ok=False, diff="")),
    "target unchanged": _part("live", uid="uid-2"),
    "satisfiable": _case(pair_exists=False),
    "two humans": _keys(0, user_id=OMAR),
    "role held": _case(confirmer=person(OMAR, Role.COMMANDER)),
    "not requester": _keys(0, user_id="U0REQ"),
    "acting as": _case(impersonates=True),
    "digest": _keys(1, digest="0" * 64),
    "lease": _case(lease_held=False),
}
#: These two would both set the approver of the key, so they are not combined.
CLASH = {"two humans", "not requester"}


def _broken(names: Iterable[str]) -> Case:
    whole = case(proposal=proposal(requester="U0REQ"))
    for name in names:
        whole = BREAKS[name](whole)
    return whole


def _refused(whole: Case) -> set[str]:
    answer = clear(whole)
    assert not isinstance(answer, Clearance)
    return {verdict.gate for verdict in answer}


def test_there_is_one_break_for_each_gate() -> None:
    assert [verdict.gate for verdict in ask(case())] == list(BREAKS)


def test_a_case_in_which_all_holds_is_cleared_with_the_live_target() -> None:
    whole = case(live=live(resource_version="4712"))
    cleared = clear(whole)
    assert isinstance(cleared, Clearance)
    assert cleared.proposal == whole.proposal
    assert cleared.live.resource_version == "4712"


@pytest.mark.parametrize("name", BREAKS)
def test_taking_away_one_guards_condition_refuses_and_that_guard_says_so(name: str) -> None:
    assert name in _refused(_broken([name]))


@given(st.sets(st.sampled_from(list(BREAKS))).filter(lambda names: not names >= CLASH))
def test_a_clearance_is_given_only_if_all_hold(names: set[str]) -> None:
    whole = _broken(sorted(names))
    assert isinstance(clear(whole), Clearance) is (not names)
    if names:
        assert names <= _refused(whole)


UNREADABLE = ["approver", "confirmer", "live", "rehearsal", "freezes"]


@given(st.sets(st.sampled_from(UNREADABLE), min_size=1))
def test_what_could_not_be_read_never_clears(parts: set[str]) -> None:
    assert not isinstance(clear(case(**dict.fromkeys(parts))), Clearance)


@given(
    st.sampled_from([IVY, OMAR, "U0ZOE", "U0LOOKOUT"]),
    st.sampled_from([IVY, OMAR, "U0ZOE", "U0LOOKOUT"]),
    st.integers(0, 3),
    st.integers(0, 3),
)
def test_of_all_people_and_terms_only_the_two_holders_in_their_terms_clear(
    approver: str, confirmer: str, command: int, ownership: int
) -> None:
    whole = _keys(0, user_id=approver, term=command)(_keys(1, user_id=confirmer, term=ownership)(case()))
    everything = (Role.COMMANDER, Role.RESPONDER)
    people = {"approver": person(approver, *everything), "confirmer": person(confirmer, *everything)}
    cleared = isinstance(clear(_case(**people)(whole)), Clearance)
    assert cleared is ((approver, confirmer, command, ownership) == (IVY, OMAR, 2, 1))


def test_before_send_nothing_is_cleared_even_if_every_gate_passes() -> None:
    opened = at_proposal()
    assert all(verdict.passed for verdict in ask(opened))
    assert _refused(opened) == {"moment"}


def test_nobody_else_makes_a_clearance() -> None:
    with pytest.raises(TypeError, match="clear only"):
        Clearance(object(), proposal(), live())


def test_what_only_says_that_it_is_the_key_makes_none() -> None:
    class Forged:
        __hash__ = None  # type: ignore[assignment] # of no use here

        def __eq__(self, _other: object) -> bool:
            return True

        def __ne__(self, _other: object) -> bool:
            return False

    with pytest.raises(TypeError, match="clear only"):
        Clearance(Forged(), proposal(), live())


def test_that_it_is_not_at_send_is_a_no() -> None:
    answer = clear(at_proposal())
    assert not isinstance(answer, Clearance)
    assert [verdict.passed for verdict in answer] == [False]


def test_what_nobody_gathered_is_not_known_and_clears_nothing() -> None:
    whole = case()
    bare = Case(moment=whole.moment, proposal=whole.proposal, incident=whole.incident, switch=whole.switch)
    unknown = (bare.approver, bare.confirmer, bare.live, bare.rehearsal, bare.freezes, bare.pair_exists)
    assert unknown == (None,) * 6
    assert (bare.lease_held, bare.impersonates, bare.changes_last_hour) == (False, False, 0)
    assert {"freeze", "floor", "rehearsed", "satisfiable", "role held", "lease"} <= _refused(bare)


def test_a_no_can_be_overridden_only_where_its_gate_says_so() -> None:
    assert not Verdict(gate="any", passed=False, reason="No.").overridable
