"""The schema for editors says what the loader takes: the same fields, tools, arguments, tiers and forms."""

import re
from typing import Any

import pytest
import yaml

from bot.adapters.runbooks.published import published, undescribed
from bot.adapters.runbooks.tools import KNOWN_TOOLS
from bot.domain.runbook import Limits, Runbook, Step
from bot.domain.tool import TOOLS
from bot.gates.tiers import TOOLS as TIERS
from tests.adapters.runbook_files import GOOD, SCALE

MADE = published(causes=["oom-killed", "bad-rollout"], groups=["@responders", "commanders"])
STEP = MADE["definitions"]["step"]
RULES: dict[str, Any] = {rule["if"]["properties"]["tool"]["const"]: rule["then"] for rule in STEP["allOf"]}


def test_it_has_the_fields_of_the_nouns_each_described() -> None:
    assert undescribed() == set()
    assert set(MADE["properties"]) == {"schema", *Runbook.model_fields} - {"source"}
    assert set(STEP["properties"]) == set(Step.model_fields)
    limits = MADE["definitions"]["limits"]
    assert set(limits["properties"]) == set(Limits.model_fields)
    for part in (MADE, STEP, limits):
        assert part["additionalProperties"] is False
        assert all("description" in one or "$ref" in one for one in part["properties"].values())


def test_what_the_nouns_ask_for_it_asks_for() -> None:
    asked = {name for name, field in Runbook.model_fields.items() if field.is_required()}
    assert set(MADE["required"]) == {"schema", *asked}
    assert set(STEP["required"]) == {name for name, field in Step.model_fields.items() if field.is_required()}


def test_it_knows_tools_causes_and_groups() -> None:
    assert STEP["properties"]["tool"]["enum"] == list(KNOWN_TOOLS)
    assert set(RULES) == set(KNOWN_TOOLS)
    assert MADE["properties"]["causes"]["items"]["enum"] == ["bad-rollout", "oom-killed"]
    assert MADE["properties"]["owner"]["anyOf"][0]["enum"] == ["@responders", "@commanders"]


@pytest.mark.parametrize("tool", sorted(TOOLS))
def test_a_change_has_the_tools_tier_and_arguments_and_says_its_way_back(tool: str) -> None:
    fields = RULES[tool]["properties"]
    assert {"undo", "expect", "needs"} <= set(RULES[tool]["required"])
    assert set(fields["arguments"]["properties"]) == set(TOOLS[tool].arguments)
    assert fields["tier"]["enum"] == ([TIERS[tool]] if tool in TIERS else [1, 2])


def test_a_sound_file_meets_its_patterns_and_lists() -> None:
    value = yaml.safe_load(GOOD + SCALE)
    assert set(MADE["required"]) <= set(value) <= set(MADE["properties"])
    assert value["schema"] == MADE["properties"]["schema"]["const"]
    for step in value["steps"]:
        rule = RULES[step["tool"]]
        assert set(STEP["required"]) | set(rule["required"]) <= set(step) <= set(STEP["properties"])
        assert all(re.search(STEP["properties"]["needs"]["items"]["pattern"], need) for need in step["needs"])
        for name, told in step.get("arguments", {}).items():
            assert re.search(rule["properties"]["arguments"]["properties"][name]["pattern"], told)
