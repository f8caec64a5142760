from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.domain.alert import Severity
from bot.domain.freeze import Freeze, Freezes, Override, Unread, other_sev1s
from bot.domain.mitigation import Cordon, Mitigation, Uncordon
from bot.domain.target import Subject, Target
from bot.gates.freeze import evaluate
from tests.gates.gate_cases import IVY, NOW, at_proposal, case, clipped, fresh, incident, proposal

HOUR_AGO, IN_THREE_HOURS = NOW - timedelta(hours=1), NOW + timedelta(hours=3)


def _freeze(
    scope: str, *, starts_at: datetime = HOUR_AGO, ends_at: datetime | None = IN_THREE_HOURS, **more: str
) -> Freeze:
    return Freeze(scope=scope, starts_at=starts_at, ends_at=ends_at, why="release weekend", **more)


def _all(*windows: Freeze, unread: tuple[Unread, ...] = ()) -> Freezes:
    return Freezes(windows=windows, unread=unread)


def _override(freeze: Freeze) -> Override:
    return Override(
        freeze=freeze.id, scope=freeze.scope, source=freeze.source, reason="worse without", by=IVY
    )


@pytest.mark.parametrize(
    ("scope", "said"),
    [
        ("all", "all targets"),
        ("cluster:prod", "this cluster"),
        ("namespace:shop", "this namespace"),
        ("service:checkout", "this service"),
    ],
)
def test_a_window_that_names_the_target_refuses_and_says_until_when(scope: str, said: str) -> None:
    for asked in (case(freezes=_all(_freeze(scope))), at_proposal(freezes=_all(_freeze(scope)))):
        verdict = evaluate(asked)
        assert verdict.passed is False
        assert said in verdict.reason
        assert "2026-11-20 05:33 UTC" in verdict.reason


@pytest.mark.parametrize("scope", ["cluster:staging", "namespace:shop-eu", "service:cart", "cluster:"])
def test_a_window_of_another_target_does_not(scope: str) -> None:
    assert evaluate(case(freezes=_all(_freeze(scope)))).passed is True


@pytest.mark.parametrize("scope", ["team:payments", "", "al", "shop"])
def test_a_scope_of_an_unknown_kind_freezes_everything(scope: str) -> None:
    assert evaluate(case(freezes=_all(_freeze(scope)))).passed is False


NODE = Subject(kind="Node", name="worker-3")


@pytest.mark.parametrize("mitigation", [Cordon(subject=NODE), Uncordon(subject=NODE)])
@pytest.mark.parametrize(
    ("scope", "passed"),
    [("namespace:shop", False), ("namespace:batch", False), ("cluster:prod", False), ("cluster:eu", True)],
)
def test_a_node_carries_every_namespace_so_a_freeze_of_any_one_of_its_cluster_names_it(
    mitigation: Mitigation, scope: str, passed: bool
) -> None:
    node = proposal(mitigation=mitigation)
    for asked in (case, at_proposal):
        assert evaluate(asked(proposal=node, freezes=_all(_freeze(scope)))).passed is passed


@pytest.mark.parametrize(
    ("target", "passed"),
    [
        (Target(cluster="prod", namespace="batch"), False),
        (Target(cluster="prod", namespace="shop", service="checkout"), False),
        (Target(cluster="prod", namespace="shop", service="cart"), True),
        (Target(cluster="eu", namespace="batch"), True),
    ],
)
def test_another_open_sev1_of_any_namespace_of_the_cluster_holds_a_change_to_a_node_back(
    target: Target, passed: bool
) -> None:
    node = proposal(mitigation=Cordon(subject=NODE))
    other = incident(id="inc-2", number=13, severity=Severity.CRITICAL, target=target)
    sev1s = other_sev1s([other], node.incident_id, node.place)
    assert evaluate(case(proposal=node, freezes=_all(*sev1s))).passed is passed


def test_a_silent_source_that_speaks_of_a_namespace_holds_a_change_to_a_node_back() -> None:
    silent = Unread(source="calendar:releases", why="gone", scopes=("namespace:batch",))
    node = proposal(mitigation=Cordon(subject=NODE))
    assert evaluate(case(proposal=node, freezes=_all(unread=(silent,)))).passed is None


