"""The schema of a runbook's file as JSON Schema, for editors: made from the noun, the tools and the causes.

An editor completes and checks by it while somebody types; what it cannot tell (two files for one cause, limits that
no target meets, rights that a command takes) `lookout runbooks check` tells.
"""

from collections.abc import Collection
from typing import Any

from bot.adapters.runbooks.head import NAME
from bot.adapters.runbooks.schema import VERSION
from bot.adapters.runbooks.tools import CHECK, FORMS, KNOWN_TOOLS, NEED, NEEDED
from bot.domain.runbook import Limits, Runbook, Step
from bot.domain.tool import TOOLS
from bot.gates.tiers import REVERSIBLE, RISKY
from bot.gates.tiers import TOOLS as TIERS

DIALECT = "http://json-schema.org/draft-07/schema#"  # the newest one that all editors know

_RUNBOOK = {
    "id": "Names the runbook in proposals and records; the file is named after it.",
    "version": "Raised with every change: a decision is about one version.",
    "title": "What is wrong when this is read, in a few words.",
    "owner": 'Who keeps it right: a group such as "@responders", or a person\'s Slack id.',
    "reviewed": "The day on which the owner last read it and found it right; after a year it is stale.",
    "causes": "The cause codes that it serves (`lookout detectors`); a cause has one runbook.",
    "steps": "Checks for people first, then changes, if any is safe; the first that fits the subject is proposed.",
    "escalation": "Whom to wake when it does not help: a group or a person.",
    "prose": "For people; never executed.",
}
_STEP = {
    "id": "Names the step in proposals and records.",
    "title": "What it looks at, or what it changes.",
    "tool": "observe is a check for a person; all others change one object, after two humans agreed.",
    "arguments": "What the tool is told; names and quoted values.",
    "needs": 'The rights that it takes, as "verb resource" or "verb resource/subresource".',
    "tier": "0 reads, 1 is reversible and bounded, 2 is risky. The tool decides.",
    "limits": "Bounds that are held against live counts, when it is proposed and when it is sent.",
    "undo": "How to take the change back, or that nothing is to be taken back.",
    "expect": "Of a check: what the output means. Of a change: what should be true afterwards.",
    "expect_within": "Seconds until that should be so.",
    "escalation": "Whom to wake when this step does not help; the runbook's if not given.",
    "command": "Of a check: one line to paste. $namespace, $kind, $name and $service are set by Lookout.",
    "prose": "For people; never executed.",
}
_LIMITS = {
    "max_pods": "How many pods it may touch.",
    "max_share": "Which share of the ready replicas it may touch; 1 is all.",
    "per_hour": "How many changes a service may have in an hour.",
    "min_replicas": "The fewest replicas that it may leave.",
    "max_replicas": "The most replicas that it may set.",
    "min_nodes_share": "Which share of the nodes a cordon must leave open.",
}


def published(*, causes: Collection[str], groups: Collection[str]) -> dict[str, Any]:
    """The JSON Schema of a runbook's file; equal inputs give equal documents."""
    made = Runbook.model_json_schema()
    step = _described(made["$defs"]["Step"], _STEP)
    limits = _described(made["$defs"]["Limits"], _LIMITS)
    head = _described(made, _RUNBOOK)
    handle = _handle(groups)
    fields = head["properties"]
    fields["id"]["pattern"] = step["properties"]["id"]["pattern"] = f"^{NAME.pattern}$"
    fields["owner"] |= handle
    fields["escalation"] |= handle
    step["properties"]["escalation"] |= handle
    fields["causes"] |= {"minItems": 1, "uniqueItems": True, "items": {"enum": sorted(causes)}}
    fields["steps"] |= {"minItems": 1, "items": {"$ref": "#/definitions/step"}}
    step["properties"]["tool"] |= {"enum": list(KNOWN_TOOLS)}
    step["properties"]["needs"]["items"] = {"type": "string", "pattern": f"^{NEED.pattern}$"}
    step["properties"]["limits"] = {"$ref": "#/definitions/limits"}
    step["allOf"] = [_rule(tool) for tool in KNOWN_TOOLS]
    told = {"const": VERSION, "description": "The schema of this file."}
    return {
        "$schema": DIALECT,
        "title": "A runbook of Lookout",
        **{key: head[key] for key in ("type", "additionalProperties")},
        "required": ["schema", *head["required"]],
        "properties": {"schema": told, **fields},
        "definitions": {"step": step, "limits": limits},
    }


def _described(made: dict[str, Any], words: dict[str, str]) -> dict[str, Any]:
    """The noun's schema, a description for each field in place of a title, without what only Lookout sets."""
    fields = {
        name: {"description": words[name], **{key: told for key, told in field.items() if key != "title"}}
        for name, field in made["properties"].items()
        if name != "source"
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "required": made.get("required", []),
        "properties": fields,
    }


def _handle(groups: Collection[str]) -> dict[str, Any]:
    return {
        "anyOf": [
            {"enum": [f"@{group.removeprefix('@')}" for group in groups]},
            {"pattern": "^[UW][A-Z0-9]{2,}$"},
        ]
    }


def _rule(tool: str) -> dict[str, Any]:
    """What a step with that tool may and must say."""
    return {
        "if": {"properties": {"tool": {"const": tool}}},
        "then": _of_check() if tool == CHECK else _of(tool),
    }


def _of_check() -> dict[str, Any]:
    fields = {"tier": {"const": TIERS[CHECK]}, "arguments": {"maxProperties": 0}, "command": {"minLength": 1}}
    return {"required": ["command"], "properties": fields}


def _of(tool: str) -> dict[str, Any]:
    taken = {
        name: {"type": "string", "pattern": f"^{FORMS[name].pattern}$", "description": means}
        for name, means in TOOLS[tool].arguments.items()
    }
    tiers = [TIERS[tool]] if tool in TIERS else [REVERSIBLE, RISKY]
    needed = list(NEEDED.get(tool, ()))
    return {
        "required": ["needs", "undo", "expect", *(["arguments"] if needed else [])],
        "properties": {
            "tier": {"enum": tiers},
            "arguments": {"properties": taken, "additionalProperties": False, "required": needed},
            "command": {"maxLength": 0},
            "undo": {"minLength": 1},
            "expect": {"minLength": 1},
        },
    }


def undescribed() -> set[str]:
    """The fields of the nouns without a description here, and the other way round; empty if all is well."""
    pairs = ((Runbook, _RUNBOOK), (Step, _STEP), (Limits, _LIMITS))
    return {name for noun, words in pairs for name in (set(noun.model_fields) ^ set(words)) - {"source"}}
