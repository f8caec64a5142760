"""The command of a change before its target is known: with the variables set, it is that of the real proposal."""

import shlex
from string import Template

import pytest

from bot.domain.target import Subject
from bot.domain.tool import TOOLS
from bot.facts.by_hand import kubectl_for
from bot.facts.by_template import _mitigation, command_of


def test_variables_stand_where_the_incident_has_names() -> None:
    assert command_of("restart", {}) == "kubectl -n $namespace rollout restart $kind/$name"
    assert command_of("undo", {}) == "kubectl -n $namespace rollout undo deployment/$name"
    assert command_of("undo", {"to_revision": "6"}).endswith("undo deployment/$name --to-revision=6")
    assert command_of("cordon", {}) == "kubectl cordon $name"


@pytest.mark.parametrize(("told", "after"), [("+2", "$((replicas + 2))"), ("-1", "$((replicas - 1))")])
def test_a_scale_counts_from_what_is_there(told: str, after: str) -> None:
    command = command_of("scale", {"replicas": told})
    assert command.endswith(f"scale $kind/$name --current-replicas=$replicas --replicas={after}")


@pytest.mark.parametrize("tool", sorted(set(TOOLS) - {"scale", "undo", "recreate-job"}))
def test_with_its_variables_set_it_is_the_command_of_the_proposal(tool: str) -> None:
    kind = TOOLS[tool].kinds[0]
    subject = Subject(kind=kind, namespace="" if kind == "Node" else "shop", name="cart-1")
    known = {"namespace": "shop", "kind": kind.lower(), "name": "cart-1"}
    made = Template(command_of(tool, {})).safe_substitute(known)
    assert shlex.split(made) == shlex.split(kubectl_for(_mitigation(tool, {}, subject)))


def test_within_quotes_a_shell_still_sets_the_variables() -> None:
    command = command_of("recreate-job", {})
    assert """name:"'"$name"'-again\"""" in command
    assert command.count("'") % 2 == 0