def test_a_window_holds_from_its_start_until_just_before_its_end() -> None:
    hour = timedelta(hours=1)
    begins, ends = _freeze("all", starts_at=NOW), _freeze("all", ends_at=NOW)
    later = _freeze("all", starts_at=NOW + timedelta(microseconds=1), ends_at=NOW + hour)
    assert evaluate(case(freezes=_all(begins))).passed is False
    assert evaluate(case(freezes=_all(ends))).passed is True
    assert evaluate(case(freezes=_all(later))).passed is True


def test_of_several_windows_the_last_end_is_said_in_utc() -> None:
    tokyo = datetime(2026, 11, 21, 9, 0, tzinfo=timezone(timedelta(hours=9)))
    verdict = evaluate(case(freezes=_all(_freeze("all"), _freeze("namespace:shop", ends_at=tokyo))))
    assert (
        "this namespace by the configuration is in force until 2026-11-21 00:00 UTC. And 1 more."
        in verdict.reason
    )
    assert tokyo.astimezone(UTC).hour == 0


def test_a_calendar_that_cannot_be_read_counts_as_frozen() -> None:
    for asked in (case(freezes=None), at_proposal(freezes=None)):
        verdict = evaluate(asked)
        assert verdict.passed is None
        assert "cannot be read" in verdict.reason


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("command", "by a command"),
        ("calendar:releases", "by the calendar `releases`"),
        ("vendor:cards", "by the vendor `cards`"),
    ],
)
def test_its_source_is_said_and_an_end_that_nobody_knows(source: str, said: str) -> None:
    reason = evaluate(case(freezes=_all(_freeze("all", ends_at=None, source=source)))).reason
    assert said in reason
    assert "without a known end" in reason


@pytest.mark.parametrize("at_send", [False, True])
def test_of_two_critical_incidents_that_freeze_each_other_the_way_out_is_said_while_it_is_open(
    at_send: bool,
) -> None:
    other = _freeze("service:checkout", ends_at=None, source=fresh("incident"))
    asked = case if at_send else at_proposal
    said = evaluate(asked(freezes=_all(other))).reason
    assert said.startswith(
        "A freeze of this service by another open incident of critical severity is in force until that incident is "
        "closed: changes of others there wait for it."
    )
    assert said.endswith("by a typed reason, which Approve asks for.") is not at_send
    more = evaluate(asked(freezes=_all(other, _freeze("cluster:prod", ends_at=None)))).reason
    assert more.endswith("And 1 more.")


def test_no_way_around_a_freeze_of_another_kind_is_said_by_the_gate() -> None:
    for source in ("configuration", "command", "calendar:releases", "vendor:cards"):
        frozen = _all(_freeze("all", source=source))
        assert "override" not in evaluate(at_proposal(freezes=frozen)).reason


def test_a_freeze_of_a_namespace_is_said_of_a_node_as_one_of_its_cluster() -> None:
    node = proposal(mitigation=Cordon(subject=NODE))
    frozen = _freeze("namespace:batch")
    said = "a namespace of this cluster by the configuration"
    assert f"A freeze of {said} is in force" in evaluate(case(proposal=node, freezes=_all(frozen))).reason
    assert "of this cluster is" not in evaluate(case(proposal=node, freezes=_all(_freeze("all")))).reason
    for scope, other in (
        ("service:checkout", "this service"),
        ("cluster:prod", "this cluster"),
        ("team:x", "all"),
    ):
        assert f"A freeze of {other}" in evaluate(case(proposal=node, freezes=_all(_freeze(scope)))).reason
    overriding = proposal(mitigation=Cordon(subject=NODE), override=_override(frozen))
    assert (
        f"overrides the freeze of {said}" in evaluate(case(proposal=overriding, freezes=_all(frozen))).reason
    )


def test_scopes_are_compared_in_any_case_of_letters() -> None:
    assert evaluate(case(freezes=_all(_freeze("service:Checkout")))).passed is False


def test_a_source_that_cannot_be_read_counts_as_frozen_and_is_said_with_its_reason() -> None:
    silent = Unread(source="calendar:releases", why="no answer within 2 s")
    verdict = evaluate(case(freezes=_all(unread=(silent, silent))))
    assert verdict.passed is None
    assert verdict.reason == (
        "The calendar `releases` cannot be read (no answer within 2 s); it counts as frozen. And 1 more."
    )


