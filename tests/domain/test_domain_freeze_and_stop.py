"""Scopes as people type them, levers that are texts, and what a drill sums up."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain import freeze, stop
from bot.domain.drill import drill_of
from bot.domain.stop import Lever, Switch, drill_scope, written_stop

AT = datetime(2026, 11, 30, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("word", "scope"),
    [
        ("ALL", "all"),
        (" Service:Checkout ", "service:Checkout"),
        ("cluster:prod", "cluster:prod"),
        ("namespace:shop", "namespace:shop"),
        ("service:", None),
        ("service:a b", None),
        ("team:a", None),
        ("", None),
        ("everything", None),
    ],
)
def test_the_scope_of_a_freeze(word: str, scope: str | None) -> None:
    assert freeze.scope_of(word) == scope


@pytest.mark.parametrize(
    ("scope", "lacks"),
    [
        ("cluster:PROD", False),
        ("cluster:prd", True),
        ("service:checkout", False),
        ("service:chekout", True),
        ("namespace:shop", False),
        ("all", False),
        ("team:a", False),
    ],
)
def test_a_name_that_the_configuration_lacks_and_of_a_kind_without_names_nobody_can_tell(
    scope: str, lacks: bool
) -> None:
    names = freeze.Names(cluster=frozenset({"prod"}), service=frozenset({"Checkout"}))
    assert names.lacks(scope) is lacks


@pytest.mark.parametrize(
    ("word", "scope"),
    [
        ("", "everything"),
        ("Model", "model"),
        ("Release:triage-7", "release:triage-7"),
        ("incident:I-12", "incident:I-12"),
        ("release:", None),
        ("drill:x", None),
        ("all", None),
    ],
)
def test_the_scope_of_a_stop(word: str, scope: str | None) -> None:
    assert stop.scope_of(word) == scope


def test_a_text_that_names_no_scope_stops_everything_and_is_the_reason() -> None:
    made = written_stop("please\nnow", AT, lever=Lever.FILE, place="/x")
    assert (made.scope, made.why, made.place) == ("everything", "please", "/x")
    made = written_stop("", AT, lever=Lever.CONFIGMAP, place="a/b")
    assert (made.scope, made.why) == ("everything", "the ConfigMap exists")
    assert written_stop("model\n bad answers ", AT, lever=Lever.FILE, place="").why == "bad answers"


def test_a_drill_stops_nothing_but_itself() -> None:
    pulled = stop.Stop(scope=drill_scope("abc"), by="", at=AT)
    assert pulled.is_drill
    switch = Switch(stops=(pulled,), read_at=AT)
    assert switch.halts("mitigation", "model", "posting", "service:x") is None
    assert switch.halts(drill_scope("abc")) == pulled
    assert switch.halts(drill_scope("other")) is None


def test_what_a_drill_sums_up() -> None:
    made = drill_of(AT, 2, ["a", "b", "a", "b"], 40, [-0.1, 0.2, 0.1, 0.4], [0.5, 0.6])
    assert (made.processes, made.canaries, made.p50, made.p95, made.worst) == (2, 4, 0.2, 0.4, 0.4)
    assert made.in_time
    assert made.noticed == 0.6
    assert not made.is_old(AT + timedelta(days=14))
    assert made.is_old(AT + timedelta(days=14, seconds=1))
    assert not drill_of(AT, 1, ["a"], 1, [1.01], [2]).in_time
