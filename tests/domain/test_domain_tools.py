"""The closed union, the table of tools and the table of tiers say the same, both ways."""

from typing import get_args

import pytest

from bot.domain.mitigation import Mitigation
from bot.domain.runbook import Step
from bot.domain.tool import TOOLS, Right, kinds_of, step_for
from bot.gates.tiers import OBSERVE, RISKY
from bot.gates.tiers import TOOLS as TIERS
from tests.every_mitigation import EVERY


def test_every_action_of_the_union_is_a_tool_with_a_tier_and_nothing_else_is() -> None:
    union, _ = get_args(Mitigation)
    actions = {one.model_fields["action"].default for one in get_args(union)}
    assert actions == set(TOOLS) == {one.action for one in EVERY}
    assert {name for name, tier in TIERS.items() if tier != OBSERVE} | {"scale"} == actions


@pytest.mark.parametrize("mitigation", EVERY, ids=lambda one: str(one.action))
def test_every_tool_is_for_some_kind_and_takes_a_right_to_read_and_one_to_change_it(
    mitigation: Mitigation,
) -> None:
    tool = TOOLS[mitigation.action]
    assert mitigation.subject.kind in tool.kinds
    for rights in tool.rights.values():
        assert [right.verb == "get" for right in rights] == [True, False]


def test_a_right_is_named_as_runbooks_write_it() -> None:
    assert str(Right("patch", "apps", "deployments/scale")) == "patch deployments/scale"


def test_an_action_has_one_object_so_none_can_be_done_in_part() -> None:
    for one in EVERY:
        assert [name for name, _ in one if name not in {"action", "subject"}] in (
            [], ["to_revision"], ["from_replicas", "to_replicas"], ["new_name"]
        )  # fmt: skip


def test_what_moves_pods_or_work_for_good_is_risky() -> None:
    risky = {name for name, tier in TIERS.items() if tier == RISKY}
    assert risky == {"delete-pod", "evict-pod", "suspend-cronjob", "resume-cronjob", "recreate-job"}


def step(tool: str, *needs: str) -> Step:
    return Step(id="it", title="It", tool=tool, tier=1, needs=needs)


def test_a_step_takes_the_rights_of_the_kind_that_it_is_applied_to() -> None:
    scale = step("scale", "get deployments", "patch deployments.apps/scale", "list pods")
    assert kinds_of(scale) == ("Deployment", "StatefulSet")
    assert step_for(scale, "StatefulSet").needs == (
        "get statefulsets",
        "patch statefulsets/scale",
        "list pods",
    )
    assert step_for(scale, "Deployment").needs == ("get deployments", "patch deployments/scale", "list pods")
    assert step_for(scale, "DaemonSet") == scale


def test_a_check_takes_what_its_runbook_says_whatever_it_is_about() -> None:
    look = step("observe", "list pods.metrics.k8s.io")
    assert kinds_of(look) == ()
    assert step_for(look, "Deployment") == look