def test_a_vendor_that_cannot_be_read_freezes_those_that_list_it_alone() -> None:
    silent = Unread(source="vendor:cards", why="it answers 503", scopes=("service:payments",))
    assert evaluate(case(freezes=_all(unread=(silent,)))).passed is True
    mine = silent.model_copy(update={"scopes": ("service:payments", "service:checkout")})
    assert evaluate(case(freezes=_all(unread=(mine,)))).passed is None


def test_one_named_freeze_can_be_overridden_and_no_other() -> None:
    freeze, other = _freeze("service:checkout"), _freeze("all")
    overriding = proposal(override=_override(freeze))
    verdict = evaluate(case(proposal=overriding, freezes=_all(freeze)))
    assert verdict.passed is True
    assert "overrides the freeze of this service" in verdict.reason
    assert evaluate(case(proposal=overriding, freezes=_all(freeze, other))).passed is False
    longer = _freeze("service:checkout", ends_at=IN_THREE_HOURS + timedelta(hours=1))
    assert evaluate(case(proposal=overriding, freezes=_all(longer))).passed is False
    silent = Unread(source="calendar:releases", why="no answer within 2 s")
    assert evaluate(case(proposal=overriding, freezes=_all(freeze, unread=(silent,)))).passed is None


def test_only_one_freeze_that_stands_alone_may_be_overridden_when_it_is_proposed() -> None:
    freeze, silent = _freeze("all"), Unread(source="calendar:x", why="gone")
    assert evaluate(at_proposal(freezes=_all(freeze))).overridable
    assert not evaluate(case(freezes=_all(freeze))).overridable
    assert not evaluate(at_proposal(freezes=_all(freeze, _freeze("cluster:prod")))).overridable
    assert not evaluate(at_proposal(freezes=_all(freeze, unread=(silent,)))).overridable
    assert not evaluate(at_proposal(freezes=_all())).overridable
    assert not evaluate(at_proposal(freezes=None)).overridable


def test_an_override_is_part_of_the_digest() -> None:
    freeze = _freeze("all")
    plain, overriding = proposal(), proposal(override=_override(freeze))
    worded = proposal(override=_override(freeze).model_copy(update={"reason": "other words"}))
    assert len({plain.digest, overriding.digest, worded.digest}) == 3


def test_an_override_counts_for_the_key_of_the_commander_who_typed_it_alone() -> None:
    one = _freeze("service:checkout")
    for by, passed in ((IVY, True), ("U0AAA", False), ("U0ZZZ", False)):
        override = _override(one).model_copy(update={"by": by})
        shown = proposal(override=override)
        assert evaluate(case(proposal=shown, freezes=_all(one))).passed is passed


def test_what_stands_in_the_way_is_counted_and_the_first_is_said() -> None:
    first = _freeze("service:checkout", ends_at=None)
    others = (_freeze("all"), _freeze("cluster:prod"), _freeze("namespace:shop"))
    alone = evaluate(case(freezes=_all(first))).reason
    assert alone == "A freeze of this service by the configuration is in force without a known end."
    many = evaluate(case(freezes=_all(*others, first))).reason
    assert many == f"{alone} And 3 more."


def test_sources_that_cannot_be_read_are_counted_and_the_first_is_said() -> None:
    silent = [Unread(source=f"calendar:c{number}", why=f"it answers 50{number}") for number in range(4)]
    alone = evaluate(case(freezes=_all(unread=(silent[0],)))).reason
    assert alone == "The calendar `c0` cannot be read (it answers 500); it counts as frozen."
    assert evaluate(case(freezes=_all(unread=tuple(silent)))).reason == f"{alone} And 3 more."


def test_of_a_long_name_and_a_long_reason_as_much_is_said_as_fits() -> None:
    assert clipped(evaluate(case(freezes=_all(_freeze("all", source=f"vendor:{'x' * 99}")))).reason) == 40
    silent = Unread(source="calendar:c", why="x" * 300)
    assert clipped(evaluate(case(freezes=_all(unread=(silent,)))).reason) == 90


def test_the_commander_who_overrides_is_known_by_an_equal_id() -> None:
    one = _freeze("service:checkout")
    override = _override(one).model_copy(update={"by": fresh(IVY), "freeze": fresh(one.id)})
    assert evaluate(case(proposal=proposal(override=override), freezes=_all(one))).passed is True
