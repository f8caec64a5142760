from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from bot.domain.alert import Severity
from bot.domain.diagnosis import Diagnosis, Evidence, VerdictKind
from bot.domain.people import Person, Role
from bot.domain.snapshot import Scope
from bot.domain.target import Subject, Target

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_a_diagnosis_finds_its_evidence_by_id_and_knows_no_other() -> None:
    seen = Evidence(id="E1", source="event", ref="shop/pod/cart", quote="Unhealthy", digest="d")
    diagnosis = Diagnosis(verdict=VerdictKind.FAULT, evidence=(seen,), taken_at=NOON, made_by="rules 0")
    assert diagnosis.quoted("E1") is seen
    with pytest.raises(KeyError, match="E2"):
        diagnosis.quoted("E2")


@pytest.mark.parametrize("word", [None, "", "loud", "  "])
def test_a_severity_that_is_not_known_is_high_so_that_nothing_is_slept_through(word: str | None) -> None:
    assert Severity.read(word) is Severity.HIGH


def test_a_noun_takes_no_field_that_it_does_not_have() -> None:
    with pytest.raises(ValidationError, match="namspace"):
        Subject.model_validate({"kind": "Pod", "namspace": "shop", "name": "cart"})


def test_objects_and_targets_are_named_as_people_do() -> None:
    assert str(Subject(kind="Node", name="worker-3")) == "Node worker-3"
    assert str(Subject(kind="Deployment", namespace="shop", name="cart")) == "Deployment shop/cart"
    assert str(Target(cluster="prod", namespace="shop")) == "prod/shop"


def test_a_scope_is_what_a_target_names_and_nothing_of_none() -> None:
    target = Target(cluster="prod", namespace="shop", service="checkout")
    assert Scope.of(target) == Scope(cluster="prod", namespace="shop", service="checkout")
    assert Scope.of(None) == Scope(cluster="", namespace="")


def test_any_role_is_held_by_a_member_of_either_group_and_by_no_guest() -> None:
    for role in Role:
        assert Person(user_id="U1", roles=frozenset({role})).holds_any
        assert not Person(user_id="U1", roles=frozenset({role}), is_guest=True).holds_any
    assert not Person(user_id="U1").holds_any
